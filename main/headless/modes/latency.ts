/** `--latency` and `--latency-history`: how long PING takes; with -c of each primary, and of all. */
import { isForCluster } from '../flags.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CliForm } from '../../../shared/format/cli.ts';
import { PING, ProbeSet, SAMPLE_MS } from './latency-probe.ts';
import type { ModeContext } from './mode-context.ts';
import { openModeNodes } from './mode-nodes.ts';
import { openSeed } from './node-pages.ts';
import { SteadyNode } from './steady-node.ts';
import { fixed } from '../fixed.ts';

const ONCE_MS = 1000;
const HISTORY_MS = 15_000;

/** Milliseconds, whole ones as redis-cli counts them. */
interface Samples {
  min: number;
  max: number;
  total: number;
  count: number;
}

const noSamples = (): Samples => ({ min: 0, max: 0, total: 0, count: 0 });

function add(samples: Samples, latency: number): void {
  samples.min = samples.count === 0 ? latency : Math.min(samples.min, latency);
  samples.max = Math.max(samples.max, latency);
  samples.total += latency;
  samples.count++;
}

function merged(all: readonly Samples[]): Samples {
  const some = all.filter(({ count }) => count > 0);
  const sum = (of: (one: Samples) => number) => some.reduce((total, one) => total + of(one), 0);
  return {
    min: some.length === 0 ? 0 : Math.min(...some.map(({ min }) => min)),
    max: Math.max(0, ...some.map(({ max }) => max)),
    total: sum(({ total }) => total),
    count: sum(({ count }) => count),
  };
}

function shown({ min, max, total, count }: Samples, form: CliForm, node?: string): string {
  const avg = fixed(count === 0 ? 0 : total / count, 2);
  const isOne = node === undefined;
  if (form === 'csv') return `${isOne ? '' : `${node},`}${min},${max},${avg},${count}\n`;
  if (form === 'raw') return `${isOne ? '' : `${node} `}${min} ${max} ${avg} ${count}\n`;
  if (form === 'json' || (form === 'quoted-json' && !isOne))
    return `{${isOne ? '' : `"node": "${node}", `}"min": ${min}, "max": ${max}, "avg": ${avg}, "count": ${count}}\n`;
  // redis-cli prints nothing there.
  if (form === 'quoted-json') return '';
  return `${isOne ? '' : `${node}: `}min: ${min}, max: ${max}, avg: ${avg} (${count} samples)${isOne ? '' : '\n'}`;
}

export async function latency(context: ModeContext): Promise<number> {
  const { flags, request, output } = context;
  if (isForCluster(flags)) return latencyOfCluster(context);
  const { form } = flags.style;
  const isHistory = request.options.has('history');
  const once = flags.interval > 0 ? flags.interval : ONCE_MS;
  const range = flags.interval > 0 ? flags.interval : HISTORY_MS;
  const node = new SteadyNode(await openSeed(context), flags, (text) => output.text(text));
  let samples = noSamples();
  for (let began = Date.now(); ; await sleep(SAMPLE_MS)) {
    const start = Date.now();
    await node.ask(PING);
    add(samples, Date.now() - start);
    if (form === 'standard') output.text(`\x1b[0G\x1b[2K${shown(samples, form)}`);
    else if (isHistory) output.text(shown(samples, form));
    else if (Date.now() - began > once) {
      output.text(shown(samples, form));
      return 0;
    }
    if (!isHistory || Date.now() - began <= range) continue;
    output.text(` -- ${((Date.now() - began) / 1000).toFixed(2)} seconds range\n`);
    began = Date.now();
    samples = noSamples();
  }
}

/**
 * A line a node and one for all, after each interval; not at a terminal, and without a history, once. A node that does not
 * answer is named on stderr, and the others go on.
 */
async function latencyOfCluster(context: ModeContext): Promise<number> {
  const { flags, request, output } = context;
  const { form } = flags.style;
  const isHistory = request.options.has('history');
  const every = flags.interval > 0 ? flags.interval : isHistory ? HISTORY_MS : ONCE_MS;
  const nodes = await openModeNodes(context);
  if (nodes === null) return 1;
  const probes = new ProbeSet(nodes, flags, noSamples, (samples, milliseconds) =>
    add(samples, Math.round(milliseconds)),
  );
  let isWhole: boolean;
  do {
    const all = await probes.during(every);
    const silent = all.filter(({ problem, measure }) => problem !== '' || measure.count === 0);
    for (const { address, problem } of silent)
      output.error(`${address} does not answer${problem === '' ? '' : `: ${problem}`}\n`);
    const some = all.filter(({ measure }) => measure.count > 0);
    const lines = some.map(({ address, measure }) => shown(measure, form, address));
    output.text(`${lines.join('')}${shown(merged(some.map(({ measure }) => measure)), form, 'all')}`);
    isWhole = silent.length === 0;
    await nodes.cluster?.refresh('asked');
  } while (form === 'standard' || isHistory);
  probes.close();
  nodes.close();
  return isWhole ? 0 : 1;
}
