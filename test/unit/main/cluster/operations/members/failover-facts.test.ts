import { expect, test } from 'vitest';
import { whyNoFailover } from '../../../../../../main/cluster/operations/members/failover-facts.ts';
import { nodeById } from '../../../../../../main/cluster/operations/reading/cluster-reading.ts';
import { clusterReading, type DrawnNode } from '../readings.ts';

const drawn = (replica: Partial<DrawnNode> = {}, b: Partial<DrawnNode> = {}) =>
  clusterReading([
    { id: 'a', slots: [[0, 5460]], info: { master_repl_offset: '5000' } },
    { id: 'b', slots: [[5461, 10922]], ...b },
    { id: 'c', slots: [[10923, 16383]], ...b },
    { id: 'r', of: 'a', info: { master_link_status: 'up', slave_repl_offset: '5000' }, ...replica },
  ]);
const why = (reading = drawn(), how: 'plain' | 'force' | 'takeover' = 'plain') =>
  whyNoFailover(reading, nodeById(reading, 'r')!, how);

test('votes come first', () => {
  const reading = drawn({ info: { master_link_status: 'down' } }, { trouble: 'silent' });
  expect(why(reading, 'force')).toBe('Only 1 of 3 primaries with slots answer, and 2 must vote.');
  expect(why(reading, 'takeover')).not.toContain('vote');
});

test('a primary that takes the replica for a primary cannot vote for it', () => {
  const reading = drawn();
  const view = reading.nodes[1]!.view!.map((line) =>
    line.id === 'r' ? { ...line, flags: ['master'], primaryId: null } : line,
  );
  reading.nodes[1] = { ...reading.nodes[1]!, view };
  expect(why(reading)).toBe(
    '127.0.0.1:7001 cannot vote for it, not knowing yet that it is a replica of its primary.',
  );
});

test('then the link, whose state is a server’s text', () => {
  expect(why(drawn({ info: { master_link_status: '\u001b[1mdown' } }))).toBe(
    String.raw`Its link to its primary is \x1b[1mdown, so it cannot catch up.`,
  );
});

test('then the lag', () => {
  const behind = drawn({ info: { master_link_status: 'up', slave_repl_offset: '1000' } });
  expect(why(behind)).toContain('4,000 bytes behind');
  expect(why(behind, 'force')).toContain('do not say why');
});
