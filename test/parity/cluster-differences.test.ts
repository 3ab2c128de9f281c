import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectCode } from '../support/expect-code.ts';
import { redisCliVersion } from '../support/redis-cli.ts';
import { NEWER_SERVERS } from '../support/servers.ts';
import { CLUSTER_DIFFERENCES } from './cluster-differences.ts';
import { fixRows } from './cluster-fix-rows.ts';
import { importRows } from './cluster-import-rows.ts';
import { nodeRows } from './cluster-node-rows.ts';
import { Nodes, redisCli, slotshell, type RunOptions } from './cluster-programs.ts';

const named: string[] = [];
const row = (name: string, run: () => Promise<void>) => {
  named.push(name);
  test(name, run);
};
const both = async (args: readonly string[], options: RunOptions = {}) =>
  [await redisCli(args, options), await slotshell(args, options)] as const;

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('beside redis-cli 7.0', () => {
  /** 0 to 2: primaries; 3 to 5: their replicas; 6: a primary without slots; 7 to 9: in no cluster. */
  let nodes: Nodes;
  let directory: string;
  const at = (node: number) => nodes.at(node);
  const id = (node: number) => nodes.id(node);
  const reshard = (slots: string, ...more: string[]) => [
    ...['reshard', at(0), '--cluster-from', 'all', '--cluster-to', id(6), '--cluster-slots', slots, ...more],
  ];
  const slotsOf = (out: string) =>
    [...out.matchAll(/^ {4}Moving slot (\d+) from (\S+)/gm)].map(([, slot, from]) => ({
      slot: Number(slot),
      from: nodes.named(from!),
    }));

  beforeAll(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-differences-'));
    nodes = await Nodes.start(10);
    await nodes.join(3, 1);
    await redisCli(['add-node', at(6), at(0)]);
    await nodes.settled(7);
  });
  afterAll(async () => {
    await nodes?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  describe('arguments', () => {
    row('help', async () => {
      const [their, our] = await both(['help']);
      expect([their.code, our.code]).toEqual([1, 0]);
      const options = (text: string) => text.match(/--cluster-[a-z-]+/g) ?? [];
      const missing = options(their.out).filter((name) => !our.out.includes(name));
      expect(missing).toEqual([]);
    });

    row('--cluster without a subcommand', async () => {
      const [their, our] = await both([]);
      expect([their.code, our.code]).toEqual([1, 1]);
      expect(their.err).toContain('Usage: redis-cli');
      expect(our.err).toBe("Unrecognized option or bad number of args for: '--cluster'\n");
    });

    row('an invalid number', async () => {
      const simulated = (...more: string[]) => ['rebalance', at(0), '--cluster-simulate', ...more];
      for (const args of [
        simulated('--cluster-threshold', 'abc'),
        simulated('--cluster-timeout', '1e3'),
        simulated('--cluster-pipeline', '0x10'),
        ['set-timeout', at(0), '2000abc'],
      ]) {
        const [their, our] = await both(args);
        expect(their.code, args.join(' ')).toBe(0);
        expectCode(our, 1);
        expect(our.err).toContain(args.at(-1));
      }
    });

    row('weights that are none', async () => {
      const weights = (...more: string[]) => [
        'rebalance',
        at(0),
        '--cluster-simulate',
        '--cluster-weight',
        ...more,
      ];
      for (const args of [weights('word'), weights(`${id(3)}=2`), weights(`${id(0)}=2`, `${id(0)}=1`)]) {
        const [their, our] = await both(args);
        expect([their.code, our.code], args.join(' ')).toEqual([0, 1]);
      }
    });

    row('--cluster-weight twice', async () => {
      const args = ['rebalance', at(0), '--cluster-simulate'];
      for (const node of [0, 1]) args.push('--cluster-weight', `${id(node)}=2`);
      const [their, our] = await both(args);
      expect([their.code, our.code]).toEqual([1, 0]);
      expect(their.err).toContain('more than once');
      expect(our.out).toContain('Total weight = 5.00');
    });

    row('more arguments than a subcommand has', async () => {
      const [host, port] = at(0).split(':') as [string, string];
      const [their, our] = await both(['check', host, port, 'word']);
      expect([their.code, our.code]).toEqual([0, 1]);
      expect(our.err).toBe('[ERR] Wrong number of arguments for specified --cluster sub command\n');
    });

    row('an address without a host', async () => {
      const [their, our] = await both(['check', at(0).replace('127.0.0.1', '')]);
      expect([their.code, our.code]).toEqual([1, 1]);
      expect(their.err).toContain('Could not connect');
      expect(our.err).toContain('[ERR] Invalid arguments');
    });

    row('--cluster-only-masters and --cluster-only-replicas', async () => {
      const [their, our] = await both([
        'call',
        at(0),
        'ping',
        '--cluster-only-masters',
        '--cluster-only-replicas',
      ]);
      expect([their.code, our.code]).toEqual([0, 1]);
      expect(their.out).toBe('>>> Calling ping\n');
    });
  });

  describe('slots', () => {
    row('the number of slots of a reshard', async () => {
      const [their, our] = await both(reshard('5'));
      expect([slotsOf(their.out).length, slotsOf(our.out).length]).toEqual([4, 5]);
    });

    row('which slots a reshard takes', async () => {
      const args = ['reshard', at(0), '--cluster-from', id(0), '--cluster-to', id(1), '--cluster-slots', '2'];
      const [their, our] = (await both(args)).map(({ out }) => slotsOf(out).map(({ slot }) => slot));
      expect(their).toEqual([0, 1]);
      expect(our).toEqual([5459, 5460]);
    });

    row('more slots than the sources have', async () => {
      const args = [
        'reshard',
        at(0),
        '--cluster-from',
        id(0),
        '--cluster-to',
        id(6),
        '--cluster-slots',
        '6000',
      ];
      const [their, our] = await both(args);
      expect(their.out).toContain('Ready to move 6000 slots.');
      expect(slotsOf(their.out)).toHaveLength(5461);
      expect(our.out).toContain('[ERR] The sources have 5,461 slots, fewer than the 6,000 to move.');
    });

    row('the shares of a rebalance', async () => {
      const [their, our] = await both([
        ...['rebalance', at(0), '--cluster-simulate', '--cluster-weight', `${id(0)}=3`],
      ]);
      const moved = (out: string) =>
        [...out.matchAll(/^Moving (\d+) slots/gm)].reduce((sum, [, slots]) => sum + Number(slots), 0);
      // Three fifths of all slots less the 5,461 that it has.
      const exact = (16_384 * 3) / 5 - 5461;
      expect(moved(their.out) - exact).toBeGreaterThan(1);
      expect(Math.abs(moved(our.out) - exact)).toBeLessThan(1);
    });

    row('how far a move has come', async () => {
      const args = (from: number, to: number) => [
        ...['reshard', at(0), '--cluster-from', id(from), '--cluster-to', id(to), '--cluster-slots', '2'],
        '--cluster-yes',
      ];
      const their = await redisCli(args(0, 1));
      await nodes.settled(7);
      const our = await slotshell(args(1, 0));
      expect(their.out.match(/^Moving slot \d+ from \S+ to \S+: /gm)).toHaveLength(2);
      expect(our.out).not.toMatch(/^Moving slot/m);
      expect(our.out).toContain(`>>> Move 2 slots from ${at(1)} to ${at(0)}.`);
      expect([their.code, our.code]).toEqual([0, 0]);
    });

    row('a move right after another', async () => {
      // A node that has lost a slot of another from its map, until that one's gossip brings it back.
      const lose = () => nodes.command(2, 'CLUSTER', 'DELSLOTS', '0');
      await nodes.settled(7);
      await lose();
      const their = await redisCli(reshard('3'));
      await nodes.settled(7);
      await lose();
      const our = await slotshell(reshard('3'));
      expect(their.out).toContain("[ERR] Nodes don't agree about configuration!");
      expect(their.err).toContain('*** Please fix your cluster problems before resharding');
      expect(our.out).toContain('Ready to move 3 slots.');
      await nodes.settled(7);
    });

    row('what is found and looked at', async () => {
      const [their, our] = await both(['check', at(0)]);
      expect([their.code, our.code]).toEqual([0, 0]);
      expect(our.out.startsWith(their.out)).toBe(true);
      expect(our.out).toContain(`[NOTE] Primary ${at(6)} has no slots.`);
    });
  });

  describe('prompts', () => {
    row('the end of the input at a prompt', async () => {
      const [their, our] = await both(['reshard', at(0)], { most: 1e6, deadline: 60_000 });
      expect(their.code).toBeNull();
      expect(their.out.length).toBeGreaterThan(1e6);
      expectCode(our, 1);
      expect(our.out.endsWith('How many slots do you want to move (from 1 to 16384)? ')).toBe(true);
    });

    row('answers that come at once', async () => {
      const [their, our] = await both(['reshard', at(0)], {
        input: `2\n${id(6)}\nall\nno\n`,
        most: 1e5,
      });
      expect(their.code).toBeNull();
      expect(their.out).not.toContain('Ready to move');
      expect(our.out).toContain('Ready to move 2 slots.');
      expectCode(our, 1);
    });

    row('a wrong answer at a prompt', async () => {
      const [their, our] = await both(['reshard', at(0)], {
        answers: [
          ['How many', '2'],
          ['receiving node ID? ', 'nobody'],
        ],
      });
      const said = '*** The specified node (nobody) is not known or not a master, please retry.\n';
      expect(their.out.endsWith(said)).toBe(true);
      expect(our.out.endsWith(`${said}What is the receiving node ID? `)).toBe(true);
    });
  });

  fixRows(row);
  importRows(row);
  nodeRows({ row, both, nodes: () => nodes, directory: () => directory });

  const valkey = NEWER_SERVERS.find(({ name }) => name.startsWith('Valkey'));
  named.push('messages of Valkey’s cli');
  test.skipIf(!valkey?.server)('messages of Valkey’s cli', async () => {
    const their = await redisCli(['info', at(0)], {}, valkey!.cli);
    const our = await slotshell(['info', at(0)]);
    expect(their.out).toContain('primaries.');
    expect(our.out).toContain('masters.');
    const worded = their.out.replaceAll('replicas.', 'slaves.').replaceAll('primaries.', 'masters.');
    expect(our.out).toBe(worded);
  });
});

test('every row of the table has its test', () => {
  expect([...named].sort()).toEqual(CLUSTER_DIFFERENCES.map(({ test }) => test).sort());
});

test('the documentation has the table', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  const rows = text.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return cells.length === 6 ? [cells.slice(1, 5)] : [];
  });
  for (const { test: name, redisCli: theirs, slotshell: ours, reason } of CLUSTER_DIFFERENCES)
    expect(rows).toContainEqual([name, theirs, ours, reason]);
});
