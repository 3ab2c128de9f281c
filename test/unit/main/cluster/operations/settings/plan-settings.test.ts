import { expect, test } from 'vitest';
import { planCall } from '../../../../../../main/cluster/operations/settings/plan-call.ts';
import { planSettings } from '../../../../../../main/cluster/operations/settings/plan-settings.ts';
import { requestSchema, type RequestOf } from '../../../../../../shared/operations/request.ts';
import { clusterReading } from '../readings.ts';

const reading = clusterReading([
  { id: 'a', slots: [[0, 16383]] },
  { id: 'b', of: 'a' },
]);
const [a, b] = reading.nodes.map(({ address }) => address) as [string, string];

const request = (name: string, value: string, rest: object = {}) =>
  requestSchema.parse({ kind: 'settings', changes: [{ name, value }], ...rest }) as RequestOf<'settings'>;

test.each(['requirepass', 'MASTERAUTH', 'primaryauth', 'masteruser', 'tls-key-file-pass'])(
  '%s is refused, and its value is nowhere',
  (name) => {
    const plan = planSettings(request(name, 'geheim'), reading, new Map());
    expect(plan).toMatchObject({ refusal: expect.stringContaining('CONFIG SET by hand') as string });
    expect(JSON.stringify(plan)).not.toContain('geheim');
  },
);

test.each(['99', '0', '-5', '1e4', 'x', ''])('a node timeout of %j is refused', (value) => {
  expect(planSettings(request('cluster-node-timeout', value), reading, new Map())).toMatchObject({
    refusal: 'A node timeout is a whole number of milliseconds, and not less than 100.',
  });
});

test('a pattern is not a name', () => {
  expect(planSettings(request('cluster*', '1'), reading, new Map())).toHaveProperty('refusal');
});

test('a node that has the value already gets no CONFIG SET', () => {
  const values = new Map([
    [a, new Map([['maxmemory', '0']])],
    [b, new Map([['maxmemory', '5']])],
  ]);
  const plan = planSettings(request('maxmemory', '5', { rewrite: false }), reading, values);
  expect(plan).toMatchObject({ steps: [{ action: { kind: 'set-config', node: a } }] });
  const none = planSettings(request('maxmemory', '5', { rewrite: false, nodes: ['b'] }), reading, values);
  expect(none).toEqual({ refusal: 'All these nodes have these values already.' });
});

test('set and rewrite are steps of their own, and none stops the others', () => {
  const plan = planSettings(request('maxmemory', '5'), reading, new Map());
  if ('refusal' in plan) throw new Error(plan.refusal);
  expect(plan.steps.map(({ action, onFailure }) => [action.kind, onFailure])).toEqual([
    ['set-config', 'go-on'],
    ['rewrite-config', 'go-on'],
    ['set-config', 'go-on'],
    ['rewrite-config', 'go-on'],
  ]);
});

test.each([
  [['AUTH', 'geheim']],
  [['config', 'set', 'requirepass', 'geheim']],
  [['ACL', 'SETUSER', 'x', '>geheim']],
])('a call of %j is refused, and its secret is nowhere', (args) => {
  const plan = planCall({ kind: 'call', args, only: 'all' }, reading);
  expect(plan).toHaveProperty('refusal');
  expect(JSON.stringify(plan)).not.toContain('geheim');
});

test('a call goes to the nodes of a role', () => {
  const at = (only: 'all' | 'primaries' | 'replicas') => {
    const plan = planCall({ kind: 'call', args: ['DBSIZE'], only }, reading);
    return 'refusal' in plan ? plan : plan.steps.map(({ commands }) => commands[0]!.node);
  };
  expect([at('all'), at('primaries'), at('replicas')]).toEqual([[a, b], [a], [b]]);
});
