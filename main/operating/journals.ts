/** Finds the journals of earlier runs, and says why one cannot be used. */
import path from 'node:path';
import { escapeForLine } from '../../shared/format/escape.ts';
import type { JournalRecord } from '../../shared/operations/journal.ts';
import type { Plan } from '../../shared/operations/plan.ts';
import { nodeById, type ClusterReading } from '../cluster/operations/reading/cluster-reading.ts';
import { foldJournal, isUnfinished, type JournalState } from '../cluster/operations/run/journal.ts';
import { seedsOf } from '../cluster/operations/run/verify.ts';
import {
  endOf,
  journalFile,
  journalIds,
  journalPlace,
  JournalRefusal,
  readJournal,
  type JournalPlace,
} from '../storage/operation-journal.ts';
import { stillRuns } from '../storage/process-start.ts';

/** Addresses of a plan that are tried for a node that answers. */
const MAX_SEEDS = 10;

export interface FoundJournal {
  place: JournalPlace;
  records: JournalRecord[];
  state: JournalState;
  /** Lines that cannot be read. */
  damaged: number;
}

/** A name or a path as it is shown. */
export const shownName = (name: string): string => escapeForLine(name.slice(0, 200));

/** What `resume` and `undo` take: the name, or the file if it is elsewhere. */
export const nameOf = ({ directory }: { directory: string }, place: JournalPlace): string =>
  path.resolve(directory) === place.directory || directory === place.directory
    ? place.id
    : shownName(journalFile(place));

export async function readOperation(
  directory: string,
  nameOrFile: string,
): Promise<FoundJournal | { refused: string; isEmpty: boolean }> {
  const name = shownName(nameOrFile);
  try {
    const place = journalPlace(directory, nameOrFile);
    const { records, damaged } = await readJournal(place);
    const state = foldJournal(records);
    if (state) return { place, records, state, damaged };
    const isEmpty = damaged === 0 && records.length === 0;
    const why = isEmpty ? 'nothing was begun' : 'its beginning cannot be read';
    return { refused: `The journal of ${name} says nothing: ${why}.`, isEmpty };
  } catch (error) {
    if (!(error instanceof JournalRefusal)) throw error;
    return { refused: `No operation can be read from ${name}: ${error.message}`, isEmpty: false };
  }
}

/** The operations that a resume would take up, and the names of journals that cannot be read. */
export async function unfinishedOperations(
  directory: string,
): Promise<{ unfinished: FoundJournal[]; unreadable: string[] }> {
  const unfinished: FoundJournal[] = [];
  const unreadable: string[] = [];
  const ids = await journalIds(directory).catch((error: unknown) => {
    if (!(error instanceof JournalRefusal)) throw error;
    unreadable.push(escapeForLine(error.message));
    return [];
  });
  for (const id of ids) {
    const end = await endOf({ directory, id }).catch(() => null);
    // Most have ended well, and their plans need not be read.
    if (end?.record === 'end' && !['failed', 'cancelled'].includes(end.state)) continue;
    const found = await readOperation(directory, id);
    if ('refused' in found) {
      // Its process ended before it began.
      if (!found.isEmpty) unreadable.push(found.refused);
    } else if (isUnfinished(found.state)) unfinished.push(found);
  }
  return { unfinished, unreadable };
}

/** Names of the operations that this process runs: a window may ask about that of another one. */
const ours = new Set<string>();

export const beginOurs = (id: string): void => void ours.add(id);
export const endOurs = (id: string): void => void ours.delete(id);

/** Whether the process that took it up last is still at it. One that has paused it may run on without it. */
export const isUnderWay = async ({ id, ended, pausedAt, pid, startedAt }: JournalState): Promise<boolean> =>
  ended === null && (ours.has(id) || (pausedAt === null && (await stillRuns(pid, startedAt))));

/** Who runs an operation that is under way, as the subject of a sentence. */
export const runnerOf = ({ pid }: JournalState): string =>
  pid === process.pid ? 'Another window' : `Process ${pid}`;

/** Whether a node that the plan names is in the cluster. */
export const concerns = ({ fingerprint }: Plan, reading: ClusterReading): boolean =>
  fingerprint.nodes.some(({ id }) => nodeById(reading, id) !== undefined);

/** Addresses at which the cluster of a plan may be found. */
export const placesOf = (plan: Plan): string[] => seedsOf(plan).slice(0, MAX_SEEDS);
