/** Keys of a MIGRATE that reported an error: where each of them is now, and what is done about those that both nodes have. */
import { numberOf } from '../../wire/read-reply.ts';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { migrate } from './migrate.ts';
import { MoveFailure, type Move } from './move.ts';
import { says } from './ownership.ts';

const MAX_KEY = 100;

/** A key at one node; null if it is not there. */
interface Value {
  node: NodeAddress;
  dump: Uint8Array;
  /** PEXPIRETIME (7.0): milliseconds since 1970; -1 for never. */
  expireAt: number;
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
    const source = await valueAt(move, move.source, key, database, move.asking, error);
    if (source === null) {
      gone++;
      continue;
    }
    const target = await valueAt(move, move.target, key, database, true, error);
    if (target === null) continue;
    if (await settle(move, slot, database, key, source, target)) gone++;
  }
  return gone;
}

async function settle(
  move: Move,
  slot: number,
  database: number,
  key: Uint8Array,
  source: Value,
  target: Value,
): Promise<boolean> {
  const isCopy = source.expireAt === target.expireAt && Buffer.compare(source.dump, target.dump) === 0;
  const wins =
    isCopy || move.options.replace
      ? 'source'
      : await move.context.resolveConflict({ slot, key, source, target });
  if (wins === 'stop')
    throw new MoveFailure(
      `Key "${escapeForLine(Buffer.from(key).toString('latin1').slice(0, MAX_KEY))}" of slot ${slot} is at ${move.source} and at ${move.target} with different values. Nothing was overwritten, and the slot is open. Decide which value is right, delete the other one, and run the operation again.`,
    );
  if (wins === 'target') return deleteAtSource(move, database, key, source);
  const answer = await migrate(move, database, [key], true);
  if (answer.kind === 'reply') return true;
  if (answer.kind === 'refused') return false;
  throw new MoveFailure(
    `${move.source} did not answer to a MIGRATE of slot ${slot}: ${says(answer)}.`,
    answer.kind === 'unknown',
  );
}

/** Only if the value is still the one that was decided about. False if a client has changed it since. */
async function deleteAtSource(
  { context, source, asking }: Move,
  database: number,
  key: Uint8Array,
  decided: Value,
): Promise<boolean> {
  const ask = (...args: (string | Uint8Array)[]) => context.nodes.reply(source, args, { database });
  // Inside MULTI the server remembers that it was asked.
  const first = (...args: (string | Uint8Array)[]) => context.nodes.reply(source, args, { database, asking });
  await first('WATCH', key);
  const now = await first('DUMP', key);
  if (now.type !== 'string' || Buffer.compare(now.bytes, decided.dump) !== 0) {
    await ask('UNWATCH');
    return false;
  }
  await first('MULTI');
  await ask('DEL', key);
  return (await ask('EXEC')).type !== 'null';
}

async function valueAt(
  { context }: Move,
  node: NodeAddress,
  key: Uint8Array,
  database: number,
  asking: boolean,
  error: string,
): Promise<Value | null> {
  const options = { database, asking };
  const dump = await context.nodes.ask(node, ['DUMP', key], options);
  // The source sends clients to the target for a key that it does not have.
  if (dump.kind === 'refused' && dump.says.startsWith('ASK ')) return null;
  if (dump.kind !== 'reply')
    throw new MoveFailure(
      `MIGRATE failed (${escapeForLine(error.slice(0, 200))}), and ${node} did not say whether it has the key: ${says(dump)}. The slot is open, and the key may be at both nodes. Run the operation again once both answer.`,
      true,
    );
  if (dump.reply.type !== 'string') return null;
  const expire = await context.nodes.ask(node, ['PEXPIRETIME', key], options);
  const expireAt = expire.kind === 'reply' ? numberOf(expire.reply) : Number.NaN;
  return { node, dump: dump.reply.bytes, expireAt };
}
