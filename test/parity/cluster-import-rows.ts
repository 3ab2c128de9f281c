/** The rows of the intended differences that are about import. */
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { NodeClient } from '../../main/demo/node-client.ts';
import { Certificates } from '../support/certificates.ts';
import { expectCode } from '../support/expect-code.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';
import { redisCli, slotshell } from './cluster-programs.ts';

/** Milliseconds after which a redis-cli that would never end is killed. */
const NEVER_MS = 4000;

export function importRows(row: (name: string, run: () => Promise<void>) => void): void {
  describe('import', () => {
    let cluster: RedisCluster;
    let source: RedisServer;
    let from: NodeClient;

    beforeAll(async () => {
      [cluster, source] = await Promise.all([RedisCluster.start({ replicas: 0 }), RedisServer.start()]);
      from = new NodeClient(source.port);
    });
    afterAll(async () => {
      from?.close();
      await Promise.all([cluster?.stop(), source?.stop()]);
    });
    beforeEach(async () => {
      await from.ask(['FLUSHALL']);
      for (const port of cluster.ports) await cluster.command(port, 'FLUSHALL');
    });

    const args = (port = source.port) => [
      'import',
      cluster.addresses[0]!,
      '--cluster-from',
      `127.0.0.1:${port}`,
    ];
    const left = async () => ((await from.ask(['KEYS', '*'], 'latin1')) as string[]).sort();
    const imported = async () =>
      (await Promise.all(cluster.ports.map((port) => cluster.command(port, 'DBSIZE')))).reduce<number>(
        (sum, size) => sum + Number(size),
        0,
      );

    row('a key with a NUL byte', async () => {
      await from.ask(['SET', 'up to\0and on', 'value']);
      const their = await redisCli(args());
      expect(their).toMatchObject({ code: 0, err: '' });
      expect(their.out).toMatch(/^Migrating up to to \S+: OK$/m);
      expect([await left(), await imported()]).toEqual([['up to\0and on'], 0]);
      expectCode(await slotshell(args()), 0);
      expect([await left(), await imported()]).toEqual([[], 1]);
    });

    row('a password of the cluster with a blank or %', async () => {
      await from.ask(['SET', 'a', '1']);
      const logins = ['a b', 'a%c', 'a b%c"d'].map((password) => ['-a', password, '--no-auth-warning']);
      for (const port of cluster.ports)
        await cluster.command(port, 'ACL', 'SETUSER', 'default', ...logins.map(([, one]) => `>${one}`));
      try {
        const blank = await redisCli([...args(), ...logins[0]!]);
        expectCode(blank, 1);
        expect(blank.out + blank.err).toContain('ERR syntax error');
        expect((await redisCli([...args(), ...logins[1]!], { deadline: NEVER_MS })).code).not.toBe(0);
        expect(await left()).toEqual(['a']);
        for (const login of logins) {
          await from.ask(['SET', 'a', '1']);
          expectCode(await slotshell([...args(), '--cluster-replace', ...login]), 0);
          expect([await left(), await imported()]).toEqual([[], 1]);
        }
      } finally {
        for (const port of cluster.ports) await cluster.command(port, 'ACL', 'SETUSER', 'default', 'nopass');
      }
    });

    row('a key that cannot be imported', async () => {
      const keys = Array.from({ length: 20 }, (_, i) => `key:${i}`);
      await from.ask(['MSET', ...keys.flatMap((key) => [key, 'from the source'])]);
      // The first that both come upon.
      const [, [busy]] = (await from.ask(['SCAN', '0', 'COUNT', '1000'])) as [string, [string]];
      for (const port of cluster.ports)
        await cluster.command(port, 'SET', busy, 'of the cluster').catch(() => null);
      const their = await redisCli(args());
      expectCode(their, 1);
      expect(their.out + their.err).toContain('BUSYKEY');
      expect(await left()).toHaveLength(20);
      const our = await slotshell(args());
      expectCode(our, 1);
      expect(our.out).toContain(`"${busy}" is left`);
      expect([await left(), await imported()]).toEqual([[busy], 20]);
    });

    row('a source with TLS', async () => {
      const certificates = new Certificates();
      const secure = await RedisServer.start({ tls: certificates });
      const tls = ['--tls', '--cacert', certificates.files.ca];
      try {
        const theirs = await Promise.all(
          [[], tls].map((more) => redisCli([...args(secure.port), ...more], { deadline: NEVER_MS })),
        );
        for (const { code } of theirs) expect(code).toBeNull();
        // --cacert would mean TLS for the cluster too, which has none.
        const env = { NODE_EXTRA_CA_CERTS: certificates.files.ca };
        const our = await slotshell([...args(secure.port), '--from-tls'], { env });
        expect(our.out).toContain('[OK] 0 keys moved, 0 left at the source.');
        expectCode(our, 0);
      } finally {
        await secure.stop();
        certificates.remove();
      }
    });
  });
}
