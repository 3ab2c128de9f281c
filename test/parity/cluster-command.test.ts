/** Every subcommand of redis-cli --cluster beside ours: the same lines, the same end. What differs on purpose is in a table. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectCode } from '../support/expect-code.ts';
import { redisCliVersion } from '../support/redis-cli.ts';
import { RedisServer } from '../support/redis-server.ts';
import { linesOf, Nodes, redisCli, slotshell, type Ended, type RunOptions } from './cluster-programs.ts';

/** What we print beyond redis-cli's lines: the row `what is found and looked at` of the differences. */
const OURS =
  /^(\[(OK|NOTE|WARNING|ERR)\] |>>> Wait until |>>> Move |Moved: |Waiting for the cluster to join$|\*\*\* Please fix your cluster problems before adding a node$|$)/;

interface Told {
  code: number | null;
  out: string[];
  err: string[];
}

const told = (nodes: Nodes, { code, out, err }: Ended): Told => ({
  code,
  out: linesOf(nodes.named(out)),
  err: linesOf(nodes.named(err)),
});

/** `ours` without the lines that only we print. */
function withoutOurs(ours: readonly string[], theirs: readonly string[]): string[] {
  const kept: string[] = [];
  let next = 0;
  for (const line of ours) {
    if (line === theirs[next]) next++;
    else if (OURS.test(line)) continue;
    kept.push(line);
  }
  return kept;
}

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('beside redis-cli 7.0', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-parity-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  describe('on one cluster', () => {
    let nodes: Nodes;

    beforeAll(async () => {
      // Three primaries, three replicas, and a node that is in no cluster.
      nodes = await Nodes.start(7);
      await nodes.join(3, 1);
      for (let i = 0; i < 20; i++) await nodes.command(0, 'SET', `{b}${i}`, 'x');
    });
    afterAll(() => nodes?.stop());

    const same = async (args: readonly string[], options: RunOptions = {}) => {
      const theirs = told(nodes, await redisCli(args, options));
      const ours = told(nodes, await slotshell(args, options));
      expect({ ...ours, out: withoutOurs(ours.out, theirs.out) }).toEqual(theirs);
      return theirs;
    };

    /** `@n` is the address of node n, `#n` its id. */
    const filled = (line: string) =>
      line
        .split(' ')
        .filter(Boolean)
        .map((word) =>
          word
            .replace(/@(\d)/g, (_, node: string) => nodes.at(Number(node)))
            .replace(/#(\d)/g, (_, node: string) => nodes.id(Number(node)))
            .replace('%', directory),
        );

    test.each([
      // Looking.
      ['check @1', 0],
      ['check @4', 0],
      ['info @2', 0],
      ['check @1 --cluster-yes', 0],
      ['check @6', 1],
      ['info @6', 0],
      ['check @1 --verbose', 0],
      // Arguments.
      ['check', 1],
      ['frob @1', 1],
      ['check 127.0.0.1', 1],
      ['check 127.0.0.1:', 1],
      ['check @1 word', 1],
      ['check 127.0.0.1:1', 1],
      ['check nowhere.invalid:7000', 1],
      ['check @1 --cluster-frob', 1],
      ['check @1 --cluster-replicas', 1],
      ['reshard @1 --cluster-slots', 1],
      ['add-node @6', 1],
      ['del-node @1', 1],
      ['call @1', 1],
      ['set-timeout @1', 1],
      ['backup @1', 1],
      ['create', 1],
      ['info', 1],
      ['rebalance', 1],
      ['reshard', 1],
      // Calls.
      ['call @0 dbsize', 0],
      ['call @4 ping word', 0],
      ['call @0 cluster myid --cluster-only-masters', 0],
      ['call @0 cluster myid --cluster-only-replicas', 0],
      ['call @0 config get maxmemory', 0],
      ['call nowhere dbsize', 1],
      ['call 127.0.0.1:1 dbsize', 1],
      // Settings.
      ['set-timeout @0 2000', 0],
      ['set-timeout @0 99', 1],
      ['set-timeout 127.0.0.1:1 99', 1],
      ['set-timeout 127.0.0.1:1 2000', 1],
      ['set-timeout nowhere 2000', 1],
      // Nodes.
      ['create nowhere @6 @5', 1],
      ['create @6 127.0.0.1 @5', 1],
      ['create @0 @1 @2', 1],
      ['create 127.0.0.1:1 @6 @2', 1],
      ['add-node nowhere @0', 1],
      ['add-node @6 nowhere', 1],
      ['add-node @6 127.0.0.1:1', 1],
      ['add-node 127.0.0.1:1 @0', 1],
      ['add-node 127.0.0.1:1 @0 --cluster-slave --cluster-master-id #1', 1],
      ['add-node @1 @0', 1],
      ['add-node @6 @0 --cluster-slave --cluster-master-id nobody', 1],
      ['add-node @0 @6', 1],
      ['del-node @0 nobody', 1],
      ['del-node @0 #1', 1],
      ['del-node nowhere #1', 1],
      ['del-node 127.0.0.1:1 #1', 1],
      // Slots.
      ['reshard @0 --cluster-from #0 --cluster-to #0 --cluster-slots 3', 1],
      ['reshard @0 --cluster-from nobody --cluster-to #0 --cluster-slots 3', 1],
      ['reshard @0 --cluster-from #3 --cluster-to #0 --cluster-slots 3', 1],
      ['reshard @0 --cluster-from #0 --cluster-to #4 --cluster-slots 3', 1],
      ['reshard @0 --cluster-from #0 --cluster-to nobody --cluster-slots 3', 1],
      ['reshard @6 --cluster-from all --cluster-to #0 --cluster-slots 3', 1],
      ['reshard nowhere', 1],
      ['reshard 127.0.0.1:1', 1],
      ['rebalance @0', 0],
      ['rebalance @0 --cluster-threshold 5', 0],
      ['rebalance @0 --cluster-use-empty-masters', 0],
      ['rebalance @0 --cluster-weight nobody=2', 1],
      ['rebalance @6', 1],
      ['rebalance 127.0.0.1:1', 1],
      ['backup nowhere %', 1],
      ['backup 127.0.0.1:1 %', 1],
    ])('%s', async (line, code) => {
      expectCode(await same(filled(line)), code);
    });

    test('an address in two words, and a name in it', async () => {
      const [host, port] = nodes.at(1).split(':') as [string, string];
      await same(['check', host, port]);
      await same(['check', `localhost:${port}`]);
      await same(['check', `${host}:${port}@12345`]);
    });

    test('a server that is in no cluster', async () => {
      const plain = await RedisServer.start();
      const address = `127.0.0.1:${plain.port}`;
      try {
        for (const args of [
          ['check', address],
          ['info', address],
          ['add-node', address, nodes.at(0)],
          ['create', address, nodes.at(6), nodes.at(5)],
          ['call', address, 'ping'],
          ['reshard', address],
        ])
          await same(args);
      } finally {
        await plain.stop();
      }
    });

    test('colours', async () => {
      const commands = ['check @1', 'info @1', 'call @1 dbsize', 'set-timeout @1 2000', 'rebalance @1'];
      for (const term of ['xterm', 'xterm-256color', 'screen', ''])
        for (const line of term === 'xterm' ? commands : commands.slice(0, 1)) {
          const options = { env: { TERM: term } };
          const theirs = nodes.named((await redisCli(filled(line), options)).out);
          const ours = nodes.named((await slotshell(filled(line), options)).out);
          // Ours goes on after that.
          if (!line.startsWith('set-timeout'))
            expect(ours.startsWith(theirs.replace(/\x1b\[0m$/, '')), `${term} ${line}`).toBe(true);
          // A line of ours between two of theirs takes the end of the colour.
          for (const part of theirs.split('\n').filter(Boolean))
            expect(ours).toContain(part.replace(/^\x1b\[0m/, ''));
        }
    });

    test('the prompts of a reshard', async () => {
      const prompts = [
        ['How many slots do you want to move (from 1 to 16384)? ', '3'],
        ['What is the receiving node ID? ', nodes.id(1)],
      ] as const;
      const proceed = 'Do you want to proceed with the proposed reshard plan (yes/no)? ';
      const none = await same(['reshard', nodes.at(0)], {
        answers: [...prompts, ['Source node #1: ', 'done']],
      });
      expect(none.err).toContain('*** No source nodes given, operation aborted.');
      const all = [...prompts, ['Source node #1: ', 'all'], [proceed, 'no']] as const;
      const one = [
        ...prompts,
        ['Source node #1: ', nodes.id(0)],
        ['Source node #2: ', 'done'],
        [proceed, 'no'],
      ] as const;
      for (const answers of [all, one]) {
        const theirs = told(nodes, await redisCli(['reshard', nodes.at(0)], { answers }));
        const ours = told(nodes, await slotshell(['reshard', nodes.at(0)], { answers }));
        // Which slots move is a difference of its own.
        const isSlot = (text: string) => text.startsWith('    Moving slot ');
        const rest = ({ out }: Told) => out.filter((text) => !isSlot(text));
        expect(withoutOurs(rest(ours), rest(theirs))).toEqual(rest(theirs));
        expectCode(ours, 1);
        expectCode(theirs, 1);
      }
    });

    test('slots that are open', async () => {
      await nodes.command(1, 'CLUSTER', 'SETSLOT', '3', 'IMPORTING', nodes.id(0));
      await nodes.command(0, 'CLUSTER', 'SETSLOT', '3', 'MIGRATING', nodes.id(1));
      await nodes.command(0, 'CLUSTER', 'SETSLOT', '7', 'MIGRATING', nodes.id(1));
      try {
        for (const [line, code] of [
          ['check @0', 1],
          ['check @1', 1],
          ['info @0', 0],
          ['add-node @6 @0', 1],
          ['reshard @0', 1],
          ['rebalance @0', 1],
          ['call @0 ping', 0],
        ] as const)
          expect((await same(filled(line))).code, line).toBe(code);
      } finally {
        await nodes.command(1, 'CLUSTER', 'SETSLOT', '3', 'STABLE');
        for (const slot of ['3', '7']) await nodes.command(0, 'CLUSTER', 'SETSLOT', slot, 'STABLE');
      }
    });

    test('a backup', async () => {
      const run = async (program: typeof redisCli, name: string) => {
        const into = mkdtempSync(path.join(directory, name));
        const ended = await program(['backup', nodes.at(0), into]);
        const told1 = told(nodes, { ...ended, out: ended.out.replaceAll(into, '<directory>') });
        return {
          ...told1,
          files: readdirSync(into)
            .map((file) => nodes.named(file))
            .sort(),
        };
      };
      const [theirs, ours] = [await run(redisCli, 'theirs-'), await run(slotshell, 'ours-')];
      expect(withoutOurs(ours.out, theirs.out)).toEqual(theirs.out);
      expect(ours.files).toEqual(theirs.files);
      expect([ours.code, theirs.code]).toEqual([0, 0]);
    });
  });

  describe('with a password', () => {
    let nodes: Nodes;

    beforeAll(async () => {
      nodes = await Nodes.start(4);
      await nodes.join(3, 0);
      for (let node = 0; node < 4; node++) {
        await nodes.command(node, 'CONFIG', 'SET', 'masterauth', 'secret');
        await nodes.command(node, 'CONFIG', 'SET', 'requirepass', 'secret');
      }
    });
    afterAll(() => nodes?.stop());

    const WITH = { env: { REDISCLI_AUTH: 'secret' } };

    test.each<[string, (at: (node: number) => string) => string[], RunOptions]>([
      ['none', (at) => ['info', at(0)], {}],
      ['none for a call', (at) => ['call', at(0), 'ping'], {}],
      ['none for a create', (at) => ['create', at(3), at(0), at(1)], {}],
      ['as an argument', (at) => ['info', at(0), '-a', 'secret'], {}],
      ['as an argument without a warning', (at) => ['info', at(0), '-a', 'secret', '--no-auth-warning'], {}],
      ['before the subcommand', (at) => ['info', at(0), '--user', 'default', '-a', 'secret'], {}],
      ['in the environment', (at) => ['check', at(0)], WITH],
      ['in the environment for a call', (at) => ['call', at(0), 'ping'], WITH],
    ])('%s', async (_, args, options) => {
      const words = args((node) => nodes.at(node));
      const theirs = told(nodes, await redisCli(words, options));
      const ours = told(nodes, await slotshell(words, options));
      expect({ ...ours, out: withoutOurs(ours.out, theirs.out) }).toEqual(theirs);
    });
  });

  describe('on two clusters that are alike', () => {
    let twins: [theirs: Nodes, ours: Nodes];

    beforeAll(async () => {
      twins = [await Nodes.start(8), await Nodes.start(8)];
    });
    afterAll(() => Promise.all((twins ?? []).map((nodes) => nodes.stop())));

    /** In any order: CLUSTER NODES lists nodes as their ids come. Lines about single slots have a row of their own. */
    const both = async (make: (nodes: Nodes) => string[], options: RunOptions = {}) => {
      const [theirs, ours] = [
        told(twins[0], await redisCli(make(twins[0]), options)),
        told(twins[1], await slotshell(make(twins[1]), options)),
      ];
      const sorted = (lines: readonly string[]) =>
        lines.filter((line) => line !== '' && !/^(#+$| *Moving slot )/.test(line)).sort();
      const left = [...sorted(theirs.out)];
      const more: string[] = [];
      for (const line of sorted(ours.out)) {
        const at = left.indexOf(line);
        if (at >= 0) left.splice(at, 1);
        else more.push(line);
      }
      expect(left).toEqual([]);
      for (const line of more) expect(line).toMatch(OURS);
      expectCode(ours, theirs.code);
      expect(ours.err).toEqual(theirs.err);
      return ours;
    };
    const settled = (count: number) => Promise.all(twins.map((nodes) => nodes.settled(count)));
    const six = (nodes: Nodes) => nodes.bare.addresses.slice(0, 6);

    test('a cluster is created', async () => {
      for (const input of ['', 'no\n', 'y\n', 'YES\n'])
        expect(
          (await both((nodes) => ['create', ...six(nodes), '--cluster-replicas', '1'], { input })).code,
        ).toBe(0);
      await both((nodes) => ['create', ...six(nodes), '--cluster-replicas', '1'], { input: 'yes\n' });
      await settled(6);
      await both((nodes) => ['check', nodes.at(0)]);
    });

    test('a node is added as a primary', async () => {
      await both((nodes) => ['add-node', nodes.at(6), nodes.at(0)]);
      await settled(7);
      await both((nodes) => ['check', nodes.at(6)]);
    });

    test('and another as its replica', async () => {
      await both((nodes) => [
        ...['add-node', nodes.at(7), nodes.at(0)],
        ...['--cluster-slave', '--cluster-master-id', nodes.id(6)],
      ]);
      await settled(8);
      await both((nodes) => ['check', nodes.at(7)]);
    });

    test('it gets slots', async () => {
      for (const [environment, yes] of [
        [{}, ['--cluster-yes']],
        [{ REDISCLI_CLUSTER_YES: '1' }, []],
      ] as const) {
        await both(
          (nodes) => [
            ...['reshard', nodes.at(0), '--cluster-from', nodes.id(0), '--cluster-to', nodes.id(6)],
            ...['--cluster-slots', '5', ...yes],
          ],
          { env: environment },
        );
        await settled(8);
      }
    });

    test('a rebalance', async () => {
      await both((nodes) => ['rebalance', nodes.at(0), '--cluster-simulate']);
      await both((nodes) => ['rebalance', nodes.at(0)]);
      await settled(8);
      await both((nodes) => ['rebalance', nodes.at(0)]);
    });

    test('it leaves again', async () => {
      await both((nodes) => ['rebalance', nodes.at(0), '--cluster-weight', `${nodes.id(6)}=0`]);
      await settled(8);
      await both((nodes) => ['del-node', nodes.at(0), nodes.id(7)]);
      await settled(7);
      await both((nodes) => ['del-node', nodes.at(0), nodes.id(6)]);
      await settled(6);
      await both((nodes) => ['del-node', nodes.at(0), nodes.id(5)]);
      await settled(5);
    });
  });
});
