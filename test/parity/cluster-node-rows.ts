/** The rows of the intended differences that add and remove nodes, or stop them. */
import { mkdtempSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { expectCode } from '../support/expect-code.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { Nodes, redisCli, slotshell, type Ended, type RunOptions } from './cluster-programs.ts';

/** Milliseconds after which a redis-cli that would never end is killed. */
const NEVER_MS = 8000;

export interface Fixture {
  row: (name: string, run: () => Promise<void>) => void;
  both: (args: readonly string[], options?: RunOptions) => Promise<readonly [Ended, Ended]>;
  /** 0 to 2: primaries; 3 to 5: their replicas; 6: a primary without slots; 7 to 9: in no cluster. */
  nodes: () => Nodes;
  /** For backups. */
  directory: () => string;
}

export function nodeRows({ row, both, nodes: started, directory }: Fixture): void {
  const at = (node: number) => started().at(node);
  const id = (node: number) => started().id(node);

  // Ours waits for 30 s, while the other rows are looked at.
  let joining: ReturnType<typeof createThatDoesNotJoin>;
  beforeAll(() => {
    joining = createThatDoesNotJoin();
    joining.catch(() => null);
  });

  describe('new nodes', () => {
    row('fewer than three primaries', async () => {
      const [their, our] = await both(['create', at(7), at(8)], { input: 'no\n' });
      expectCode(their, 1);
      expect(their.out).toContain('*** Redis Cluster requires at least 3 master nodes.');
      expectCode(our, 0);
      expect(our.out).toContain('[WARNING] A cluster of 2 primaries');
    });

    row('nodes that cannot join', async () => {
      const [their, our] = await both(['create', at(0), at(1), at(7)]);
      expect(our.out.startsWith(their.out)).toBe(true);
      expect(our.out.slice(their.out.length)).toContain(`[ERR] ${at(1)} already knows 6 other nodes`);
    });

    row('the primary of a further replica', async () => {
      const their = await redisCli(['add-node', at(7), at(0), '--cluster-slave']);
      await started().settled(8);
      const our = await slotshell(['add-node', at(8), at(0), '--cluster-slave', '--dry-run']);
      expect(their.out).toContain(`Automatically selected master ${at(6)}`);
      expect(our.out).toMatch(new RegExp(`Make ${at(8)} a replica of (${at(0)}|${at(1)}|${at(2)})\\.`));
    });

    row('add-node of a primary', async () => {
      // Frozen, this node does not come to know the new one before the command ends.
      const our = await slotshell(['add-node', at(8), at(0)]);
      const known = String(await started().command(3, 'CLUSTER', 'NODES'));
      expectCode(our, 0);
      expect(known).toContain(id(8));
      expect(our.out).toContain('Waiting for the cluster to join');
      const their = await redisCli(['add-node', at(9), at(0)]);
      expectCode(their, 0);
      expect(their.out).not.toContain('Waiting for the cluster to join');
      await started().settled(10);
    });

    row('the order of del-node', async () => {
      // 7 replicates 6; a further one replicates 8.
      await redisCli(['del-node', at(0), id(9)]);
      await waitUntil('it to be forgotten', async () =>
        (
          await Promise.all(
            [0, 1, 2, 3, 4, 5, 6, 7, 8].map((node) => started().command(node, 'CLUSTER', 'NODES')),
          )
        ).every((text) => !String(text).includes(id(9))),
      );
      const their = await redisCli(['del-node', at(0), id(6)]);
      expect(their.out.indexOf('FORGET messages')).toBeLessThan(
        their.out.indexOf(`>>> ${at(7)} as replica of`),
      );
      await waitUntil(
        'the replica to move',
        async () =>
          String(await started().command(0, 'CLUSTER', 'NODES')).includes(`${at(7)}@`) &&
          !String(await started().command(0, 'CLUSTER', 'NODES')).includes(id(6)),
      );
      await started().command(7, 'CLUSTER', 'REPLICATE', id(8));
      await waitUntil('all to know', async () =>
        (await Promise.all([0, 1, 2].map((node) => started().command(node, 'CLUSTER', 'NODES')))).every(
          (text) => new RegExp(`${id(7)} \\S+ slave ${id(8)}`).test(String(text)),
        ),
      );
      const our = await slotshell(['del-node', at(0), id(8)]);
      expect(our.out.indexOf(`>>> ${at(7)} as replica of`)).toBeGreaterThan(0);
      expect(our.out.indexOf(`>>> ${at(7)} as replica of`)).toBeLessThan(our.out.indexOf('FORGET messages'));
      expect([their.code, our.code]).toEqual([0, 0]);
    });

    row('a create that does not join', async () => {
      const [their, our] = await joining;
      expect(their.code).toBeNull();
      expect(their.out).toMatch(/Waiting for the cluster to join\n\.+$/);
      expectCode(our, 1);
      expect(our.out).toMatch(/^\[(ERR|WARNING)\] .*(bus port|link)/m);
    });
  });

  describe('failures', () => {
    row('a call that fails', async () => {
      const [their, our] = await both(['call', at(0), 'no-such-command']);
      expect([their.code, our.code]).toEqual([0, 1]);
      expect(our.out).toBe(their.out);
    });

    row('a set-timeout that fails', async () => {
      for (const node of [0, 1]) await started().command(node, 'ACL', 'SETUSER', 'default', '-config');
      try {
        const [their, our] = await both(['set-timeout', at(0), '2000']);
        expect([their.code, our.code]).toEqual([0, 1]);
        expect(their.out).toContain(`ERR setting node-timeout for ${at(1)}: `);
        expect(our.out).toContain(`ERR setting node-timeout for ${at(1)}: `);
        const sum = />>> New node timeout set\. \d+ OK, 2 ERR\./;
        expect(our.out).toMatch(sum);
        expect(their.out).toMatch(sum);
      } finally {
        for (const node of [0, 1]) await started().command(node, 'ACL', 'SETUSER', 'default', '+config');
      }
    });

    row('a backup', async () => {
      const files: string[][] = [];
      for (const program of [redisCli, slotshell]) {
        const into = mkdtempSync(path.join(directory(), 'backup-'));
        const { code, err, out } = await program(['backup', at(0), into]);
        expectCode({ code, out, err }, 0);
        expect(err.includes('SYNC sent to master')).toBe(program === redisCli);
        expect(out).toContain(`[OK] Backup created into: ${into}`);
        files.push(
          readdirSync(into)
            .map((file) => started().named(file))
            .sort(),
        );
      }
      expect(files[0]).toEqual(files[1]);
    });

    row('a password that is not needed', async () => {
      const [their, our] = await both(['info', at(0), '-a', 'secret']);
      expect([their.code, our.code]).toEqual([1, 0]);
      expect(their.out).toContain('called without any password configured');
      expect(our.out).toContain('[OK] ');
    });

    row('a wrong password', async () => {
      await started().command(0, 'CONFIG', 'SET', 'requirepass', 'right');
      try {
        const [their, our] = await both(['info', at(0), '-a', 'wrong', '--no-auth-warning']);
        expect([their.code, our.code]).toEqual([1, 1]);
        expect(their.out).toContain('WRONGPASS');
        expect(our.err).toContain('WRONGPASS');
      } finally {
        // The client of the test is logged in.
        await started().command(0, 'CONFIG', 'SET', 'requirepass', '');
      }
    });

    row('a frozen node', async () => {
      started().bare.pause(started().bare.ports[4]!);
      try {
        const [their, our] = await Promise.all([
          redisCli(['check', at(0)], { deadline: NEVER_MS }),
          slotshell(['check', at(0)]),
        ]);
        expect(their).toMatchObject({ code: null, out: '' });
        expectCode(our, 1);
        expect(our.out).toContain(`[ERR] Replica ${at(4)} does not answer`);
      } finally {
        started().bare.resume(started().bare.ports[4]!);
      }
      await started().settled(6);
    });

    row('nodes that do not answer', async () => {
      await started().bare.kill(started().bare.ports[5]!);
      const [their, our] = await both(['check', at(0)]);
      expect([their.code, our.code]).toEqual([0, 1]);
      expect(our.err).toBe(their.err);
      expect(our.out).toContain(`[ERR] Replica ${at(5)} does not answer`);
      for (const args of [
        ['info', at(0)],
        ['call', at(0), 'ping'],
        ['set-timeout', at(0), '2000'],
      ]) {
        const ends = await both(args);
        expect(
          ends.map(({ code }) => code),
          args[0],
        ).toEqual([0, 1]);
        expect(ends[0].err).toContain(`Could not connect to Redis at ${at(5)}`);
        expect(ends[1].err).toBe(ends[0].err);
      }
    });

    row('del-node of a dead node', async () => {
      const [their, our] = await both(['del-node', at(0), id(5)]);
      expect([their.code, our.code]).toEqual([1, 0]);
      expect(their.out).toContain(`[ERR] No such node ID ${id(5)}`);
      expect(String(await started().command(1, 'CLUSTER', 'NODES'))).not.toContain(id(5));
    });
  });
}

/** Both programs, each with a node whose bus port is not the one that it announces. */
async function createThatDoesNotJoin(): Promise<readonly [Ended, Ended]> {
  const start = () =>
    Nodes.start(3, { confOf: (index) => (index === 1 ? ['cluster-announce-bus-port 1'] : []) });
  const [lost, alike] = await Promise.all([start(), start()]);
  try {
    const create = ({ bare }: Nodes) => ['create', ...bare.addresses, '--cluster-yes'];
    const [their, our] = await Promise.all([
      redisCli(create(lost), { deadline: NEVER_MS }),
      slotshell(create(alike), { deadline: 90_000 }),
    ]);
    expect(our.out).toContain(alike.at(1));
    return [their, our];
  } finally {
    await Promise.all([lost.stop(), alike.stop()]);
  }
}
