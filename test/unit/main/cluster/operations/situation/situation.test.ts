import { expect, test } from 'vitest';
import type { RunningMigration } from '../../../../../../main/cluster/operations/atomic/running-migrations.ts';
import { slotPair } from '../../../../../../main/cluster/operations/situation/facts.ts';
import { NO_MEMORY } from '../../../../../../main/cluster/operations/situation/memory.ts';
import { parseCluster } from '../../../../../../main/headless/cluster/arguments.ts';
import { clusterReading } from '../readings.ts';
import { A, B, dead, drawn, look, NOW, NUMBERS, RA, RB, rowsOf, servedAs } from './drawn-situation.ts';

test('nothing wrong is said plainly, with what was looked at', () => {
  const { situation } = look(drawn());
  expect(situation.rows).toEqual([]);
  expect(situation.headline).toEqual({
    title: 'Nothing is wrong',
    text: 'All 16,384 slots are served by 3 primaries, each with a replica. 600 keys.',
    since: NOW,
  });
  expect(situation.checks).toContainEqual({
    name: 'Slots',
    text: '16,384 of 16,384 served, each by exactly one primary',
  });
  expect(situation.checks.map(({ name }) => name)).toEqual(['Slots', 'Map', 'Moves', 'Replicas', 'Votes']);
  expect(situation.unchecked).toEqual([]);
  expect(servedAs(situation, 'served')).toBe(16384);
});

test('a primary that is down waits for the election, with the votes that it needs', () => {
  const [row, ...others] = rowsOf(drawn({ b: dead }), look(drawn({}, NOW - 30_000)).memory);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    shape: 'octagon',
    title: 'The primary of shard 2 is down',
    tag: 'NOT SERVED',
    shard: 2,
    since: { at: NOW - 20_000, from: 'nodes' },
    slots: [{ first: 5461, last: 10922 }],
    service: 'unserved',
    keys: { count: 200, countedAt: NOW - 30_000 },
    byItself: {
      lead: 'An election is under way:',
      text: '2 of 3 votes are needed, and 2 primaries can vote.',
    },
  });
  const failover = row!.actions.find(({ key }) => key === 'O')!;
  expect(failover.request).toEqual({ kind: 'failover', node: 'rb', how: 'force' });
  expect(failover.command).toBe(`slotshell --cluster failover ${RB} --force`);
  expect(failover.refusal).toBe('An election is under way. Wait for it first.');
});

test('an election that did not happen in time may be helped', () => {
  const [row] = rowsOf(drawn({ b: { ...dead, pongAt: NOW - 90_000 } }));
  expect(row!.byItself.lead).toBe('Nothing yet:');
  expect(row!.actions.find(({ key }) => key === 'O')!.refusal).toBeNull();
});

test('a primary that only this computer cannot reach is not called down', () => {
  const { situation } = look(drawn({ b: { trouble: 'silent' } }));
  expect(situation.rows[0]).toMatchObject({
    title: 'The primary of shard 2 does not answer here',
    tag: 'NO ANSWER',
    service: 'maybe',
    byItself: { lead: 'An election is due' },
  });
  expect(situation.headline.title).toBe('5,462 of 16,384 slots may not be served');
  expect(situation.unchecked).toEqual([{ node: B, why: 'says silent', isMute: false }]);
});

test('a node that refuses no connection does not answer, rather than is down, if the others miss it too', () => {
  const hanging = { ...dead, trouble: 'silent' } as const;
  const [primary] = rowsOf(drawn({ b: hanging, rb: hanging }));
  expect(primary!.title).toBe('Both nodes of shard 2 do not answer');
  expect(primary!.next).toContain(`Let ${B} go on, or end and start it first`);
  const [replica] = rowsOf(drawn({ ra: hanging }));
  expect(replica!.title).toBe(`Replica ${RA} of shard 1 does not answer`);
  expect(replica!.actions[0]!.does).toContain('let it go on (kill -CONT)');
});

test('after the election one copy is left, and the old primary is remembered as of its shard', () => {
  const before = look(drawn({}, NOW - 30_000)).memory;
  const after = drawn({
    b: { ...dead, slots: [] },
    rb: { of: undefined as never, slots: [[5461, 10922]], keys: 200, epoch: 9 },
  });
  NUMBERS[RB!] = 2;
  const { situation } = look(after, before);
  delete NUMBERS[RB!];
  expect(situation.rows).toHaveLength(1);
  expect(situation.rows[0]).toMatchObject({
    shape: 'triangle',
    title: 'Shard 2 lost its primary; its replica took over',
    tag: 'ONE COPY LEFT',
    service: 'risk',
    since: { at: NOW - 20_000, from: 'nodes' },
    byItself: { lead: 'Done:', text: `${RB} took over with epoch 9. No replica until ${B} is back.` },
  });
  expect(situation.headline).toMatchObject({ text: 'All slots are served.' });
  expect(situation.rows[0]!.actions.map(({ key }) => key)).toEqual(['S', 'O', 'A', 'G']);
});

test('without a memory the old primary is a row by itself, and no shard is guessed', () => {
  const rows = rowsOf(
    drawn({ b: { ...dead, slots: [] }, rb: { of: undefined as never, slots: [[5461, 10922]] } }),
  );
  expect(rows.map(({ tag }) => tag).sort()).toEqual(['NO ANSWER', 'ONE COPY LEFT']);
});

test('a primary without a replica that is down has nobody to elect', () => {
  const reading = clusterReading([
    { id: 'a', slots: [[0, 8191]] },
    { id: 'b', slots: [[8192, 12000]], ...dead },
    { id: 'c', slots: [[12001, 16383]] },
  ]);
  const rows = rowsOf({ ...reading, readAt: NOW });
  expect(rows[0]).toMatchObject({
    title: 'The only node of the shard of 127.0.0.1:7001 is down',
    byItself: { lead: 'Nothing.', text: 'No replica is left to elect. It ends when 127.0.0.1:7001 is back.' },
    keys: { count: null },
  });
  expect(rows[0]!.next).toContain('Do not give its slots to others');
  expect(rows[1]).toMatchObject({ title: '2 shards have no replica', tag: 'ONE COPY LEFT' });
});

test('both nodes of a shard down: not served, since the last of them was heard', () => {
  const { situation } = look(
    drawn({ b: { ...dead, pongAt: NOW - 60_000 }, rb: { ...dead, pongAt: NOW - 5000 } }),
  );
  expect(situation.headline).toEqual({
    title: '5,462 of 16,384 slots are not served',
    text: 'The other 10,922 go on working: cluster-require-full-coverage is no.',
    since: NOW - 5000,
  });
  expect(situation.rows).toHaveLength(1);
  expect(situation.rows[0]).toMatchObject({
    title: 'Both nodes of shard 2 are down',
    since: { at: NOW - 5000, from: 'nodes' },
    byItself: { lead: 'Nothing.' },
  });
  expect(situation.rows[0]!.actions.map(({ label }) => label)).toEqual([`Start ${B}…`, 'Give its keys up…']);
  expect(situation.unchecked.map(({ node }) => node)).toEqual([B, RB]);
  expect(servedAs(situation, 'unserved')).toBe(5462);
});

test('a cluster that refuses all for one shard can be told to serve the rest, if that is the reason', () => {
  const fail = { clusterInfo: { cluster_state: 'fail' } };
  const refusing = (b: object, rb: object, fullCoverage = true) =>
    rowsOf(drawn({ a: fail, b, c: fail, ra: fail, rb, rc: fail }), NO_MEMORY, { fullCoverage })[0]!;
  const { title, actions } = refusing(dead, dead);
  const line = `slotshell --cluster call ${A} config set cluster-require-full-coverage no`;
  expect([title, actions[0]!.command]).toEqual(['The cluster refuses all commands', line]);
  expect(actions).toMatchObject([{ key: 'V', request: { kind: 'settings', nodes: [] }, refusal: null }]);
  expect(refusing(dead, fail).actions[0]!.refusal).toContain('Wait for it first');
  for (const row of [refusing(fail, fail), refusing(dead, dead, false)])
    expect(row).toMatchObject({ tag: 'REFUSES', actions: [] });
});

test('without a majority nothing is elected, and only a takeover would help', () => {
  const failing = { clusterInfo: { cluster_state: 'fail' } };
  const { situation } = look(drawn({ a: dead, b: dead, c: failing, ra: failing, rb: failing, rc: failing }));
  expect(situation.headline.title).toBe('None of the 16,384 slots is served');
  expect(situation.rows.map(({ title }) => title)).toEqual([
    'Only 1 of 3 primaries answers: no majority',
    'The primary of shard 2 is down',
    'The primary of shard 1 is down',
  ]);
  expect(situation.rows[1]!.byItself.text).toBe(
    'No election can pass: 2 of 3 votes are needed, and 1 primaries can vote.',
  );
  expect(situation.rows[1]!.actions.find(({ key }) => key === 'O')).toMatchObject({
    request: { kind: 'failover', how: 'takeover' },
    refusal: null,
  });
  expect(situation.checks.map(({ name }) => name)).not.toContain('Votes');
});

test('a replica that is down leaves one copy', () => {
  const [row, ...others] = rowsOf(drawn({ ra: dead }));
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    shape: 'triangle',
    title: `Replica ${RA} of shard 1 is down`,
    tag: 'ONE COPY LEFT',
    service: 'risk',
  });
  expect(row!.actions.find(({ key }) => key === 'G')).toMatchObject({
    request: { kind: 'remove-node', node: 'ra' },
  });
});

test('a replica that lags is to be watched, once two readings say so, with its speed', () => {
  const behind = (bytes: number, at: number) =>
    drawn({ a: { info: { master_repl_offset: String(5000 + bytes) } } }, at);
  expect(rowsOf(behind(3_000_000, NOW), look(drawn({}, NOW - 2000)).memory)).toEqual([]);
  const { memory } = look(behind(3_000_000, NOW - 2000));
  const [row] = rowsOf(behind(5_000_000, NOW), memory);
  expect(row).toMatchObject({
    shape: 'clock',
    title: `Replica ${RA} lags 5.0 MB behind ${A}`,
    tag: 'BEHIND',
    since: { at: NOW - 2000, from: 'here' },
    byItself: { lead: 'Getting worse', text: expect.stringContaining('1.0 MB a second') as string },
  });
});

test('a replica without a link has it since the time that it says itself', () => {
  const info = { master_link_status: 'down', master_link_down_since_seconds: '42' };
  expect(rowsOf(drawn({ ra: { info } }))[0]).toMatchObject({
    tag: 'OUT OF SYNC',
    since: { at: NOW - 42_000, from: 'nodes' },
  });
  const copying = { ...info, master_sync_in_progress: '1', master_sync_left_bytes: '2000000' };
  expect(rowsOf(drawn({ ra: { info: copying } }))[0]).toMatchObject({
    tag: 'COPYING',
    byItself: { text: '2.0 MB are left.' },
  });
});

const halfMoved = {
  a: { marks: { migrating: [{ slot: 449, to: 'b' }], importing: [] } },
  b: { marks: { migrating: [], importing: [{ slot: 449, from: 'a' }] } },
};
const counts = (left: number, come: number) => ({
  slotKeys: new Map([
    [slotPair('a', 449), left],
    [slotPair('b', 449), come],
  ]),
});

test('a slot that is half moved is one row for both its marks, with its keys on both sides', () => {
  const rows = rowsOf(drawn(halfMoved), NO_MEMORY, counts(6, 4));
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    shape: 'triangle',
    title: 'Slot 449 is half moved between shard 1 and shard 2',
    tag: 'HALF MOVED',
    slots: [{ first: 449, last: 449 }],
    keys: { count: 10, text: '4 of 10 keys are at shard 2, 6 still at shard 1' },
  });
  expect(rows[0]!.actions.map(({ key, request }) => [key, request?.kind])).toEqual([
    ['F', 'fix'],
    ['R', 'fix'],
  ]);
});

test('replicas that know the marks of their primary, as those of Valkey 8, make no second row', () => {
  const withReplicas = drawn({ ...halfMoved, ra: halfMoved.a, rb: halfMoved.b });
  const rows = rowsOf(withReplicas, NO_MEMORY, counts(6, 4));
  expect(rows.map(({ tag }) => tag)).toEqual(['HALF MOVED']);
  expect(rows[0]!.details.filter(({ says }) => says.startsWith('[449'))).toHaveLength(4);
  const stale = rowsOf(drawn({ ra: halfMoved.a }));
  expect(stale.map(({ tag, title }) => [tag, title.includes(RA!)])).toEqual([['HALF MOVED', true]]);
});

test('a slot whose keys are moving is not stuck, and is once they have stopped', () => {
  const at = (ms: number) => drawn(halfMoved, NOW + ms);
  const first = look(at(0), NO_MEMORY, counts(6, 4));
  const second = look(at(2000), first.memory, counts(3, 7));
  expect(second.situation.rows[0]).toMatchObject({ tag: 'MOVING', shape: 'clock', actions: [] });
  const third = look(at(4000), second.memory, counts(3, 7));
  expect(third.situation.rows[0]).toMatchObject({ tag: 'MOVING' });
  const fourth = look(at(14_000), third.memory, counts(3, 7));
  expect(fourth.situation.rows[0]).toMatchObject({ tag: 'HALF MOVED', since: { at: NOW, from: 'here' } });
});

test('a move that has gone on to another slot is not stuck, also if no slot was open in between', () => {
  const openAt = (slot: number, ms: number) =>
    drawn(
      {
        a: { marks: { migrating: [{ slot, to: 'b' }], importing: [] } },
        b: { marks: { migrating: [], importing: [{ slot, from: 'a' }] } },
      },
      NOW + ms,
    );
  const countsOf = (slot: number) => ({
    slotKeys: new Map([
      [slotPair('a', slot), 6],
      [slotPair('b', slot), 4],
    ]),
  });
  const first = look(openAt(449, 0), NO_MEMORY, countsOf(449));
  expect(first.situation.rows[0]).toMatchObject({ tag: 'HALF MOVED' });
  const second = look(openAt(450, 2000), first.memory, countsOf(450));
  expect(second.situation.rows[0]).toMatchObject({ tag: 'MOVING', severity: 'note' });
  const between = look(drawn({}, NOW + 4000), second.memory);
  expect(between.situation.rows).toEqual([]);
  const fourth = look(openAt(460, 6000), between.memory, countsOf(460));
  expect(fourth.situation.rows[0]).toMatchObject({ tag: 'MOVING' });
  const stuck = look(openAt(460, 17_000), fourth.memory, countsOf(460));
  expect(stuck.situation.rows[0]).toMatchObject({ tag: 'HALF MOVED' });
});

test('an error of one slot is above a warning of thousands', () => {
  const down = { ...halfMoved, rc: { trouble: 'unreachable' as const, flag: 'fail' as const } };
  expect(rowsOf(drawn(down), NO_MEMORY, counts(6, 4)).map(({ tag }) => tag)).toEqual([
    'HALF MOVED',
    'ONE COPY LEFT',
  ]);
});

test('each migration that the servers run is a row, also between the same nodes', () => {
  const job = (id: string, first: number): RunningMigration => ({
    id,
    side: 'export',
    slots: [{ first, last: first }],
    source: 'a',
    target: 'b',
    state: 'snapshotting',
    message: '',
    end: null,
    retries: 0,
    left: null,
    listedBy: [A!],
  });
  const rows = rowsOf(drawn(), NO_MEMORY, { running: [job('1', 5), job('2', 9)] });
  expect(rows).toMatchObject([
    { tag: 'MOVING', shape: 'clock', slots: [{ first: 5, last: 5 }], actions: [] },
    { tag: 'MOVING', slots: [{ first: 9, last: 9 }] },
  ]);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
});

test('a mark on one side only is told apart, and keys that nobody counted are unknown', () => {
  expect(rowsOf(drawn({ a: halfMoved.a }))[0]).toMatchObject({
    title: 'Slot 449 is open between shard 1 and shard 2',
    tag: 'HALF OPEN',
    keys: { count: null, text: 'keys not known: not both nodes have counted them' },
  });
});

test('slots with two owners say who would delete its keys', () => {
  const reading = drawn({ b: { slots: [[5400, 10922]] } });
  const row = rowsOf(reading).find(({ tag }) => tag === 'TWO OWNERS');
  expect(row).toMatchObject({ title: '61 slots have two owners', service: 'risk' });
  expect(row!.byItself.text).toContain(`${A} deletes its keys`);
});

test('slots without an owner are not served', () => {
  const { situation } = look(drawn({ c: { slots: [[10923, 16000]] } }));
  expect(situation.headline.title).toBe('383 of 16,384 slots are not served');
  expect(situation.rows[0]).toMatchObject({
    title: '383 slots have no owner',
    tag: 'NOT SERVED',
    slots: [{ first: 16001, last: 16383 }],
  });
  expect(situation.strip.at(-1)).toMatchObject({ first: 16001, shard: null, service: 'unserved' });
});

test('nodes that name other owners are told with the slots', () => {
  const reading = drawn();
  const own = reading.nodes[2]!.view!.map((line) =>
    line.id === 'a' ? { ...line, slots: [{ first: 0, last: 5000 }] } : line,
  );
  reading.nodes[2] = { ...reading.nodes[2]!, view: own };
  expect(rowsOf(reading)[0]).toMatchObject({ tag: 'MAPS DIFFER', slots: [{ first: 5001, last: 5460 }] });
});

test('notes break no calm', () => {
  const { situation } = look(drawn({ ra: { host: '10.0.0.1' } }));
  expect(situation.rows).toEqual([]);
  expect(situation.notes.map(({ tag }) => tag)).toEqual(['SAME MACHINE']);
});

test('a clock of a node that runs ahead is not believed', () => {
  expect(rowsOf(drawn({ ra: { ...dead, pongAt: NOW + 60_000 } }))[0]!.since).toEqual({
    at: NOW,
    from: 'here',
  });
});

test('every command that is shown is one that the command takes', () => {
  const readings = [
    drawn({ b: dead, rc: dead }),
    drawn({ a: dead, b: dead }),
    drawn({ b: dead, rb: dead }),
    drawn(halfMoved),
    drawn({ c: { slots: [[10923, 16000]] } }),
  ];
  const lines = readings
    .flatMap((reading) => rowsOf(reading))
    .flatMap(({ actions }) => actions)
    .flatMap(({ command }) => command ?? []);
  expect(lines.length).toBeGreaterThan(4);
  for (const line of lines) {
    const [program, ...args] = line.split(' ');
    expect(program).toBe('slotshell');
    expect(parseCluster(args), line).not.toHaveProperty('refused');
  }
});
