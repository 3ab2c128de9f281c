import { expect, test } from 'vitest';
import { findingsOf } from '../../../../../main/cluster/operations/findings/findings.ts';
import type { Subcommand } from '../../../../../main/headless/cluster/arguments.ts';
import {
  fixFirst,
  headLines,
  preambleLines,
  refusalLines,
  type RefusalLines,
} from '../../../../../main/headless/cluster/preamble.ts';
import type { NewNodeRefusal } from '../../../../../shared/operations/moves.ts';
import { requestSchema, type OperationRequest } from '../../../../../shared/operations/request.ts';
import { clusterReading } from '../../cluster/operations/readings.ts';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const whole = clusterReading([
  { id: A, slots: [[0, 8191]] },
  { id: B, slots: [[8192, 16383]] },
  { id: C, of: A },
]);
const reshard = (to: string, ...from: string[]) =>
  requestSchema.parse({ kind: 'reshard', from, to, amount: 1 });
const addReplica = (primary: string) => requestSchema.parse({ kind: 'add-replica', node: 'x:1', primary });
const remove = (node: string, drain = false) => requestSchema.parse({ kind: 'remove-node', node, drain });

test('what is removed or added is said before the cluster is read', () => {
  const options = new Map([['--cluster-from' as const, ['w:4']]]);
  const of = (subcommand: Subcommand) => headLines({ subcommand, args: ['x:1\x1b', 'y:2'], options }, 'z:3');
  expect(of('add-node')).toEqual(['>>> Adding node x:1\\x1b to cluster z:3']);
  expect(of('del-node')).toEqual(['>>> Removing node y:2 from cluster z:3']);
  expect(of('import')).toEqual(['>>> Importing data from w:4 to cluster z:3']);
  expect(of('check')).toEqual([]);
});

test('a cluster is checked before slots move, a node joins, or it is saved', () => {
  const of = (subcommand: Subcommand) => preambleLines({ subcommand }, whole, findingsOf(whole));
  expect(of('reshard')).toContain(`M: ${A} 127.0.0.1:7000`);
  expect(of('rebalance')).toContain('[OK] All 16384 slots covered.');
  expect(of('rebalance').join()).not.toContain(A);
  for (const subcommand of ['add-node', 'import', 'backup'] as const)
    expect(of(subcommand)).toEqual(of('reshard'));
  for (const subcommand of ['del-node', 'call'] as const) expect(of(subcommand)).toEqual([]);
});

const refused = (request: OperationRequest, newNodes?: NewNodeRefusal[]) =>
  refusalLines(request, whole, { refusal: 'ours', ...(newNodes && { newNodes }) });
const retry = (id: string) => `*** The specified node (${id}) is not known or not a master, please retry.`;

test.each<[string, OperationRequest, RefusalLines]>([
  ['a replica as target', reshard(C), { out: [retry(C)], err: [] }],
  ['an unknown source', reshard(A, 'ffff'), { out: [retry('ffff')], err: [] }],
  [
    'the target as source',
    reshard(A, B, A),
    {
      out: ['*** It is not possible to use the target node as source node.'],
      err: ['*** No source nodes given, operation aborted.'],
    },
  ],
  ['a reason of ours', reshard(A), { out: ['[ERR] ours'], err: [] }],
  ['an unknown node', remove('ffff'), { out: ['[ERR] No such node ID ffff'], err: [] }],
  [
    'a node with slots',
    remove(A),
    {
      out: [
        '[ERR] Node 127.0.0.1:7000 is not empty! Reshard data away and try again.',
        '[NOTE] With --drain its slots move to the other primaries first.',
      ],
      err: [],
    },
  ],
  ['a node with slots that are to go', remove(A, true), { out: ['[ERR] ours'], err: [] }],
  ['a replica', remove(C), { out: ['[ERR] ours'], err: [] }],
  ['an unknown primary', addReplica('ffff'), { out: ['[ERR] No such master ID ffff'], err: [] }],
])('%s is refused', (_, request, lines) => {
  expect(refused(request)).toEqual(lines);
});

test.each<[NewNodeRefusal['because'], string, string[], string]>([
  ['not-cluster', '', ['[ERR] Node x:1 is not configured as a cluster node.'], ''],
  ['refused', 'NOAUTH x.', ['[ERR] Node x:1 NOAUTH x.'], ''],
  [
    'not-empty',
    '',
    [
      '[ERR] Node x:1 is not empty. Either the node already knows other nodes (check with CLUSTER NODES) or contains some key in database 0.',
    ],
    '',
  ],
  [
    'unreachable',
    'refused (ECONNREFUSED)',
    ["[ERR] Sorry, can't connect to node x:1"],
    'Could not connect to Redis at x:1: Connection refused',
  ],
  ['silent', 'no answer', [], ''],
])(
  'a new node that is %s has redis-cli’s line for the first, and ours for each',
  (because, says, out, err) => {
    const bad = { address: 'x:1', refusal: 'First.', because, says };
    const second = { ...bad, address: 'y:2', refusal: 'Second.' };
    expect(refused(addReplica(A), [bad, second])).toEqual({
      out: [...out, '[ERR] First.', '[ERR] Second.'],
      err: err === '' ? [] : [err],
    });
  },
);

test('a create says where it could not connect on stderr only', () => {
  const request = requestSchema.parse({ kind: 'create', nodes: ['x:1'], replicas: 0 });
  const bad = { address: 'x:1', refusal: 'Ours.', because: 'unreachable', says: 'ENOENT' } as const;
  expect(refusalLines(request, null, { refusal: 'Ours.', newNodes: [bad] })).toEqual({
    out: ['[ERR] Ours.'],
    err: ['Could not connect to Redis at x:1: No such file or directory'],
  });
});

test('a cluster that the check finds broken is to be fixed first', () => {
  expect(fixFirst('reshard')).toBe('*** Please fix your cluster problems before resharding');
  expect(fixFirst('rebalance')).toBe('*** Please fix your cluster problems before rebalancing');
  expect(fixFirst('add-node')).toContain('*** Please fix');
  for (const subcommand of ['del-node', 'check', 'backup'] as const) expect(fixFirst(subcommand)).toBeNull();
});
