/** The operations of this computer that have slots to move: the window's own, and those of journals that have not ended well. */
import { stat } from 'node:fs/promises';
import { LISTED_OPERATIONS } from '../../shared/operations/operation.ts';
import { isUnfinished, type JournalState } from '../cluster/operations/run/journal.ts';
import type { OwnMove } from '../cluster/operations/situation/own-moves.ts';
import { isUnderWay, readOperation } from '../operating/journals.ts';
import { endOf, journalFile, journalIds } from '../storage/operation-journal.ts';
import type { OperationRun } from './operation-run.ts';

export class OwnMoves {
  private readonly directory: string;
  private readonly own: () => OperationRun | null;
  /** By name, as they were at the file's last change that was read. */
  private readonly known = new Map<string, { changedAt: number; state: JournalState }>();

  constructor(directory: string, own: () => OperationRun | null) {
    this.directory = directory;
    this.own = own;
  }

  /**
   * The oldest first. `since`: milliseconds since 1970. An operation that has ended later counts as running: what was read of
   * the cluster from then on may be of its time.
   */
  async read(since: number): Promise<OwnMove[]> {
    const ids = await journalIds(this.directory).catch(() => []);
    const moves: OwnMove[] = [];
    for (const id of ids.slice(-LISTED_OPERATIONS)) {
      const own = this.own();
      const move =
        own?.name === id && isCurrent(own, since) ? running(own) : await this.journalled(id, since);
      if (move) moves.push(move);
    }
    return moves;
  }

  private async journalled(id: string, since: number): Promise<OwnMove | null> {
    const end = await endOf({ directory: this.directory, id }).catch(() => null);
    const endedAt = end?.at ?? null;
    const isLate = endedAt !== null && endedAt >= since;
    // Most have ended well, and their plans need not be read.
    if (end?.record === 'end' && !isLate && !['failed', 'cancelled'].includes(end.state)) return null;
    const state = await this.stateOf(id, end !== null);
    if (!state) return null;
    const isRunning = isLate || (end === null && (await isUnderWay(state)));
    return isRunning || isUnfinished(state) ? { name: id, plan: state.plan, isRunning } : null;
  }

  /** A journal of megabytes is not read again for each slot that its process has moved. */
  private async stateOf(id: string, hasEnded: boolean): Promise<JournalState | null> {
    const file = journalFile({ directory: this.directory, id });
    const changedAt = await stat(file).then(({ mtimeMs }) => mtimeMs, Number);
    const known = this.known.get(id);
    if (known && (known.changedAt === changedAt || (!hasEnded && (await isUnderWay(known.state)))))
      return known.state;
    const found = await readOperation(this.directory, id);
    if ('refused' in found) return null;
    this.known.set(id, { changedAt, state: found.state });
    return found.state;
  }
}

const isCurrent = ({ status: { endedAt } }: OperationRun, since: number): boolean =>
  endedAt === null || endedAt >= since;

const running = ({ name, status: { plan } }: OperationRun): OwnMove => ({ name, plan, isRunning: true });
