/** `--latency-dist`: how the times of PING are spread, a coloured line each second; with -c a line a primary. */
import { isForCluster } from '../flags.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { PING, ProbeSet, SAMPLE_MS } from './latency-probe.ts';
import { Spectrum } from './latency-spectrum.ts';
import type { ModeContext } from './mode-context.ts';
import { openModeNodes } from './mode-nodes.ts';
import { openSeed } from './node-pages.ts';
import { SteadyNode } from './steady-node.ts';

const EVERY_MS = 1000;
/** Lines between two legends; of a cluster, rounds. */
const LINES = 20;

export async function latencyDist(context: ModeContext): Promise<number> {
  const { flags, request, output } = context;
  const every = flags.interval > 0 ? flags.interval : EVERY_MS;
  const isGrey = request.options.has('mono');
  if (isForCluster(flags)) return spectraOfCluster(context, every, isGrey);
  const node = new SteadyNode(await openSeed(context), flags, (text) => output.text(text));
  const spectrum = new Spectrum(isGrey);
  let lines = 0;
  for (let began = performance.now(); ; await sleep(SAMPLE_MS)) {
    const start = performance.now();
    await node.ask(PING);
    spectrum.add((performance.now() - start) * 1000);
    if (performance.now() - began <= every) continue;
    output.text((lines++ % LINES === 0 ? spectrum.legend : '') + spectrum.take());
    began = performance.now();
  }
}

async function spectraOfCluster(context: ModeContext, every: number, isGrey: boolean): Promise<number> {
  const { flags, output } = context;
  const nodes = await openModeNodes(context);
  if (nodes === null) return 1;
  const probes = new ProbeSet(
    nodes,
    flags,
    () => new Spectrum(isGrey),
    (spectrum, milliseconds) => spectrum.add(milliseconds * 1000),
  );
  const { legend } = new Spectrum(isGrey);
  for (let round = 0; ; round++) {
    const all = await probes.during(every);
    const width = Math.max(...all.map(({ address }) => address.length)) + 2;
    const lines = all.map(({ address, problem, measure }) => {
      const line = measure.isEmpty
        ? `does not answer${problem === '' ? '' : `: ${problem}`}\n`
        : measure.take();
      return address.padEnd(width) + line;
    });
    output.remark((round % LINES === 0 ? legend : '') + lines.join(''));
    await nodes.cluster?.refresh('asked');
  }
}
