/**
 * `--lru-test`: a cache's load of 80 % of the requests for 20 % of the keys, half of them SET, half GET, and the share that
 * finds its key; with -c on each primary, with keys of its own slots. The keys stay: they fill the memory.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { findLandings, placeLetters, wantedSlots } from '../../../shared/slots/tag-finder.ts';
import { isForCluster, isGuarded } from '../flags.ts';
import { LruLoad, type Count } from './lru-load.ts';
import type { ModeContext } from './mode-context.ts';
import { ModeEnd } from './mode-end.ts';
import { ModeNode } from './mode-node.ts';
import { openModeNodes, type ModeNodes } from './mode-nodes.ts';
import { openSeed } from './node-pages.ts';
import { fixed } from '../fixed.ts';

const CYCLE_MS = 1000;
/** Milliseconds after a cycle until a primary that has not answered is left out of it. */
const LATE_MS = 3000;
/** The greater, the more requests for the first keys. */
const ALPHA = 6.2;
/** Hash tags a primary, so that its keys are in several of its slots. */
const TAGS = 64;

export async function lruTest(context: ModeContext): Promise<number> {
  const { flags, request, output } = context;
  if (isGuarded(flags)) {
    output.error(
      '--lru-test fills the memory with keys of its own: it goes with neither --read-only nor --production.\n',
    );
    return 1;
  }
  const keys = Number.parseInt(request.value.text, 10) || 0;
  if (keys < 0) throw new ModeEnd('--lru-test needs a number of keys.\n');
  const nodes = isForCluster(flags) ? await openModeNodes(context) : undefined;
  if (nodes === null) return 1;
  if (nodes?.cluster?.topology?.kind === 'cluster') return lruOfCluster(context, nodes, keys);
  nodes?.close();
  const load = new LruLoad(await openSeed(context));
  const key = () => `lru:${keyNumber(keys)}`;
  for (;;) {
    const count = noCount();
    const end = performance.now() + CYCLE_MS;
    const lost = await load.cycle(key, end, count, (text) => output.refusal(text));
    if (lost !== null) throw new ModeEnd('I/O error during LRU test\n');
    output.text(lineOf(count));
  }
}

const noCount = (): Count => ({ hits: 0, misses: 0, refusal: '' });

/** 1 to the number of keys, as redis-cli chooses them. */
function keyNumber(keys: number): number {
  const power = ALPHA + 1;
  const chosen = (((keys + 1) ** power - 1) * Math.random() + 1) ** (1 / power);
  return keys - Math.floor(chosen) + 1;
}

function lineOf({ hits, misses }: Count): string {
  const total = hits + misses;
  const share = (part: number) => (total === 0 ? '-nan' : fixed((part / total) * 100, 2));
  return `${total} Gets/sec | Hits: ${hits} (${share(hits)}%) | Misses: ${misses} (${share(misses)}%)\n`;
}

async function lruOfCluster(context: ModeContext, nodes: ModeNodes, keys: number): Promise<number> {
  const { output } = context;
  const cluster = nodes.cluster!;
  const load = new ClusterLoad(context, keys);
  for (;;) {
    const addresses = nodes.current();
    const all = await Promise.all(addresses.map((address) => load.cycle(address, cluster.topology)));
    const width = Math.max(3, ...addresses.map(({ length }) => length)) + 2;
    const sum = noCount();
    const lines = all.map(({ count, problem }, i) => {
      sum.hits += count.hits;
      sum.misses += count.misses;
      if (problem !== '') output.error(`${addresses[i]}: ${problem}\n`);
      return problem !== '' && count.hits + count.misses === 0
        ? ''
        : addresses[i]!.padEnd(width) + lineOf(count);
    });
    output.text(`${lines.join('')}${'sum'.padEnd(width)}${lineOf(sum)}`);
    await cluster.refresh('asked');
  }
}

/** The connections to the primaries. */
class ClusterLoad {
  private readonly context: ModeContext;
  private readonly keys: number;
  private readonly open = new Map<NodeAddress, LruLoad>();

  constructor(context: ModeContext, keys: number) {
    this.context = context;
    this.keys = keys;
  }

  async cycle(address: NodeAddress, topology: Topology | null): Promise<{ count: Count; problem: string }> {
    const count = noCount();
    const end = performance.now() + CYCLE_MS;
    const tags = tagsOf(address, topology);
    const idle = async (problem: string) => {
      await sleep(Math.max(0, end - performance.now()));
      return { count, problem: escapeForLine(problem) };
    };
    if (tags.length === 0) return idle('it owns no slots.');
    let refusal = '';
    const load =
      this.open.get(address) ?? (await this.connect(address, (text) => (refusal = text.trimEnd())));
    if (typeof load === 'string') return idle(`does not answer: ${load}`);
    const key = () => {
      const number = keyNumber(this.keys);
      return `lru:{${tags[number % tags.length]}}:${number}`;
    };
    const run = load.cycle(key, end, count, (text) => (refusal = text.slice(0, text.indexOf('\n'))));
    const lost = await Promise.race([run, sleep(CYCLE_MS + LATE_MS, 'no reply in time')]);
    if (lost !== null) {
      load.close();
      this.open.delete(address);
      return idle(`does not answer: ${lost}`);
    }
    return { count, problem: escapeForLine(refusal === '' ? count.refusal : refusal) };
  }

  /** Resolves with the reason if it cannot. */
  private async connect(address: NodeAddress, onRefusal: (text: string) => void): Promise<LruLoad | string> {
    const node = new ModeNode(address, this.context.flags, onRefusal);
    const late = sleep(CYCLE_MS + LATE_MS, 'no answer in time' as const, { ref: false });
    const error = await Promise.race([node.opened, late]);
    if (error !== null) {
      node.close();
      return typeof error === 'string' ? error : error.message;
    }
    const load = new LruLoad(node);
    this.open.set(address, load);
    return load;
  }
}

/** Hash tags of slots that the node owns; of a replica none. */
function tagsOf(address: NodeAddress, topology: Topology | null): string[] {
  const shard = topology?.shards.find(({ primary }) => primary?.address === address);
  if (shard === undefined) return [];
  const landings = findLandings(placeLetters(Buffer.from('lru:'), 'append'), wantedSlots(shard.slots), TAGS);
  return landings.map(({ letters }) => letters);
}
