/** `--latency` and `--latency-history`: how long PING takes; with -c of each primary, and of all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CliForm } from '../../../shared/format/cli.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import type { ModeContext } from './mode-context.ts';
import { ModeEnd } from './mode-end.ts';
import { ModeNode } from './mode-node.ts';
import { isForCluster, openModeNodes } from './mode-nodes.ts';
import { openSeed } from './node-pages.ts';
import { SteadyNode } from './steady-node.ts';
import { unreachableText } from '../errors.ts';

const PING = argsOf('PING');
const SAMPLE_MS = 10;
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
  const avg = (count === 0 ? 0 : total / count).toFixed(2);
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

/** A line a node and one for all, after each interval; not at a terminal, and without a history, once. */
async function latencyOfCluster(context: ModeContext): Promise<number> {
  const { flags, request, output } = context;
  const { form } = flags.style;
  const isHistory = request.options.has('history');
  const every = flags.interval > 0 ? flags.interval : isHistory ? HISTORY_MS : ONCE_MS;
  const nodes = await openModeNodes(context);
  if (nodes === null) return 1;
  do {
    const addresses = nodes.current();
    const end = Date.now() + every;
    const all = await Promise.all(addresses.map((address) => sampled(address, context, end)));
    const lines = addresses.map((address, i) => shown(all[i]!, form, address));
    output.text(`${lines.join('')}${shown(merged(all), form, 'all')}`);
    await nodes.cluster?.refresh('asked');
  } while (form === 'standard' || isHistory);
  nodes.close();
  return 0;
}

async function sampled(address: string, { flags }: ModeContext, end: number): Promise<Samples> {
  let refusal = '';
  const node = new ModeNode(address, flags, (text) => (refusal = text));
  const error = await node.opened;
  if (error || refusal !== '') throw new ModeEnd(error ? unreachableText(address, error.message) : refusal);
  const samples = noSamples();
  for (; Date.now() < end; await sleep(SAMPLE_MS)) {
    const start = Date.now();
    await node.ask(PING).catch((reason: unknown) => {
      throw new ModeEnd(`${address}: ${reason instanceof Error ? reason.message : String(reason)}\n`);
    });
    add(samples, Date.now() - start);
  }
  node.close();
  return samples;
}
