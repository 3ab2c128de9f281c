/** Imports a few keys at a time: reads them, restores them at their owners, then deletes at the source what has not changed. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { ActionOf } from '../../../../shared/operations/action.ts';
import { itemsOf, numberOf } from '../../wire/read-reply.ts';
import type { Answer, Failed, OperationNodes } from '../reading/nodes.ts';
import type { SlotPlaces } from './owners.ts';
import { putKey, type Put, type Refused } from './put-key.ts';
import type { SourceLink } from './source-link.ts';
import { nameOf, sameValue, timeoutFor, valueIn, type ExpiryCommand, type Value } from './values.ts';

/** What became of a key. gone: it expired or was deleted meanwhile. `why` says why it is left at the source. */
export type Fate = { key: Uint8Array; bytes: number } & (
  { fate: 'imported' | 'there'; node: NodeAddress } | { fate: 'gone' } | { fate: 'left'; why: string }
);

/** `stop` says why nothing more can be done; the fates before it count. */
export interface BatchEnd {
  fates: Fate[];
  stop: { text: string; unknown: boolean } | null;
}

interface Held {
  key: Uint8Array;
  value: Value;
}

type Stop = NonNullable<BatchEnd['stop']>;

export class KeyImport {
  private readonly nodes: OperationNodes;
  private readonly places: SlotPlaces;
  private readonly link: SourceLink;
  private readonly action: ActionOf<'import-keys'>;
  private command: ExpiryCommand = 'PEXPIRETIME';

  constructor(nodes: OperationNodes, places: SlotPlaces, link: SourceLink, action: ActionOf<'import-keys'>) {
    this.nodes = nodes;
    this.places = places;
    this.link = link;
    this.action = action;
  }

  /** `bytes` is about what the values need in memory. */
  async batch(keys: readonly Uint8Array[], bytes: number): Promise<BatchEnd> {
    const { copy, replace, from } = this.action;
    if (!copy) {
      const watch = await this.link.ask(['WATCH', ...keys]);
      if (watch.kind !== 'reply') return { fates: [], stop: stopAt(from, watch) };
    }
    const read = await this.read(keys, bytes);
    if ('stop' in read) return { fates: [], stop: read.stop };
    const { held } = read;
    const fates: Fate[] = read.gone.map((key) => ({ key, bytes: 0, fate: 'gone' }));
    const { command } = this;
    const puts = await Promise.all(
      held.map((one) => putKey(this.nodes, this.places, { ...one, command, replace })),
    );
    const inCluster: { held: Held; fate: 'imported' | 'there'; node: NodeAddress }[] = [];
    let stop: Stop | null = null;
    for (const [i, put] of puts.entries()) {
      const { key, value } = held[i]!;
      if (put.put === 'put') inCluster.push({ held: held[i]!, fate: 'imported', node: put.node });
      else if (put.put === 'equal') inCluster.push({ held: held[i]!, fate: 'there', node: put.node });
      else if (put.put === 'failed') stop ??= stopOf(key, put);
      else fates.push({ key, bytes: value.dump.length, fate: 'left', why: `${put.node}: ${whyOf(put)}` });
    }
    const unchanged = copy ? null : await this.release(inCluster.map((one) => one.held));
    stop ??= unchanged?.stop ?? null;
    for (const { held: one, fate, node } of inCluster) {
      const known = { key: one.key, bytes: one.value.dump.length };
      const why = unchanged?.kept.get(one);
      fates.push(why === undefined ? { ...known, fate, node } : { ...known, fate: 'left', why });
    }
    return { fates, stop };
  }

  private async read(
    keys: readonly Uint8Array[],
    bytes: number,
  ): Promise<{ held: Held[]; gone: Uint8Array[] } | { stop: Stop }> {
    for (;;) {
      const { command } = this;
      const commands = keys.flatMap((key) => [
        ['DUMP', key],
        [command, key],
      ]);
      const answers = await this.link.pipeline(commands, timeoutFor(bytes));
      const isOld = answers.some(
        (answer) => answer.kind === 'refused' && /unknown command/i.test(answer.says),
      );
      if (isOld && command === 'PEXPIRETIME') {
        this.command = 'PTTL';
        continue;
      }
      const held: Held[] = [];
      const gone: Uint8Array[] = [];
      for (const [i, key] of keys.entries()) {
        const value = valueIn(answers[2 * i]!, answers[2 * i + 1]!, command);
        if (value === null) gone.push(key);
        else if ('kind' in value) return { stop: stopAt(this.action.from, value) };
        else held.push({ key, value });
      }
      return { held, gone };
    }
  }

  /** Deletes at the source. All of them are watched. `kept` says of those that stay why. */
  private async release(all: readonly Held[]): Promise<{ kept: Map<Held, string>; stop: Stop | null }> {
    if (all.length === 0) {
      await this.link.ask(['UNWATCH']);
      return { kept: new Map(), stop: null };
    }
    const answer = await this.remove(all);
    if (answer.kind === 'reply' && answer.reply.type !== 'null') return { kept: new Map(), stop: null };
    if (answer.kind !== 'reply') return this.lookBack(all, answer);
    // One of them has changed, so nothing was deleted: each is asked about by itself.
    const kept = new Map<Held, string>();
    for (const one of all) {
      const end = await this.releaseOne(one);
      if (end === 'released') continue;
      if (end === 'changed') {
        kept.set(one, 'it changed at the source meanwhile; the cluster has the value from before');
        continue;
      }
      const rest = all.slice(all.indexOf(one));
      const looked = await this.lookBack(rest, end);
      return { kept: new Map([...kept, ...looked.kept]), stop: looked.stop };
    }
    return { kept, stop: null };
  }

  private async releaseOne(one: Held): Promise<'released' | 'changed' | Failed> {
    const watch = await this.link.ask(['WATCH', one.key]);
    if (watch.kind !== 'reply') return watch;
    const read = await this.link.pipeline(
      [
        ['DUMP', one.key],
        [this.command, one.key],
      ],
      timeoutFor(one.value.dump.length),
    );
    const now = valueIn(read[0]!, read[1]!, this.command);
    if (now !== null && 'kind' in now) return now;
    if (now === null || !sameValue(one.value, now, this.command)) {
      await this.link.ask(['UNWATCH']);
      return now === null ? 'released' : 'changed';
    }
    const answer = await this.remove([one]);
    if (answer.kind !== 'reply') return answer;
    return answer.reply.type === 'null' ? 'changed' : 'released';
  }

  /** MULTI, DEL, EXEC: a null reply if a watched key has changed. An error within it is the answer. */
  private async remove(all: readonly Held[]): Promise<Answer> {
    const multi = await this.link.ask(['MULTI']);
    if (multi.kind !== 'reply') return multi;
    const timeout = timeoutFor(all.reduce((sum, { value }) => sum + value.dump.length, 0));
    const [queued, answer] = await this.link.pipeline(
      [['DEL', ...all.map(({ key }) => key)], ['EXEC']],
      timeout,
    );
    // EXECABORT says less.
    if (queued!.kind === 'refused') return queued!;
    const [inner] = answer!.kind === 'reply' ? itemsOf(answer!.reply) : [];
    if (inner?.type === 'error') return { kind: 'refused', says: Buffer.from(inner.bytes).toString() };
    return answer!;
  }

  /** After a failure: which of them are at the source still. */
  private async lookBack(
    all: readonly Held[],
    failed: Failed,
  ): Promise<{ kept: Map<Held, string>; stop: Stop }> {
    const stop = stopAt(this.action.from, failed);
    await this.link.open();
    const answers = await this.link.pipeline(all.map(({ key }) => ['EXISTS', key]));
    const kept = new Map<Held, string>();
    for (const [i, answer] of answers.entries())
      if (answer.kind !== 'reply')
        kept.set(all[i]!, 'the cluster has it, and it is unknown whether the source has it still');
      else if (numberOf(answer.reply) > 0)
        kept.set(all[i]!, 'the cluster has it too; it was not deleted at the source');
    return { kept, stop };
  }
}

const stopAt = (node: NodeAddress, { kind, says }: Failed): Stop => ({
  text: `${node}: ${says}`,
  unknown: kind === 'unknown',
});

function stopOf(key: Uint8Array, { node, says, unknown }: Extract<Put, { put: 'failed' }>): Stop {
  const where = node ?? 'the cluster';
  const text = unknown
    ? `${where} did not answer, so it may have ${nameOf(key)} or get it yet; the source has it: ${says}`
    : `${where} did not take ${nameOf(key)}: ${says}`;
  return { text, unknown };
}

const whyOf = ({ put, says }: Refused): string =>
  put === 'differs' ? 'the cluster has another value under this key' : `it cannot hold this value (${says})`;
