/** `--keystats` on one node: the sizes and lengths of its keys, and how they are spread. */
import { escapeBytes } from '../../../shared/format/escape.ts';
import { argsOf, latin1, type Reply } from '../../../shared/resp/resp.ts';
import { isForCluster, type ModeRequest } from '../flags.ts';
import { clusterKeyStats } from './cluster-key-stats.ts';
import { untilInterrupt } from './interrupt.ts';
import { keyOptions, unsigned } from './key-options.ts';
import type { KeySizes, TypeSum } from './key-sizes.ts';
import { progressBar, StatsScreen } from './key-stats-screen.ts';
import { KeyStats } from './key-stats-sums.ts';
import type { ModeContext } from './mode-context.ts';
import { ModeEnd } from './mode-end.ts';
import type { ModeNode } from './mode-node.ts';
import { allowReplica, databaseSize, openSeed, sampledPages } from './node-pages.ts';

const BANNER = `
# Scanning the entire keyspace to find the biggest keys and distribution information.
# Use -i 0.1 to sleep 0.1 sec per 100 SCAN commands (not usually needed).
# Use --cursor <n> to start the scan at the cursor <n> (usually after a Ctrl-C).
# Use --top <n> to display <n> top key sizes (default is 10).
# Ctrl-C to stop the scan.

`;
const TOP_KEYS = '10';

export async function keyStats(context: ModeContext): Promise<number> {
  const { flags, request, output } = context;
  const options = keyOptions(request);
  if (typeof options === 'string') throw new ModeEnd(`${options}\n`);
  const samples = samplesOf(request);
  const top = unsigned('top', request.options.get('top')?.text ?? TOP_KEYS);
  if (typeof top === 'string') throw new ModeEnd(`${top}\n`);
  if (isForCluster(flags)) {
    if (options.cursor !== 0n) throw new ModeEnd('--cursor is for one node: leave out -c and --direct.\n');
    return clusterKeyStats(context, options, samples, Number(top));
  }
  const isTyped = untilInterrupt();
  const node = await openSeed(context);
  const expected = await databaseSize(node);
  output.text(BANNER);
  await allowReplica(node);
  const stats = new KeyStats<null>(samples, Number(top), () => '');
  const screen = new StatsScreen(output);
  // Elsewhere than at a terminal, a name is printed as it is.
  const nameOf = screen.isTerminal ? escapeBytes : latin1;
  const lines = () => [
    stats.progressLine(expected, progressBar(screen.isTerminal)),
    ...stats.topLines(),
    '',
    ...stats.typeLines(nameOf),
  ];
  let next = options.cursor;
  for await (const { keys, cursor } of sampledPages(context, node, options, isTyped, next)) {
    await addPage(context, node, keys, stats);
    next = cursor;
    screen.refresh(lines);
  }
  screen.finish([...lines(), '', ...stats.spreadLines()]);
  if (next !== 0n) {
    const command = `slotshell --keystats --cursor ${next}`;
    output.text(`\nScan interrupted:\nUse '${command}' to restart from the last cursor.\n`);
  }
  node.close();
  return 0;
}

function samplesOf({ options }: ModeRequest): number | null {
  const text = options.get('keystats-samples')?.text;
  if (text === undefined) return null;
  if (!/^\s*[+-]?\d*$/.test(text)) throw new ModeEnd('--keystats-samples conversion error.\n');
  const samples = Number(text);
  if (samples < 0) throw new ModeEnd('--keystats-samples value should be positive.\n');
  return samples;
}

async function addPage(
  { output }: ModeContext,
  node: ModeNode,
  keys: readonly Uint8Array[],
  stats: KeyStats<null>,
): Promise<void> {
  const lost = (about: string, key: Uint8Array) => () => {
    throw new ModeEnd(`Error getting ${about} for key '${latin1(key)}' (3: Server closed the connection)\n`);
  };
  const replies = await Promise.all(
    keys.map((key) => node.ask([...argsOf('TYPE'), key]).catch(lost('type', key))),
  );
  const sizesBy = async (sizes: KeySizes<null>) => {
    const types = replies.map((reply, i) => sizes.typeOf(reply, keys[i]!));
    const asked = await Promise.all(
      keys.map((key, i) => {
        const args = types[i] && sizes.sizeArgs(types[i], key);
        return args ? node.ask(args).catch(lost('size', key)) : null;
      }),
    );
    const sizeOf = (reply: Reply | null, i: number): number => {
      if (reply === null) return 0;
      if (reply.type === 'integer') return Number(reply.digits);
      const question = sizes.sizeName(types[i]!);
      output.refusal(`Warning:  ${question} on '${latin1(keys[i]!)}' failed (may have changed type)\n`);
      return 0;
    };
    return { types, sizes: asked.map(sizeOf) };
  };
  const memory = await sizesBy(stats.memory);
  const elements = await sizesBy(stats.elements);
  for (const [i, key] of keys.entries()) {
    const memoryType: TypeSum<null> | null = memory.types[i]!;
    if (!memoryType) continue;
    const [bytes, elementType] = [memory.sizes[i]!, elements.types[i]!];
    const facts = { key, memoryType, memory: bytes, elementType, elements: elements.sizes[i]!, place: null };
    if (!stats.add(facts)) output.error(`Value ${bytes} not added in the hdr histogram.\n`);
  }
}
