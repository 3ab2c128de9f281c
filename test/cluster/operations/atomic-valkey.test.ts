import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atomicExecutors } from '../../../main/cluster/operations/atomic/executors.ts';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { readCluster } from '../../../main/cluster/operations/reading/read-cluster.ts';
import { nodeById, slotsOf } from '../../../main/cluster/operations/reading/cluster-reading.ts';
import type { ActionOf } from '../../../shared/operations/action.ts';
import keySlot from 'cluster-key-slot';
import { planOperation } from '../../../main/cluster/operations/run/operate.ts';
import { requestSchema } from '../../../shared/operations/request.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import { recordedContext } from '../../support/operations.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { NEWER_SERVERS } from '../../support/servers.ts';

const server =
  NEWER_SERVERS.find(({ name, server: found }) => found && name === 'Valkey 9.1')?.server ?? null;
const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
afterAll(() => nodes.close());

describe.skipIf(!server)('Valkey 9 moves slots by itself', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await RedisCluster.start({
      server,
      replicas: 0,
      nodeTimeout: 2000,
      conf: ['cluster-databases 16'],
    });
  });
  afterAll(() => cluster.stop());

  const action = (slots: [number, number][]): ActionOf<'migrate-slots'> => ({
    kind: 'migrate-slots',
    by: 'valkey',
    from: cluster.nodes[0]!.id,
    to: cluster.nodes[1]!.id,
    slots: slots.map(([first, last]) => ({ first, last })),
  });
  const run = (slots: [number, number][], wish: 'run' | 'pause' | 'stop' = 'run') => {
    const context = { ...recordedContext(nodes, cluster.addresses[2]!), control: { wish, rate: null } };
    return atomicExecutors['migrate-slots'](action(slots), context).then((end) => ({ end, context }));
  };
  const hasSlot = async (node: number, slot: number) =>
    slotsOf(await readCluster(nodes, cluster.addresses[2]!), cluster.nodes[node]!.id).some(
      ({ first, last }) => first <= slot && slot <= last,
    );

  test('several ranges, with time to live; run again it finds nothing to do', async () => {
    const source = cluster.addresses[0]!;
    const tag = 'slotshell';
    const tags = [];
    for (let i = 0; tags.length < 2; i++) {
      const slot = Number(await cluster.command(cluster.ports[0]!, 'CLUSTER', 'KEYSLOT', `${tag}${i}`));
      if (slot < 5000) tags.push({ tag: `${tag}${i}`, slot });
    }
    for (const { tag: one } of tags)
      expect((await nodes.ask(source, ['SET', `{${one}}k`, '1', 'EX', 5000])).kind).toBe('reply');
    const ranges = tags.map(({ slot }): [number, number] => [slot, slot]);
    const { end, context } = await run(ranges);
    expect(end).toMatchObject({ end: 'done', text: '2 slots moved.' });
    expect(context.notes.map((note) => 'state' in note && note.state)).toEqual([
      'begun',
      'begun',
      'done',
      'done',
    ]);
    for (const { tag: one, slot } of tags) {
      expect(await hasSlot(1, slot)).toBe(true);
      const ttl = await nodes.reply(cluster.addresses[1]!, ['TTL', `{${one}}k`]);
      expect(ttl.type === 'integer' && Number(ttl.digits) > 4000).toBe(true);
    }
    expect((await run(ranges)).end).toMatchObject({
      end: 'done',
      text: '2 slots belong to the target already.',
    });
  });

  test('a source with keys in other databases moves by SETSLOT: it would take writes to the wrong one', async () => {
    const [source, target] = [cluster.nodes[0]!, cluster.nodes[1]!];
    const reshard = (atomic: 'auto' | 'always') =>
      planOperation(
        requestSchema.parse({
          kind: 'reshard',
          from: [source.id],
          to: target.id,
          amount: 4,
          move: { atomic },
        }),
        reading,
        nodes,
        () => Promise.reject(new Error('no name is looked up')),
      );
    let reading = await readCluster(nodes, cluster.addresses[2]!);
    const key = `{${Array.from({ length: 100_000 }, (_, i) => `t${i}`).find((one) => keySlot(one) < 4000)!}}`;
    expect((await reshard('auto')) as Plan).toMatchObject({ steps: [{ action: { kind: 'migrate-slots' } }] });
    expect((await nodes.ask(cluster.addresses[0]!, ['SET', key, '1'], { database: 3 })).kind).toBe('reply');
    expect((await run([[4100, 4101]])).end).toMatchObject({
      end: 'failed',
      text: expect.stringContaining('keys in several databases') as string,
    });
    reading = await readCluster(nodes, cluster.addresses[2]!);
    const plan = (await reshard('auto')) as Plan;
    expect(plan).toMatchObject({ steps: [{ action: { kind: 'move-slots' } }] });
    expect(plan.remarks.join()).toContain('so its slots go by SETSLOT and MIGRATE');
    expect(await reshard('always')).toMatchObject({
      refusal: expect.stringContaining('keys in several databases') as string,
    });
    await nodes.reply(cluster.addresses[0]!, ['DEL', key], { database: 3 });
  });

  test('an open slot is refused with what to do, and nothing moves', async () => {
    const target = cluster.nodes[1]!;
    const port = cluster.ports[0]!;
    await cluster.command(port, 'CLUSTER', 'SETSLOT', '5100', 'MIGRATING', target.id);
    const { end } = await run([[5200, 5210]]);
    await cluster.command(port, 'CLUSTER', 'SETSLOT', '5100', 'STABLE');
    expect(end).toMatchObject({ end: 'failed', unknown: false });
    expect(end.text).toContain('repair it first');
    expect(await hasSlot(0, 5200)).toBe(true);
  });

  test('a wish before the start starts nothing', async () => {
    expect((await run([[5300, 5301]], 'stop')).end.end).toBe('left');
    expect(
      nodeById(await readCluster(nodes, cluster.addresses[2]!), cluster.nodes[0]!.id)?.trouble,
    ).toBeNull();
    expect(await hasSlot(0, 5300)).toBe(true);
  });

  /** Runs after another operator has given slots away between our look at the map and the start. */
  async function runAfter(give: () => Promise<unknown>, slots: [number, number][]) {
    const late = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
    let hasGiven = false;
    const ask = late.ask.bind(late);
    late.ask = async (address, args, options) => {
      if (args[1] === 'MIGRATESLOTS' && !hasGiven) {
        hasGiven = true;
        await give();
      }
      return ask(address, args, options);
    };
    const end = await atomicExecutors['migrate-slots'](
      action(slots),
      recordedContext(late, cluster.addresses[2]!),
    );
    late.close();
    expect(hasGiven).toBe(true);
    return end;
  }
  /** `told`: the source knows it. */
  async function giveTo(node: number, slot: number, told: boolean) {
    const [source, taker] = [cluster.nodes[0]!, cluster.nodes[node]!];
    const setSlot = (port: number, ...state: string[]) =>
      cluster.command(port, 'CLUSTER', 'SETSLOT', String(slot), ...state);
    await setSlot(taker.port, 'IMPORTING', source.id);
    await setSlot(taker.port, 'NODE', taker.id);
    if (told) await setSlot(source.port, 'NODE', taker.id);
  }

  test.each([
    ['knows it', true],
    ['does not know it yet', false],
  ])('slots that others have got meanwhile do not move, whether the source %s', async (_, told) => {
    const at = told ? 4600 : 4700;
    const others = await runAfter(() => giveTo(2, at + 5, told), [[at, at + 9]]);
    expect(others).toEqual({
      end: 'failed',
      text: 'Some of the slots have another owner now. Make a new plan.',
      unknown: false,
    });
    expect([await hasSlot(2, at + 5), await hasSlot(0, at + 4)]).toEqual([true, true]);
    // Those that the target has got are left out, and the others move.
    const ours = await runAfter(() => giveTo(1, at + 25, told), [[at + 20, at + 29]]);
    expect(ours).toMatchObject({ end: 'done', text: '9 slots moved.' });
    for (const slot of [at + 20, at + 25, at + 29]) expect(await hasSlot(1, slot)).toBe(true);
  });

  /** Keys in a slot of the first primary whose snapshot takes seconds. */
  async function slowSlot(prefix: string): Promise<number> {
    const port = cluster.ports[0]!;
    let tag = '';
    let slot = 16384;
    for (let i = 0; slot >= 5000; i++) {
      tag = `${prefix}${i}`;
      slot = Number(await cluster.command(port, 'CLUSTER', 'KEYSLOT', tag));
    }
    await cluster.command(port, 'CONFIG', 'SET', 'rdb-key-save-delay', '10000');
    const keys = Array.from({ length: 300 }, (_, i) => ['SET', `{${tag}}${i}`, 'x']);
    const answers = await nodes.pipeline(cluster.addresses[0]!, keys);
    expect(answers.every(({ kind }) => kind === 'reply')).toBe(true);
    return slot;
  }
  const begin = async (slot: number) => {
    const control: { wish: 'run' | 'pause' | 'stop'; rate: null } = { wish: 'run', rate: null };
    const context = { ...recordedContext(nodes, cluster.addresses[2]!), control };
    const end = atomicExecutors['migrate-slots'](action([[slot, slot]]), context);
    await waitUntil('the job', () => context.notes.length > 0);
    return { control, context, end };
  };
  const countAt = (node: number, slot: number) =>
    cluster.command(cluster.ports[node]!, 'CLUSTER', 'COUNTKEYSINSLOT', String(slot)).then(Number);

  test('stop cancels, and the keys stay with the source', async () => {
    const slot = await slowSlot('stop');
    const { control, end } = await begin(slot);
    control.wish = 'stop';
    expect(await end).toMatchObject({ end: 'left' });
    expect(await hasSlot(0, slot)).toBe(true);
    expect(await countAt(0, slot)).toBe(300);
  });

  test('a second run follows the job under way and starts none', async () => {
    const slot = await slowSlot('resume');
    const first = await begin(slot);
    const second = await begin(slot);
    expect(second.context.notes[0]).toEqual(first.context.notes[0]);
    expect(await first.end).toMatchObject({ end: 'done' });
    expect(await second.end).toMatchObject({ end: 'done' });
    expect(await countAt(1, slot)).toBe(300);
  });

  test('the target dies in the middle: the source keeps slot and keys', async () => {
    const slot = await slowSlot('target');
    const { end } = await begin(slot);
    await cluster.kill(cluster.ports[1]!);
    expect(await end).toMatchObject({ end: 'failed', unknown: false });
    expect(await countAt(0, slot)).toBe(300);
    expect(await hasSlot(0, slot)).toBe(true);
    await cluster.restart(cluster.ports[1]!);
  });

  test('the source dies in the middle: the end is unknown, and says so', async () => {
    const slot = await slowSlot('source');
    const { end } = await begin(slot);
    await cluster.kill(cluster.ports[0]!);
    expect(await end).toMatchObject({ end: 'failed', unknown: true });
  });
});
