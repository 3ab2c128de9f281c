/** `--hotkeys` on one node: the keys with the highest counter of OBJECT FREQ. */
import { isForCluster } from '../flags.ts';
import { escapeBytes } from '../../../shared/format/escape.ts';
import { argsOf, latin1, type Reply } from '../../../shared/resp/resp.ts';
import { clusterHotKeys } from './cluster-hot-keys.ts';
import { HOT_KEYS, HotKeyList, hotSummary } from './hot-key-list.ts';
import { untilInterrupt } from './interrupt.ts';
import { keyOptions } from './key-options.ts';
import { percent } from './key-sizes.ts';
import type { ModeContext } from './mode-context.ts';
import { ModeEnd } from './mode-end.ts';
import type { ModeNode } from './mode-node.ts';
import { allowReplica, databaseSize, openSeed, sampledPages } from './node-pages.ts';

const BANNER = `
# Scanning the entire keyspace to find hot keys as well as
# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec
# per 100 SCAN commands (not usually needed).

`;

export async function hotKeys(context: ModeContext): Promise<number> {
  const { flags, request, output } = context;
  const options = keyOptions(request);
  if (typeof options === 'string') throw new ModeEnd(`${options}\n`);
  const size = Number.parseInt(request.options.get('hotkeys-count')?.text ?? String(HOT_KEYS), 10) || 0;
  if (isForCluster(flags)) return clusterHotKeys(context, options, size);
  const isTyped = untilInterrupt();
  const node = await openSeed(context);
  const expected = await databaseSize(node);
  output.text(BANNER);
  await allowReplica(node);
  const list = new HotKeyList<null>(size);
  let done = '';
  for await (const { keys } of sampledPages(context, node, options, isTyped)) {
    done = `[${percent(list.sampled, expected)}%] `;
    const counters = await countersOf(context, node, keys);
    let lines = '';
    for (const [i, key] of keys.entries()) {
      const isHot = list.add(key, counters[i]!, null);
      if (list.sampled % 1_000_000 === 0) lines += `${done}Sampled ${list.sampled} keys so far\n`;
      if (isHot) lines += `${done}Hot key '"${escapeBytes(key)}"' found so far with counter ${counters[i]}\n`;
    }
    output.text(lines);
  }
  output.text(hotSummary(list, ({ key }) => `"${escapeBytes(key)}"`, isTyped() ? done : ''));
  node.close();
  return 0;
}

/** The counter of each key; 0 for one that is gone. Throws a ModeEnd. */
async function countersOf(
  { output }: ModeContext,
  node: ModeNode,
  keys: readonly Uint8Array[],
): Promise<number[]> {
  const ask = (key: Uint8Array): Promise<Reply> =>
    node.ask([...argsOf('OBJECT', 'FREQ'), key]).catch(() => {
      const lost = `"${escapeBytes(key)}"' (3: Server closed the connection)`;
      throw new ModeEnd(`Error getting freq for key '${lost}\n`);
    });
  const replies = await Promise.all(keys.map(ask));
  return replies.map((reply, i) => {
    if (reply.type === 'integer') return Number(reply.digits);
    if (reply.type === 'error') throw new ModeEnd(`Error: ${latin1(reply.bytes)}\n`);
    const name = `"${escapeBytes(keys[i]!)}"`;
    output.error(`Warning: OBJECT freq on '${name}' failed (may have been deleted)\n`);
    return 0;
  });
}
