/** What a user who looks elsewhere may want to know, taken from outcomes and events. Without values, keys and addresses. Pure. */
import { findCommand, type CommandTable } from '../../shared/commands/command-table.ts';
import type { NamedEvent } from '../../shared/ipc.ts';
import type { OperationReport } from '../../shared/operations/progress.ts';
import type { LineOutcome } from '../../shared/session/execution.ts';

export type News =
  /** `name` is empty if it is no command of the server: then it may be anything. */
  | { kind: 'command'; shell: number; name: string; milliseconds: number; isFailed: boolean }
  /** `id` is the same in each report of the same end. */
  | { kind: 'operation'; id: string; state: OperationReport['state'] }
  /** The shards whose replica is the primary now. */
  | { kind: 'failover'; shards: number[] };

/** The command of a shell that took longest; null if none was sent. */
export function longestOf(
  shell: number,
  outcomes: readonly LineOutcome[],
  commands: CommandTable,
): News | null {
  const executions = outcomes.flatMap((outcome) => (outcome.kind === 'executed' ? outcome.executions : []));
  const [longest] = executions.sort((a, b) => b.milliseconds - a.milliseconds);
  if (!longest) return null;
  const { command, milliseconds, failure } = longest;
  const words = command.split(' ', 2).map((word) => Buffer.from(word));
  const name = findCommand(commands, words)?.name.toUpperCase() ?? '';
  return { kind: 'command', shell, name, milliseconds, isFailed: failure !== null };
}

/** Null for an event that is no news. */
export function newsOf([name, payload]: NamedEvent): News | null {
  if (name === 'operation') {
    const { endedAt, report, name: journal } = payload;
    if (endedAt === null) return null;
    return { kind: 'operation', id: `${journal} ${endedAt}`, state: report?.state ?? 'failed' };
  }
  if (name !== 'changes') return null;
  const shards = payload.flatMap(({ kind, about }) => (kind === 'failover' && about ? [about.shard] : []));
  const known = [...new Set(shards)].filter((shard) => shard !== null);
  return known.length === 0 ? null : { kind: 'failover', shards: known };
}
