/** Slots that the servers move by themselves, with their keys: starts one job, follows it, and looks at the map afterwards. */
import { counted } from '../../../../shared/format/count.ts';
import { countSlots, slotsOfRanges } from '../../../../shared/slots/slot-ranges.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeAddress, SlotRange } from '../../../../shared/cluster/topology.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import { toRanges, unite } from '../../topology/slot-ranges.ts';
import { nodeById, ownerTable, type ClusterReading, type NodeReading } from '../reading/cluster-reading.ts';
import { idOf } from '../reading/new-ids.ts';
import { NodeFailure } from '../reading/nodes.ts';
import { readCluster } from '../reading/read-cluster.ts';
import type { Executors, StepContext, StepEnd } from '../run/context.ts';
import { waitFor } from '../run/wait.ts';
import { databasesReason, usesDatabases } from './databases.ts';
import { cancelCommands, LIST, LOST_WRITES, startCommand, withAdvice } from './dialect.ts';
import { overlap, parseJobs, serverSays, type Job } from './jobs.ts';

const POLL_MS = 200;
/** How long an unanswered start, a silent node or a map that lags is looked at again. */
const PATIENCE_MS = 15_000;
/** How long another task of the node is waited for (Redis runs one at a time). */
const BUSY_MS = 60_000;
/** How long a job may show no change at all. */
const STALL_MS = 900_000;
/** Attempts of a Redis import, which would go on for ever. */
const MAX_RETRIES = 10;

type Action = ActionOf<'migrate-slots'>;

/** One action under way. `at` is the node that runs it: Valkey's source, Redis's target. */
interface Work {
  action: Action;
  context: StepContext;
  at: NodeAddress;
  wanted: SlotRange[];
  source: NodeReading;
}

const failed = (text: string, unknown = false): StepEnd => ({ end: 'failed', text, unknown });
const slotWords = (slots: readonly SlotRange[]) => counted(countSlots(slots), 'slot');

export const atomicExecutors = { 'migrate-slots': migrateNamed } satisfies Executors<'migrate-slots'>;

async function migrateNamed(action: Action, context: StepContext): Promise<StepEnd> {
  try {
    const to = await idOf(action.to, context.nodes);
    if (to !== action.to) context.report({ acting: { [action.to]: to } });
    return await migrate({ ...action, to }, context);
  } catch (error) {
    if (error instanceof NodeFailure) return failed(`${serverSays(error.message)}; nothing was started.`);
    throw error;
  }
}

async function migrate(action: Action, context: StepContext): Promise<StepEnd> {
  const reading = await mapOf(context);
  if ('says' in reading) return failed(`The cluster cannot be read: ${serverSays(reading.says)}.`);
  const source = nodeById(reading, action.from);
  const target = nodeById(reading, action.to);
  const gone = [source, target].find((node) => !node || node.trouble);
  const wanted = slotsBut(reading, action.slots, action.to);
  if (wanted.length === 0)
    return { end: 'done', text: `${slotWords(action.slots)} belong to the target already.` };
  if (!source || !target || gone)
    return failed(
      `The ${target && !target.trouble ? 'source' : 'target'} does not answer; nothing was started.`,
    );
  if (slotsBut(reading, wanted, action.from).length > 0)
    return failed('Some of the slots have another owner now. Make a new plan.');
  const work = {
    action,
    context,
    at: action.by === 'valkey' ? source.address : target.address,
    wanted,
    source,
  };
  return startOrFollow(work);
}

async function mapOf(context: StepContext): Promise<ClusterReading | { says: string }> {
  try {
    return await readCluster(context.nodes, context.cluster);
  } catch (error) {
    if (error instanceof NodeFailure) return { says: error.message };
    throw error;
  }
}

/** Those of the slots that the node does not own. */
function slotsBut(reading: ClusterReading, slots: readonly SlotRange[], id: string): SlotRange[] {
  const owners = ownerTable(reading);
  return toRanges(slotsOfRanges(slots).filter((slot) => owners[slot] !== id));
}

async function jobsOf({ action, context, at }: Work): Promise<Job[] | null> {
  const answer = await context.nodes.ask(at, LIST[action.by]);
  return answer.kind === 'reply' ? parseJobs(answer.reply, action.by) : null;
}

const isOurs = ({ action, wanted }: Work, job: Job): boolean =>
  overlap(job.slots, wanted) &&
  (job.target === '' || job.target === action.to) &&
  job.side === (action.by === 'valkey' ? 'export' : 'import') &&
  job.slots.every(({ first, last }) => wanted.some((range) => range.first <= first && last <= range.last));

async function startOrFollow(work: Work): Promise<StepEnd> {
  const { action, context, at, wanted } = work;
  const busyUntil = performance.now() + BUSY_MS;
  for (;;) {
    const before = await jobsOf(work);
    if (!before) return failed(`${at} does not list its migrations; nothing was started.`);
    const running = before.filter((job) => job.end === null && overlap(job.slots, wanted));
    if (running.some((job) => !isOurs(work, job)))
      return failed(`Another migration has some of these slots (${running[0]!.id}). Wait for it to end.`);
    if (running.length > 0) {
      const part = unite(running.flatMap(({ slots }) => slots));
      const end = await follow({ ...work, wanted: part }, running);
      return end.end === 'done' ? migrate(action, context) : end;
    }
    if (context.control.wish !== 'run') return { end: 'left', text: 'No migration was started.' };
    // A client may have begun to use another database since the plan was made.
    if (usesDatabases(work.source))
      return failed(`${databasesReason(work.source)}; nothing was started. Make a new plan.`);

    const answer = await context.nodes.ask(at, startCommand(action.by, wanted, action.to));
    if (answer.kind === 'unreachable') return failed(`${at} cannot be reached; nothing was started.`);
    if (answer.kind === 'refused') {
      const isBusy = /another ASM task is already in progress/i.test(answer.says);
      if (!isBusy)
        return (await haveMoved(work))
          ? migrate(action, context)
          : failed(`${at} refuses: ${withAdvice(answer.says)}`);
      if (performance.now() > busyUntil) {
        const other = before.find(({ end }) => end === null);
        const whose = other ? ` (${other.id}, from ${other.source} to ${other.target})` : '';
        return failed(`${at} is still busy with another migration${whose}.`);
      }
      await sleep(POLL_MS * 5);
      continue;
    }
    const started = await newJobs(work, before);
    if (started.length > 0) return follow(work, started);
    const text =
      answer.kind === 'unknown'
        ? `${at} did not answer to the start, and lists no such migration. It may still begin: look before you start again.`
        : `${at} accepted the migration and does not list it.`;
    return failed(text, true);
  }
}

/** The jobs that the list did not have before. */
async function newJobs(work: Work, before: readonly Job[]): Promise<Job[]> {
  const known = new Set(before.map(({ id }) => id));
  const look = async () => {
    const started = ((await jobsOf(work)) ?? []).filter((job) => !known.has(job.id) && isOurs(work, job));
    return started.length > 0 ? started : null;
  };
  return (await waitFor(PATIENCE_MS, look, POLL_MS)) ?? [];
}

async function follow(work: Work, first: readonly Job[]): Promise<StepEnd> {
  const { context, at } = work;
  const ids = new Set(first.map(({ id }) => id));
  const record = (state: 'begun' | 'done' | 'failed', id: string, text: string) =>
    context.note({ record: 'job', step: context.step, state, id, text });
  for (const id of ids) await record('begun', id, '');
  let seen = '';
  let changedAt = performance.now();
  let answeredAt = changedAt;
  let stopSaid = false;
  let leftBefore = 0;
  for (;;) {
    const all = await jobsOf(work);
    const now = performance.now();
    const jobs = all?.filter(({ id }) => ids.has(id)) ?? [];
    if (jobs.length === ids.size) {
      answeredAt = now;
      const text = jobs.map(({ id, state, left }) => `${id}${state}${left}`).join();
      if (text !== seen) [seen, changedAt] = [text, now];
      const shown = jobs.find(({ end }) => end === null);
      if (!shown) {
        for (const { id, end, message } of jobs)
          await record(end === 'success' ? 'done' : 'failed', id, message);
        return ended(work, jobs);
      }
      // Bytes are known once the snapshot has begun, and grow again while clients write.
      const left = jobs.reduce((sum, job) => sum + (job.left ?? 0), 0);
      context.report({ slot: shown.slots[0]?.first ?? null }, { bytes: Math.max(0, leftBefore - left) });
      leftBefore = left;
      const isHopeless = jobs.some(({ retries }) => retries >= MAX_RETRIES);
      if ((context.control.wish === 'stop' || isHopeless) && !stopSaid) {
        stopSaid = true;
        await cancel(work, all!, ids);
      }
    }
    // A node that has restarted lists nothing: its log is in memory only.
    if (now - answeredAt > PATIENCE_MS) return lost(work, `${at} no longer lists the migration`);
    if (now - changedAt > STALL_MS) return lost(work, 'The migration has not moved for 15 minutes');
    await sleep(POLL_MS);
  }
}

async function cancel({ action, context, at }: Work, all: readonly Job[], ids: ReadonlySet<string>) {
  const foreign = all.some(({ id, end, side }) => end === null && side === 'export' && !ids.has(id));
  if (action.by === 'valkey' && foreign) {
    const text =
      'The node also runs migrations of others, and it cancels only all of them: this one goes on to its end.';
    context.outcome({ state: 'skipped', node: at, text });
    return;
  }
  for (const command of cancelCommands(action.by, [...ids])) {
    const answer = await context.nodes.ask(at, command);
    if (answer.kind !== 'reply')
      context.outcome({
        state: answer.kind === 'refused' ? 'failed' : 'unknown',
        node: at,
        text: serverSays(answer.says),
      });
  }
}

/** Slots that are not the target's, once it and the source have had time to agree. */
async function missing({ action, context, wanted }: Work, patienceMs: number): Promise<SlotRange[] | null> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const reading = await mapOf(context);
    const target = 'says' in reading ? undefined : nodeById(reading, action.to);
    const rest = 'says' in reading || !target || target.trouble ? null : slotsBut(reading, wanted, action.to);
    if (rest?.length === 0 || performance.now() > until) return rest;
    await sleep(POLL_MS);
  }
}

/** Whether slots have left the source since the map was read: what the target has got by now is left out the next time. */
async function haveMoved({ action, context, wanted }: Work): Promise<boolean> {
  const reading = await mapOf(context);
  return !('says' in reading) && slotsBut(reading, wanted, action.from).length > 0;
}

async function ended(work: Work, jobs: readonly Job[]): Promise<StepEnd> {
  const bad = jobs.filter(({ end }) => end !== 'success');
  if (bad.length === 0) {
    const rest = await missing(work, PATIENCE_MS);
    if (rest === null) return failed('The migration succeeded, and the target does not answer now.', true);
    if (rest.length === 0) {
      work.context.report({ slot: null }, { slots: countSlots(work.wanted) });
      return { end: 'done', text: `${slotWords(work.wanted)} moved.` };
    }
    return failed(`${slotWords(rest)} are not the target’s. Run the operation again for the rest.`);
  }
  const lostWrites = bad.find(({ message }) => LOST_WRITES.test(message));
  if (lostWrites) {
    const rest = await missing(work, 0);
    const where =
      rest === null
        ? 'The map cannot be read'
        : rest.length === 0
          ? 'The target owns the slots'
          : 'The source still owns slots';
    return failed(
      `WRITES MAY BE LOST: ${lostWrites.message}. ${where}. Compare the data before you go on.`,
      true,
    );
  }
  const { end, message, retries } = bad[0]!;
  // A connection may break after the target has taken over.
  if ((await missing(work, 0))?.length === 0)
    return { end: 'done', text: `The target owns the slots, though the server says: ${message}.` };
  if (bad.every(({ end }) => end === 'cancelled') && work.context.control.wish === 'stop')
    return { end: 'left', text: 'The migration was cancelled; its slots stay with the source.' };
  if (await haveMoved(work)) return migrate(work.action, work.context);
  const tries = retries > 0 ? ` after ${retries + 1} attempts` : '';
  return failed(
    `The migration ${end === 'failed' ? 'failed' : 'was cancelled'}${tries}: ${withAdvice(message)}`,
  );
}

async function lost(work: Work, why: string): Promise<StepEnd> {
  const rest = await missing(work, 0);
  if (rest?.length === 0) return { end: 'done', text: `${why}, and the target owns the slots.` };
  return failed(`${why}; it may have ended or still run. Look at both nodes before you start again.`, true);
}
