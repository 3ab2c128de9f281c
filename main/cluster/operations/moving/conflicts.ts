/** Keys of a MIGRATE that reported an error: where each of them is now, and what is done about those that both nodes have. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { numberOf } from '../../wire/read-reply.ts';
import type { Answer, Arg } from '../reading/nodes.ts';
import type { Conflict } from '../run/context.ts';
import { SourceLink } from '../transfer/source-link.ts';
import { nameOf, sameValue, timeoutFor, valueIn, type Value } from '../transfer/values.ts';
import { decide } from './decide.ts';
import { migrate } from './migrate.ts';
import { MoveFailure, type Move } from './move.ts';
import { says } from './ownership.ts';

/**
 * MIGRATE carries the time that is left, not the time of expiry. So PTTL compares the two copies whatever the clocks of the nodes
 * say (2.6).
 */
const EXPIRY = 'PTTL';

/** A key that the source has, and the bytes that it needs there. */
interface Found {
  slot: number;
  database: number;
  key: Uint8Array;
  bytes: number;
}

/** The number of keys of the batch that have left the source. A key that only the source has stays for the next batch. */
export async function settleKeys(
  move: Move,
  slot: number,
  database: number,
  keys: readonly Uint8Array[],
  error: string,
): Promise<number> {
  let gone = 0;
  for (const key of keys) {
    // The first question waits until the server has ended its longest command, so it is a small one.
    const bytes = await sizeAtSource(move, key, database, error);
    if (bytes === null) {
      gone++;
      continue;
    }
    const found = { slot, database, key, bytes };
    const source = await valueAt(move, move.source, found, move.asking, error);
    if (source === null) {
      gone++;
      continue;
    }
    const target = await valueAt(move, move.target, found, true, error);
    if (target === null) continue;
    if (await settle(move, found, source, target)) gone++;
  }
  return gone;
}

/** True if the key has left the source. */
async function settle(move: Move, found: Found, source: Value, target: Value): Promise<boolean> {
  const { slot, database, key, bytes } = found;
  // The target counts the time left from when it has the whole value, even if MIGRATE has given up before.
  const laterMs = move.options.timeoutMs + timeoutFor(bytes);
  const isCopy = sameValue(source, target, EXPIRY, laterMs);
  const wins = isCopy
    ? 'source'
    : await decide(move, {
        slot,
        database,
        key,
        source: sideOf(move.source, source),
        target: sideOf(move.target, target),
      });
  if (wins === 'stop')
    throw new MoveFailure(
      `Key ${nameOf(key)} of slot ${slot} is at ${move.source} and at ${move.target} with different values. Nothing was overwritten, and the slot is open. Decide which value is right, delete the other one, and run the operation again.`,
    );
  if (wins === 'target') return deleteAtSource(move, found, source);
  const answer = await migrate(move, database, [key], true);
  if (answer.kind === 'reply') return true;
  if (answer.kind === 'refused') return false;
  throw new MoveFailure(
    `${move.source} did not answer to a MIGRATE of slot ${slot}: ${says(answer)}.`,
    answer.kind === 'unknown',
  );
}

const sideOf = (node: NodeAddress, { dump, expireAt }: Value): Conflict['source'] => ({
  node,
  dump,
  expireAt: expireAt ?? -1,
});

/**
 * Only if the value is still the one that was decided about. False if a client has changed it since. WATCH and MULTI have a
 * socket of their own, so that no other command can get between them, nor be queued after a refusal.
 */
async function deleteAtSource(
  { context, source, asking }: Move,
  { key, database, bytes }: Found,
  decided: Value,
): Promise<boolean> {
  const link = new SourceLink(context.nodes, source, database);
  const first = async (args: Arg[]): Promise<Answer> => {
    const answers = await link.pipeline([...(asking ? [['ASKING']] : []), args], timeoutFor(bytes));
    return answers.at(-1)!;
  };
  try {
    await link.open();
    answered(source, await first(['WATCH', key]));
    const read = [await first(['DUMP', key]), await first([EXPIRY, key])];
    if (read.some(isGone)) return true;
    const now = valueIn(read[0]!, read[1]!, EXPIRY);
    if (now === null) return true;
    if ('kind' in now) throw notDeleted(source, now);
    if (!sameValue(decided, now, EXPIRY)) return false;
    // Inside MULTI the server remembers that it was asked.
    answered(source, await first(['MULTI']));
    const [queued, ended] = await link.pipeline([['DEL', key], ['EXEC']], timeoutFor(bytes));
    // EXECABORT says less.
    answered(source, queued!);
    const result = answered(source, ended!);
    return result.type === 'array' && result.items.every((item) => item.type !== 'error');
  } finally {
    link.close();
  }
}

function answered(node: NodeAddress, answer: Answer) {
  if (answer.kind === 'reply') return answer.reply;
  throw notDeleted(node, answer);
}

const notDeleted = (node: NodeAddress, failed: Exclude<Answer, { kind: 'reply' }>) =>
  new MoveFailure(
    `${node} did not delete the key whose value at the target was chosen: ${says(failed)}. The slot is open. Run the operation again.`,
    failed.kind === 'unknown',
  );

/** The source sends clients to the target for a key that it does not have. */
const isGone = (answer: Answer) => answer.kind === 'refused' && answer.says.startsWith('ASK ');

/** Null if the source does not have the key. */
async function sizeAtSource(
  { context, source, asking }: Move,
  key: Uint8Array,
  database: number,
  error: string,
): Promise<number | null> {
  const answer = await context.nodes.ask(source, ['MEMORY', 'USAGE', key], { database, asking });
  if (isGone(answer)) return null;
  if (answer.kind !== 'reply') throw notLooked(source, answer, error);
  return answer.reply.type === 'integer' ? numberOf(answer.reply) : null;
}

async function valueAt(
  { context }: Move,
  node: NodeAddress,
  { key, database, bytes }: Found,
  asking: boolean,
  error: string,
): Promise<Value | null> {
  const timeoutMs = timeoutFor(bytes);
  const commands = [
    ['DUMP', key],
    [EXPIRY, key],
  ];
  const read = await context.nodes.pipeline(node, commands, { database, asking, timeoutMs });
  if (read.some(isGone)) return null;
  const value = valueIn(read[0]!, read[1]!, EXPIRY);
  if (value !== null && 'kind' in value) throw notLooked(node, value, error);
  return value;
}

const notLooked = (node: NodeAddress, failed: Exclude<Answer, { kind: 'reply' }>, error: string) =>
  new MoveFailure(
    `MIGRATE failed (${escapeForLine(error.slice(0, 200))}), and ${node} did not say whether it has the key: ${says(failed)}. The slot is open, and the key may be at both nodes. Run the operation again once both answer.`,
    true,
  );
