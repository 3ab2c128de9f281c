import { expect, test } from 'vitest';
import { findingsOf } from '../../../../../main/cluster/operations/findings/findings.ts';
import { fixFirst, preambleLines, refusalLines } from '../../../../../main/headless/cluster/preamble.ts';
import { requestSchema } from '../../../../../shared/operations/request.ts';
import { clusterReading } from '../../cluster/operations/readings.ts';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const whole = clusterReading([
  { id: A, slots: [[0, 8191]] },
  { id: B, slots: [[8192, 16383]] },
  { id: C, of: A },
]);
const torn = clusterReading([{ id: A, slots: [[0, 8191]] }, { id: B }]);
const reshard = (to: string) => requestSchema.parse({ kind: 'reshard', from: [], to, amount: 1 });
const remove = (node: string, drain = false) => requestSchema.parse({ kind: 'remove-node', node, drain });

test('a cluster is checked before slots move or a node joins', () => {
  const findings = findingsOf(whole);
  const of = (subcommand: 'reshard' | 'rebalance' | 'add-node' | 'del-node' | 'call') =>
    preambleLines({ subcommand, args: ['x:1', 'y:2'] }, whole, findings);
  expect(of('reshard')).toContain(`M: ${A} 127.0.0.1:7000`);
  expect(of('rebalance')).toContain('[OK] All 16384 slots covered.');
  expect(of('rebalance').join()).not.toContain(A);
  expect(of('add-node')[0]).toBe('>>> Adding node x:1 to cluster 127.0.0.1:7000');
  expect(of('del-node')).toEqual(['>>> Removing node y:2 from cluster 127.0.0.1:7000']);
  expect(of('call')).toEqual([]);
});

test('redis-cli’s words where it refuses too', () => {
  expect(refusalLines(reshard(C), whole, 'ours')).toEqual([
    `*** The specified node (${C}) is not known or not a master, please retry.`,
  ]);
  expect(refusalLines(reshard(A), whole, 'ours')).toEqual(['[ERR] ours']);
  expect(refusalLines(remove('ffff'), whole, 'ours')).toEqual(['[ERR] No such node ID ffff']);
  expect(refusalLines(remove(A), whole, 'ours')[0]).toBe(
    '[ERR] Node 127.0.0.1:7000 is not empty! Reshard data away and try again.',
  );
  expect(refusalLines(remove(A, true), whole, 'ours')).toEqual(['[ERR] ours']);
  expect(refusalLines(remove(C), whole, 'ours')).toEqual(['[ERR] ours']);
});

test('a cluster that the check finds broken is to be fixed first', () => {
  expect(fixFirst(reshard(A), findingsOf(torn))).toBe(
    '*** Please fix your cluster problems before resharding',
  );
  expect(fixFirst(reshard(A), findingsOf(whole))).toBeNull();
  expect(fixFirst(remove(A), findingsOf(torn))).toBeNull();
});
