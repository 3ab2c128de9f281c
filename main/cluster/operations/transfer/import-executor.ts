/** Imports the keys of a plain server's database, batch by batch. */
import { counted } from '../../../../shared/format/count.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import { itemsOf, numberOf, textOf } from '../../wire/read-reply.ts';
import { NodeFailure, type Failed } from '../reading/nodes.ts';
import { readCluster } from '../reading/read-cluster.ts';
import type { Executor, Executors, StepContext, StepEnd } from '../run/context.ts';
import { KeyImport, type BatchEnd, type Fate } from './import-batch.ts';
import { SlotPlaces } from './owners.ts';
import { readSource, unfitSource } from './read-source.ts';
import { SourceLink } from './source-link.ts';
import { nameOf } from './values.ts';

const BATCH_KEYS = 100;
const BATCH_BYTES = 8 * 2 ** 20;
/** A server takes no larger argument (proto-max-bulk-len), so a larger value cannot be restored. */
const MAX_BYTES = 512 * 2 ** 20;
/** Keys that the report names. */
const MAX_NAMED = 100;
const MAX_WORDS = 500;

const bounded = (text: string) => escapeForLine(text.slice(0, MAX_WORDS));

const failed = (text: string, unknown = false): StepEnd => ({ end: 'failed', text: bounded(text), unknown });

const importKeys: Executor<ActionOf<'import-keys'>> = async (action, context) => {
  const { sourceNodes, nodes, cluster } = context;
  const { from, database, copy } = action;
  if (!sourceNodes) return failed(`No login to ${from} was given.`);
  let places: SlotPlaces;
  try {
    const source = await readSource(sourceNodes, from, database);
    if ('refusal' in source) return failed(source.refusal);
    // Looked at again, because a plan may be resumed later.
    const unfit = unfitSource(source, await readCluster(nodes, cluster), copy);
    if (unfit !== null) return failed(unfit);
    places = await SlotPlaces.read(nodes, cluster);
  } catch (error) {
    if (error instanceof NodeFailure) return failed(error.message);
    throw error;
  }
  const link = new SourceLink(sourceNodes, from, database);
  try {
    return await new ImportRun(action, context, link, places).run();
  } finally {
    link.close();
  }
};

interface Weighed {
  key: Uint8Array;
  bytes: number;
}

class ImportRun {
  private readonly action: ActionOf<'import-keys'>;
  private readonly context: StepContext;
  private readonly link: SourceLink;
  private readonly keys: KeyImport;
  private readonly counts = { imported: 0, there: 0, gone: 0, left: 0 };

  constructor(action: ActionOf<'import-keys'>, context: StepContext, link: SourceLink, places: SlotPlaces) {
    this.action = action;
    this.context = context;
    this.link = link;
    this.keys = new KeyImport(context.nodes, places, link, action);
  }

  async run(): Promise<StepEnd> {
    const { control } = this.context;
    const { from } = this.action;
    const opened = await this.link.open();
    if (opened.kind !== 'reply') return failed(`${from}: ${opened.says}`);
    let cursor = '0';
    do {
      const scan = await this.link.ask(['SCAN', cursor, 'COUNT', BATCH_KEYS]);
      if (scan.kind !== 'reply') return this.broken(scan);
      const [next, found] = itemsOf(scan.reply);
      cursor = textOf(next);
      const keys = itemsOf(found).flatMap((key) => (key.type === 'string' ? [key.bytes] : []));
      const weighed = await this.weigh(keys);
      if ('kind' in weighed) return this.broken(weighed);
      for (const batch of this.batches(weighed)) {
        if (control.wish !== 'run') return { end: 'left', text: this.soFar() };
        const end = await this.batch(batch);
        if (end !== null) return end;
      }
    } while (cursor !== '0');
    return { end: 'done', text: this.summary() };
  }

  private broken({ kind, says }: Failed): StepEnd {
    return this.stopped(`${this.action.from}: ${says}`, kind === 'unknown');
  }

  private stopped(text: string, unknown: boolean): StepEnd {
    const end = failed(text, unknown);
    return { ...end, text: `${end.text.replace(/\.$/, '')}. ${this.soFar()}` };
  }

  /** A key whose size the server does not tell goes alone. */
  private async weigh(keys: readonly Uint8Array[]): Promise<Weighed[] | Failed> {
    const answers = await this.link.pipeline(keys.map((key) => ['MEMORY', 'USAGE', key]));
    const broken = answers.find((answer) => answer.kind === 'unreachable' || answer.kind === 'unknown');
    if (broken) return broken as Failed;
    return keys.map((key, i) => {
      const answer = answers[i]!;
      return { key, bytes: answer.kind === 'reply' ? numberOf(answer.reply) : BATCH_BYTES };
    });
  }

  private batches(weighed: readonly Weighed[]): Weighed[][] {
    const most = Math.max(1, Math.min(BATCH_KEYS, this.context.control.rate ?? BATCH_KEYS));
    const batches: Weighed[][] = [];
    let bytes = 0;
    for (const one of weighed) {
      if (one.bytes > MAX_BYTES) {
        const why = `it needs ${counted(one.bytes, 'byte')}, and a value above 512 MB cannot be sent`;
        this.count({ key: one.key, bytes: one.bytes, fate: 'left', why });
        continue;
      }
      const last = batches.at(-1);
      if (last && last.length < most && bytes + one.bytes <= BATCH_BYTES) {
        last.push(one);
        bytes += one.bytes;
      } else {
        batches.push([one]);
        bytes = one.bytes;
      }
    }
    return batches;
  }

  private async batch(batch: readonly Weighed[]): Promise<StepEnd | null> {
    const { context } = this;
    const startedAt = Date.now();
    const bytes = batch.reduce((sum, one) => sum + one.bytes, 0);
    const { fates, stop }: BatchEnd = await this.keys.batch(
      batch.map(({ key }) => key),
      bytes,
    );
    for (const fate of fates) this.count(fate);
    const arrived = fates.flatMap((one) => (one.fate === 'imported' || one.fate === 'there' ? [one] : []));
    context.imported?.(arrived);
    const latencyMs = Date.now() - startedAt;
    context.report(
      { latencyMs },
      { keys: arrived.length, bytes: arrived.reduce((sum, one) => sum + one.bytes, 0) },
    );
    if (stop) return this.stopped(stop.text, stop.unknown);
    const { rate } = context.control;
    const wait = rate === null ? 0 : (batch.length * 1000) / rate - latencyMs;
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return null;
  }

  private count(fate: Fate): void {
    this.counts[fate.fate]++;
    if (fate.fate !== 'left' || this.counts.left > MAX_NAMED) return;
    const text = `${nameOf(fate.key)} is left: ${bounded(fate.why)}.`;
    this.context.outcome({ state: 'skipped', node: this.action.from, text });
  }

  /** The rest of the source is unknown. */
  private soFar(): string {
    return `${this.summary(false)} Other keys of the source were not looked at.`;
  }

  private summary(isWhole = true): string {
    const { imported, there, gone, left } = this.counts;
    const named = left > MAX_NAMED ? `, of which ${MAX_NAMED} are named` : '';
    const parts = [
      `${counted(imported, 'key')} ${this.action.copy ? 'copied' : 'moved'}`,
      ...(there > 0 ? [`${there} were in the cluster with the same value`] : []),
      ...(gone > 0 ? [`${gone} expired or were deleted meanwhile`] : []),
      ...(isWhole || left > 0 ? [`${left} left at the source${named}`] : []),
    ];
    return `${parts.join(', ')}.`;
  }
}

export const importExecutors = { 'import-keys': importKeys } satisfies Executors<'import-keys'>;
