/** One MIGRATE, sent by the source to the target (KEYS: 3.0.6, AUTH2: 6.0). */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { textOf } from '../../wire/read-reply.ts';
import { ImplausibleMap, parseClusterNodes, type NodeLine } from '../../topology/reading.ts';
import type { Answer, Arg } from '../reading/nodes.ts';
import type { Move } from './move.ts';

/** Milliseconds that our own wait is longer than MIGRATE's. */
const GRACE_MS = 5000;
/** Milliseconds between two looks at who owns the slots of a source that is silent. */
const LOOK_MS = 2000;

/**
 * `OK`, or `NOKEY` if all have expired. Ends early, as unknown, if a replica has taken over from a source that is silent: until
 * the slot is open at the new primary, clients do not find the keys that have moved.
 */
export async function migrate(
  move: Move,
  database: number,
  keys: readonly Uint8Array[],
  replace: boolean,
): Promise<Answer> {
  const { context, source, targetFromSource, options } = move;
  const { username, password } = context.nodes.settings;
  const login: Arg[] =
    password === undefined ? [] : username === undefined ? ['AUTH', password] : ['AUTH2', username, password];
  const { host, port } = targetFromSource;
  const answered = new AbortController();
  const sent = context.nodes.ask(
    source,
    [
      ...['MIGRATE', host, port, '', database, options.timeoutMs],
      ...(replace ? ['REPLACE'] : []),
      ...login,
      'KEYS',
      ...keys,
    ],
    { database, timeoutMs: options.timeoutMs + GRACE_MS },
  );
  try {
    const taken = successor(move, answered.signal);
    // It is cut off once there is an answer.
    taken.catch(() => undefined);
    return await Promise.race([sent, taken]);
  } finally {
    answered.abort();
  }
}

/**
 * Resolves once another primary sees that the source has no slot any more, which it has for as long as keys of its slots move.
 * Where there is no other primary, no replica can be elected.
 */
async function successor({ context, source, from, others, asking }: Move, signal: AbortSignal) {
  // This source has none of the slots by itself.
  while (!asking && others.length > 0) {
    await sleep(LOOK_MS, undefined, { signal });
    for (const other of others) {
      const answer = await context.nodes.ask(other, ['CLUSTER', 'NODES']);
      const seen = answer.kind === 'reply' ? lineOf(textOf(answer.reply), other, from) : undefined;
      if (seen?.slots.length === 0)
        return { kind: 'unknown' as const, says: `${source} is silent, and another node has its slots` };
      if (seen) break;
    }
  }
  return new Promise<never>(() => undefined);
}

function lineOf(text: string, asked: NodeAddress, id: string): NodeLine | undefined {
  try {
    return parseClusterNodes(text, asked).find((line) => line.id === id);
  } catch (error) {
    if (error instanceof ImplausibleMap) return undefined;
    throw error;
  }
}
