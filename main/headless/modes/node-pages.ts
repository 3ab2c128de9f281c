/** SCAN over one node, page after page, with redis-cli's errors. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf, latin1, type Reply } from '../../../shared/resp/resp.ts';
import { unreachableText } from '../errors.ts';
import { seedOf, type Flags } from '../flags.ts';
import { scanArgs, type KeyOptions } from './key-options.ts';
import type { ModeContext } from './mode-context.ts';
import { ModeEnd } from './mode-end.ts';
import { ModeNode } from './mode-node.ts';

/** Opens the node of the flags. Throws a ModeEnd. */
export const openSeed = ({ flags }: Pick<ModeContext, 'flags'>): Promise<ModeNode> =>
  openNode(seedOf(flags), flags);

/** Throws a ModeEnd. */
export async function openNode(address: NodeAddress, flags: Flags): Promise<ModeNode> {
  let refusal = '';
  const node = new ModeNode(address, flags, (text) => (refusal = text));
  const error = await node.opened;
  if (error === null && refusal === '') return node;
  node.close();
  throw new ModeEnd(error === null ? refusal : unreachableText(address, error.message));
}

/** A question whose connection must not fail. Throws a ModeEnd. */
export const askNode = (node: ModeNode, args: readonly Uint8Array[]): Promise<Reply> =>
  node.ask(args).catch(() => {
    throw new ModeEnd('\nI/O error\n');
  });

export interface Page {
  cursor: bigint;
  keys: Uint8Array[];
}

const [SCAN] = argsOf('SCAN') as [Uint8Array];

/** Throws a ModeEnd. */
export async function scanPage(node: ModeNode, cursor: bigint, tail: readonly Uint8Array[]): Promise<Page> {
  const reply = await askNode(node, [SCAN, ...argsOf(String(cursor)), ...tail]);
  if (reply.type === 'error') throw new ModeEnd(`SCAN error: ${latin1(reply.bytes)}\n`);
  if (reply.type !== 'array') throw new ModeEnd('Non ARRAY response from SCAN!\n');
  const [next, keys] = reply.items;
  if (reply.items.length !== 2) throw new ModeEnd('Invalid element count from SCAN!\n');
  if (next?.type !== 'string' || !/^\d{1,20}$/.test(latin1(next.bytes)) || keys?.type !== 'array')
    throw new ModeEnd('Invalid response from SCAN!\n');
  return {
    cursor: BigInt(latin1(next.bytes)),
    keys: keys.items.map((key) => ('bytes' in key ? key.bytes : new Uint8Array(0))),
  };
}

/** Calls of SCAN between two pauses of a mode that samples keys. */
const PAUSE_EVERY = 100;

/**
 * The keys, a page at a time from a cursor on, with redis-cli's pauses (`-i`), until `isStopped` says so. A page has the cursor of
 * the next one. Throws a ModeEnd.
 */
export async function* sampledPages(
  { flags }: Pick<ModeContext, 'flags'>,
  node: ModeNode,
  options: KeyOptions,
  isStopped: () => boolean,
  start = 0n,
): AsyncGenerator<Page> {
  const tail = scanArgs(options);
  let cursor = start;
  let calls = 0;
  do {
    const page = await scanPage(node, cursor, tail);
    yield page;
    ({ cursor } = page);
    if (flags.interval > 0 && ++calls % PAUSE_EVERY === 0) await sleep(flags.interval);
  } while (cursor !== 0n && !isStopped());
}

/** DBSIZE. Throws a ModeEnd. */
export async function databaseSize(node: ModeNode): Promise<number> {
  const reply = await askNode(node, argsOf('DBSIZE'));
  if (reply.type === 'error') throw new ModeEnd(`Couldn't determine DBSIZE: ${latin1(reply.bytes)}\n`);
  if (reply.type !== 'integer') throw new ModeEnd('Non INTEGER response from DBSIZE!\n');
  return Number(reply.digits);
}

/** READONLY's errors of servers that do not know clusters, and of users who may not send it. */
const HARMLESS = ['ERR This instance has cluster support disabled', 'ERR unknown command', 'NOPERM '];

/** Lets a replica answer questions about keys. Throws a ModeEnd. */
export async function allowReplica(node: ModeNode): Promise<void> {
  const reply = await askNode(node, argsOf('READONLY'));
  if (reply.type !== 'error') return;
  const text = latin1(reply.bytes);
  if (!HARMLESS.some((start) => text.startsWith(start))) throw new ModeEnd(`Error: ${text}\n`);
}
