/** CLUSTER FAILOVER at a replica, and CLUSTER FORGET at all the others. */
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { itemsOf, textOf } from '../../wire/read-reply.ts';
import {
  nodeAt,
  nodeById,
  slotsOf,
  type ClusterReading,
  type NodeReading,
} from '../reading/cluster-reading.ts';
import { NodeFailure, OUTCOMES, type Failed } from '../reading/nodes.ts';
import { readCluster } from '../reading/read-cluster.ts';
import type { Executor, Executors, StepContext, StepEnd } from '../run/context.ts';
import { msToNextElection } from './elections.ts';
import { strangersTo, whyNoFailover } from './failover-facts.ts';
import { waitFor } from '../run/wait.ts';

/** Milliseconds until a server gives up a failover by hand, unless cluster-manual-failover-timeout (Valkey 8.1) says otherwise. */
const FAILOVER_MS = 5000;
const MAX_FAILOVER_MS = 60_000;
/** Milliseconds until gossip has brought a FORGET to all, or has shown that it comes back. */
const FORGET_MS = 20_000;
/** Milliseconds that voters have to learn of a new replica; after that it is tried all the same. */
const VOTERS_MS = 30_000;
const MAX_SAYS = 300;

const said = ({ says }: Failed) => escapeForLine(says.slice(0, MAX_SAYS));

const failover: Executor<ActionOf<'failover'>> = async ({ node, how }, context) => {
  const { nodes, step } = context;
  const before = await readOrNull(context, node);
  const role = await roleOf(context, node);
  if (typeof role !== 'string') return failed(context, node, role, 'It has not been told to take over');
  if (role === 'master') return done(context, node, `${node} is a primary already.`);
  const replica = before && nodeAt(before, node);
  if (replica?.primaryId)
    await context.note({ record: 'before', step, node, name: 'primary', value: replica.primaryId });
  if (how !== 'takeover') {
    const left = replica ? await untilNextElection(context, replica) : null;
    if (left) return left;
    await untilVotersKnow(context, node);
  }
  const limit = await failoverLimit(context, node);
  const words = how === 'plain' ? [] : [how.toUpperCase()];
  const answer = await nodes.ask(node, ['CLUSTER', 'FAILOVER', ...words]);
  // Sent without an answer, it may have been obeyed: its role tells.
  if (answer.kind === 'refused' || answer.kind === 'unreachable')
    return failed(context, node, answer, 'It does not take over');
  const old = (before && nodeById(before, replica?.primaryId ?? '')?.configEpoch) ?? -1;
  let hasGivenBack = false;
  const now = await waitFor(limit, async () => {
    if ((await roleOf(context, node)) !== 'master') return null;
    // Another primary with a higher epoch makes it a replica again.
    const epoch = await epochOf(context, node);
    hasGivenBack = epoch !== null && epoch <= old;
    return hasGivenBack ? null : 'primary';
  });
  if (now) return done(context, node, `${node} is a primary now.`);
  if (answer.kind === 'unknown') return failed(context, node, answer, 'It has not taken over so far');
  const after = await readOrNull(context, node);
  const self = after && nodeAt(after, node);
  const why = hasGivenBack
    ? 'It did, with the epoch of an election before, and gave back: what was written to it meanwhile is lost.'
    : self?.trouble === null
      ? whyNoFailover(after!, self, how)
      : 'It does not answer any more.';
  const text = `${node} accepted, and has not taken over within ${limit / 1000} s. ${why}`;
  context.outcome({ state: 'failed', node, text });
  return { end: 'failed', text, unknown: false };
};

/** Primaries learn of a replica's role by its pings, which take up to half of the node timeout to come round. */
const untilVotersKnow = (context: StepContext, node: NodeAddress) =>
  waitFor(VOTERS_MS, async () => {
    const reading = await readOrNull(context, node);
    const replica = reading && nodeAt(reading, node);
    return !replica || strangersTo(reading, replica).length === 0 ? 'known' : null;
  });

/** Waits as long as votes of an earlier election may count. Not null if the user ended the wait. */
async function untilNextElection(context: StepContext, replica: NodeReading): Promise<StepEnd | null> {
  const ms = await msToNextElection(context.nodes, replica);
  const wish = await waitFor(ms, () => Promise.resolve(context.control.wish === 'run' ? null : 'end'));
  return wish === null ? null : { end: 'left', text: `${replica.address} has not been told to take over.` };
}

/** Null if it does not say. */
async function epochOf({ nodes }: StepContext, node: NodeAddress): Promise<number | null> {
  const answer = await nodes.ask(node, ['CLUSTER', 'INFO']);
  const epoch =
    answer.kind === 'reply' ? /cluster_my_epoch:(\d+)/.exec(textOf(answer.reply))?.[1] : undefined;
  return epoch === undefined ? null : Number(epoch);
}

async function roleOf({ nodes }: StepContext, node: NodeAddress): Promise<string | Failed> {
  const answer = await nodes.ask(node, ['ROLE']);
  return answer.kind === 'reply' ? textOf(itemsOf(answer.reply)[0]) : answer;
}

async function failoverLimit({ nodes }: StepContext, node: NodeAddress): Promise<number> {
  const answer = await nodes.ask(node, ['CONFIG', 'GET', 'cluster-manual-failover-timeout']);
  const text = answer.kind === 'reply' ? textOf(itemsOf(answer.reply)[1]) : '';
  return /^\d+$/.test(text) ? Math.min(Math.max(Number(text), FAILOVER_MS), MAX_FAILOVER_MS) : FAILOVER_MS;
}

/** The reading from the cluster's node; from `other` if that one does not answer. */
async function readOrNull(context: StepContext, other: NodeAddress): Promise<ClusterReading | null> {
  for (const seed of [context.cluster, other])
    try {
      return await readCluster(context.nodes, seed);
    } catch (error) {
      if (!(error instanceof NodeFailure)) throw error;
    }
  return null;
}

const forget: Executor<ActionOf<'forget'>> = async ({ node: id }, context) => {
  const told = new Map<NodeAddress, Failed | null>();
  let untold: NodeAddress[] = [];
  let trouble = 'The cluster cannot be read.';
  const gone = await waitFor(FORGET_MS, async () => {
    const reading = await readOrNull(context, context.cluster);
    if (!reading) return null;
    const others = reading.nodes.filter((node) => node.id !== id);
    const answering = others.filter(({ view }) => view !== null);
    if (answering.length === 0) return null;
    untold = others.filter(({ view }) => view === null).map(({ address }) => address);
    const knowing = answering.filter(({ view }) => view!.some((line) => line.id === id));
    for (const { address } of answering) if (!told.has(address)) told.set(address, null);
    if (knowing.length === 0) return 'gone';
    trouble = `${knowing.map(({ address }) => address).join(', ')} still know it.`;
    if (slotsOf(reading, id).length > 0) {
      trouble = 'It still has slots, which would have no owner any more.';
      return 'has-slots';
    }
    await Promise.all(
      knowing.map(async ({ address }) => {
        const answer = await context.nodes.ask(address, ['CLUSTER', 'FORGET', id]);
        // Gossip of another node's FORGET (7.2) came first.
        const isDone = answer.kind === 'reply' || /unknown node/i.test(answer.says);
        told.set(address, isDone ? null : answer);
      }),
    );
    return null;
  });
  return forgetEnd(context, id, { told, untold, problem: gone === 'gone' ? null : trouble });
};

interface Forgotten {
  told: ReadonlyMap<NodeAddress, Failed | null>;
  untold: readonly NodeAddress[];
  problem: string | null;
}

function forgetEnd(context: StepContext, id: string, { told, untold, problem }: Forgotten): StepEnd {
  const short = escapeForLine(id.slice(0, 8));
  for (const [node, answer] of told)
    if (answer && problem !== null) {
      const state = answer.kind === 'refused' ? 'failed' : 'unknown';
      context.outcome({ state, node, text: said(answer) });
    } else if (problem === null) context.outcome({ state: 'ok', node, text: `${short}… is forgotten.` });
  for (const node of untold)
    context.outcome({
      state: 'not-reached',
      node,
      text: `It could not be told to forget ${short}…: CLUSTER FORGET it there as soon as it answers, or it brings it back.`,
    });
  if (problem !== null)
    return { end: 'failed', text: `${short}… is not forgotten: ${problem}`, unknown: false };
  const rest = untold.length > 0 ? ` ${untold.join(', ')} could not be told.` : '';
  return { end: 'done', text: `All nodes that answer have forgotten ${short}….${rest}` };
}

function done(context: StepContext, node: NodeAddress, text: string): StepEnd {
  context.outcome({ state: 'ok', node, text });
  return { end: 'done', text };
}

function failed(context: StepContext, node: NodeAddress, answer: Failed, what: string): StepEnd {
  const text = `${what}: ${said(answer)}`;
  context.outcome({ state: OUTCOMES[answer.kind], node, text });
  return { end: 'failed', text: `${node}: ${text}`, unknown: answer.kind === 'unknown' };
}

export const memberExecutors = { failover, forget } satisfies Executors<'failover' | 'forget'>;
