/** `--bigkeys` and `--memkeys` on one node: the biggest key of each type, and averages. */
import { isForCluster } from '../flags.ts';
import { escapeBytes } from '../../../shared/format/escape.ts';
import { argsOf, latin1 } from '../../../shared/resp/resp.ts';
import { clusterBigKeys } from './cluster-big-keys.ts';
import { untilInterrupt } from './interrupt.ts';
import { keyOptions } from './key-options.ts';
import { KeySizes, percent, summary, type SizeQuestion } from './key-sizes.ts';
import type { ModeContext } from './mode-context.ts';
import { ModeEnd } from './mode-end.ts';
import type { ModeNode } from './mode-node.ts';
import { allowReplica, databaseSize, openSeed, sampledPages } from './node-pages.ts';

const BANNER = `
# Scanning the entire keyspace to find biggest keys as well as
# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec
# per 100 SCAN commands (not usually needed).

`;

export async function bigKeys(context: ModeContext): Promise<number> {
  const { flags, request, output } = context;
  const options = keyOptions(request);
  if (typeof options === 'string') throw new ModeEnd(`${options}\n`);
  const samples =
    Math.max(0, Number.parseInt(request.options.get('memkeys-samples')?.text ?? '0', 10) || 0) || null;
  const question: SizeQuestion =
    request.name === 'memkeys' ? { kind: 'memory', samples } : { kind: 'elements' };
  if (isForCluster(flags)) return clusterBigKeys(context, options, question);
  const isTyped = untilInterrupt();
  const node = await openSeed(context);
  const expected = await databaseSize(node);
  output.text(BANNER);
  await allowReplica(node);
  const sizes = new KeySizes<null>(question);
  let done = '';
  for await (const { keys } of sampledPages(context, node, options, isTyped)) {
    done = `[${percent(sizes.sampled, expected)}%] `;
    output.text(await pageLines(context, node, keys, sizes, done));
  }
  const biggest = summary(
    sizes,
    (type) =>
      `Biggest ${type.name.padStart(6)} found '${quoted(type.biggestKey!)}' has ${type.biggest} ${sizes.unitOf(type)}\n`,
    isTyped() ? done : '',
  );
  output.text(biggest);
  node.close();
  return 0;
}

const quoted = (key: Uint8Array): string => `"${escapeBytes(key)}"`;

/** The lines about a page of keys. */
async function pageLines(
  { output }: ModeContext,
  node: ModeNode,
  keys: readonly Uint8Array[],
  sizes: KeySizes<null>,
  done: string,
): Promise<string> {
  const lost = (what: string, key: Uint8Array) => () => {
    throw new ModeEnd(`Error getting ${what} for key '${latin1(key)}' (3: Server closed the connection)\n`);
  };
  const replies = await Promise.all(
    keys.map((key) => node.ask([...argsOf('TYPE'), key]).catch(lost('type', key))),
  );
  const typed = replies.map((reply, i) => sizes.typeOf(reply, keys[i]!));
  const asked = await Promise.all(
    keys.map((key, i) => {
      const args = typed[i] ? sizes.sizeArgs(typed[i], key) : null;
      return args && node.ask(args).catch(lost('size', key));
    }),
  );
  let lines = '';
  for (const [i, key] of keys.entries()) {
    const type = typed[i];
    const reply = asked[i];
    if (!type) continue;
    const isKnown = reply?.type === 'integer';
    if (reply && !isKnown)
      output.error(`Warning:  ${sizes.sizeName(type)} on '${latin1(key)}' failed (may have changed type)\n`);
    const size = isKnown ? Number(reply.digits) : 0;
    if (sizes.add(type, key, size, null))
      lines += `${done}Biggest ${type.name.padEnd(6)} found so far '${quoted(key)}' with ${size} ${sizes.unitOf(type)}\n`;
    if (sizes.sampled % 1_000_000 === 0) lines += `${done}Sampled ${sizes.sampled} keys so far\n`;
  }
  return lines;
}
