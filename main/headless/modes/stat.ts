/** `--stat`: a row of figures each second; with -c a row a primary and their sum, through failovers. */
import { isForCluster } from '../flags.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf, latin1, type Reply } from '../../../shared/resp/resp.ts';
import type { ModeContext } from './mode-context.ts';
import { ModeEnd } from './mode-end.ts';
import { ModeNode } from './mode-node.ts';
import { openModeNodes, type ModeNodes } from './mode-nodes.ts';
import { openSeed } from './node-pages.ts';
import { figuresOf, STAT_HEADER, statRow, sumOf, type StatFigures } from './stat-row.ts';
import { SteadyNode } from './steady-node.ts';

const INFO = argsOf('INFO');
const EVERY_MS = 1000;
const ROWS = 20;

export async function stat(context: ModeContext): Promise<number> {
  const { flags, output } = context;
  const every = flags.interval > 0 ? flags.interval : EVERY_MS;
  if (isForCluster(flags)) return statCluster(context, every);
  const node = new SteadyNode(await openSeed(context), flags, (text) => output.text(text));
  let before = 0;
  for (let row = 0; ; row++) {
    const reply = await node.ask(INFO);
    if (reply.type === 'error') {
      output.text(`ERROR: ${latin1(reply.bytes)}\n`);
      return 1;
    }
    const figures = figuresOf(textOf(reply));
    if (row % ROWS === 0) output.text(STAT_HEADER);
    output.text(statRow(figures, before));
    before = figures.requests;
    await sleep(every);
  }
}

async function statCluster(context: ModeContext, every: number): Promise<number> {
  const nodes = await openModeNodes(context);
  if (nodes === null) return 1;
  const table = new ClusterTable(context, nodes);
  for (let round = 0; ; round++) {
    // Between two rows a replica may have taken over.
    if (round > 0) await nodes.cluster?.refresh('asked');
    await table.print(round % ROWS === 0);
    await sleep(every);
  }
}

class ClusterTable {
  private readonly context: ModeContext;
  private readonly nodes: ModeNodes;
  private readonly open = new Map<NodeAddress, ModeNode>();
  private readonly before = new Map<NodeAddress, number>();

  constructor(context: ModeContext, nodes: ModeNodes) {
    this.context = context;
    this.nodes = nodes;
  }

  async print(hasHeader: boolean): Promise<void> {
    const { output } = this.context;
    const addresses = this.nodes.current();
    const width = Math.max(3, ...addresses.map((address) => address.length)) + 2;
    const figures = await Promise.all(addresses.map((address) => this.read(address)));
    const rows = addresses.map((address, i) => this.row(address, width, figures[i]!));
    const known = figures.filter((one) => one !== null);
    const sumBefore = this.before.get('sum') ?? 0;
    const sum = sumOf(known);
    this.before.set('sum', sum.requests);
    const header = STAT_HEADER.replace(/^/gm, ' '.repeat(width)).trimEnd() + '\n';
    // Fewer nodes than before have done fewer requests: the difference would mean nothing.
    const isLess = sum.requests < sumBefore;
    const missing = addresses.length - known.length;
    const note = missing > 0 ? `${' '.repeat(width)}without ${missing} of ${addresses.length}\n` : '';
    output.text((hasHeader ? header : '') + rows.join(''));
    output.text('sum'.padEnd(width) + statRow(sum, isLess ? sum.requests : sumBefore) + note);
  }

  private row(address: NodeAddress, width: number, figures: StatFigures | null): string {
    if (figures === null) return `${address.padEnd(width)}does not answer\n`;
    const before = this.before.get(address) ?? 0;
    this.before.set(address, figures.requests);
    return address.padEnd(width) + statRow(figures, figures.requests < before ? figures.requests : before);
  }

  /** Null if the node does not answer in a second. */
  private async read(address: NodeAddress): Promise<StatFigures | null> {
    const node = this.open.get(address) ?? new ModeNode(address, this.context.flags, () => {});
    this.open.set(address, node);
    const late = sleep(EVERY_MS, null, { ref: false });
    const reply = await Promise.race([node.ask(INFO).catch(() => null), late]);
    if (reply?.type === 'error') throw new ModeEnd(`${address}: ERROR: ${latin1(reply.bytes)}\n`);
    if (reply !== null) return figuresOf(textOf(reply));
    node.close();
    this.open.delete(address);
    return null;
  }
}

const textOf = (reply: Reply) =>
  reply.type === 'string' || reply.type === 'verbatim' ? latin1(reply.bytes) : '';
