/** `slotshell --cluster import`: keys of a real server come into a real cluster. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NodeClient } from '../../../main/demo/node-client.ts';
import { planSchema } from '../../../shared/operations/plan.ts';
import { ClusterCli } from '../../support/cluster-cli.ts';
import { Certificates } from '../../support/certificates.ts';
import { contentOf, fill } from '../../support/data-set.ts';
import { expectCode } from '../../support/expect-code.ts';
import { RedisCluster, waitUntil } from '../../support/redis-cluster.ts';
import { RedisServer } from '../../support/redis-server.ts';

const PASSWORD = 'a b%c"d';
const SOURCE_PASSWORD = 'other % \'word"';
/** What an import that moves keys needs at its source. */
const RIGHTS = '+ping +info +scan +memory|usage +watch +unwatch +dump +pexpiretime +multi +exec +del'.split(
  ' ',
);

let cli: ClusterCli;
let cluster: RedisCluster;
let clients: NodeClient[];
let source: RedisServer;
let from: NodeClient;

beforeAll(async () => {
  cli = await ClusterCli.start();
  cluster = await RedisCluster.start({ replicas: 0, password: PASSWORD });
  clients = cluster.ports.map((port) => new NodeClient(port, { password: PASSWORD }));
  source = await RedisServer.start({
    args: ['--requirepass', SOURCE_PASSWORD, '--appendonly', 'yes', '--appendfsync', 'always'],
  });
  from = new NodeClient(source.port, { password: SOURCE_PASSWORD });
});
afterAll(async () => {
  from?.close();
  for (const client of clients ?? []) client.close();
  await source?.stop();
  await cluster?.stop();
  cli?.stop();
});
beforeEach(async () => {
  await from.ask(['FLUSHALL']);
  for (const client of clients) await client.ask(['FLUSHALL']);
});

const content = async () => new Map((await Promise.all(clients.map(contentOf))).flatMap((one) => [...one]));
const sourceKeys = async () => ((await from.ask(['KEYS', '*'], 'latin1')) as string[]).sort();
const sourceAt = () => `127.0.0.1:${source.port}`;
const target = () => ['-a', PASSWORD, '--no-auth-warning'];
const login = ['--cluster-from-pass', SOURCE_PASSWORD];
const importArgs = (...more: string[]) => [
  ...['import', cluster.addresses[0]!, '--cluster-from', sourceAt(), ...more, ...target()],
];
const lines = (text: string) => text.split('\n').filter(Boolean);
const setMany = (count: number) =>
  from.ask(['MSET', ...Array.from({ length: count }, (_, i) => [`key:${i}`, `${i}`]).flat()]);

test('prints what redis-cli prints, and how many came', async () => {
  const plain = await RedisCluster.start({ replicas: 0 });
  const open = await RedisServer.start();
  const [old, ...nodes] = [open.port, ...plain.ports].map((port) => new NodeClient(port));
  const args = ['import', plain.addresses[1]!, '--cluster-from', `127.0.0.1:${open.port}`];
  try {
    const keys = ['a', 'b', 'c', 'with blank', 'é', '%s%n', '{x}1', '{x}2'];
    for (const copy of [['--cluster-copy'], []]) {
      const printed = [];
      for (const run of [() => cli.redisCli([...args, ...copy]), () => cli.slotshell([...args, ...copy])]) {
        await old!.ask(['MSET', ...keys.flatMap((key) => [key, `value of ${key}`])]);
        const { code, out, err } = await run();
        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(((await old!.ask(['KEYS', '*'])) as string[]).length).toBe(copy.length > 0 ? keys.length : 0);
        printed.push(lines(out));
        for (const node of nodes) await node.ask(['FLUSHALL']);
      }
      const [theirs, ours] = printed as [string[], string[]];
      const isOurs = (line: string) => /^\[NOTE\]|^\[OK\] \d+ keys (moved|copied)/.test(line);
      // Keys that leave change the order in which the others come.
      expect(ours.filter((line) => !isOurs(line)).sort()).toEqual([...theirs].sort());
      expect(ours.slice(0, 3)).toEqual(theirs.slice(0, 3));
      expect(ours.at(-1)).toBe(`[OK] 8 keys ${copy.length > 0 ? 'copied' : 'moved'}, 0 left at the source.`);
    }
  } finally {
    for (const client of [old!, ...nodes]) client.close();
    await open.stop();
    await plain.stop();
  }
});

describe('the login to the source is its own', () => {
  test('with any names, values and passwords, typed unseen', async () => {
    await fill(from);
    const before = await contentOf(from);
    const { code, out, err } = await cli.slotshell(importArgs('--cluster-from-askpass'), {
      input: `${SOURCE_PASSWORD}\n`,
    });
    expectCode({ code, out, err }, 0);
    expect(out).toContain(`*** Importing ${before.size} keys from DB 0\n`);
    expect(out).toMatch(/^Migrating string\\x00\\xff to 127\.0\.0\.1:\d+: OK$/m);
    expect(out).toContain(`[OK] ${before.size} keys moved, 0 left at the source.\n`);
    expect(await content()).toEqual(before);
    expect(await sourceKeys()).toEqual([]);
  });

  test('of a user with few rights', async () => {
    await from.ask(['ACL', 'SETUSER', 'mover', 'reset', 'on', `>${SOURCE_PASSWORD}`, '~*', ...RIGHTS]);
    await setMany(3);
    const { code, out, err } = await cli.slotshell(importArgs('--cluster-from-user', 'mover', ...login));
    expectCode({ code, out, err }, 0);
    expect(out).toContain('[OK] 3 keys moved, 0 left at the source.');
    await from.ask(['ACL', 'SETUSER', 'mover', '-del']);
    await setMany(3);
    const forbidden = await cli.slotshell(importArgs('--cluster-from-user', 'mover', ...login));
    expectCode(forbidden, 1);
    expect(forbidden.out).toContain('NOPERM');
    expect(await sourceKeys()).toHaveLength(3);
    expect((await content()).size).toBe(3);
  });

  test('and never in a journal, the output or the list of processes', async () => {
    await setMany(100);
    const running = cli.begin(importArgs('--rate', '10', ...login));
    await waitUntil('the first keys', () => running.out().includes('Migrating key:'));
    const shown = readFileSync(`/proc/${running.pid}/cmdline`, 'utf8');
    expect(shown).toContain('--cluster-from-pass ****');
    expect(shown).not.toContain('word');
    running.kill('SIGINT');
    const { out, err } = await running.ended;
    for (const text of [out, err, cli.journal(cli.operations().at(-1)!)])
      for (const secret of ['other %', 'a b%c']) expect(text).not.toContain(secret);
  });

  test.each([
    [[], 'NOAUTH'],
    [['--cluster-from-pass', PASSWORD], 'WRONGPASS'],
    [['--cluster-from-user', 'nobody', ...login], 'WRONGPASS'],
  ])('that is %j is refused before anything is done', async (more, says) => {
    await setMany(2);
    const { code, out, err } = await cli.slotshell(importArgs(...more));
    expectCode({ code, out, err }, 1);
    expect(out).toMatch(new RegExp(`${says} [^.]+\\. Log in there with --cluster-from-pass`));
    expect(await sourceKeys()).toHaveLength(2);
  });
});

describe('what is over TLS', () => {
  test('is the cluster, with --tls; the source is not', async () => {
    const secure = await RedisCluster.start({ replicas: 0, tls: true, primaries: 3 });
    const tls = ['--tls', '--cacert', secure.tls!.files.ca];
    const args = ['import', secure.addresses[0]!, '--cluster-from', sourceAt(), ...login, ...tls];
    try {
      await setMany(50);
      const { code, out, err } = await cli.slotshell(args);
      expect(out).toContain('[OK] 50 keys moved, 0 left at the source.');
      expectCode({ code, out, err }, 0);
      const sizes = await Promise.all(secure.ports.map((port) => secure.command(port, 'DBSIZE')));
      expect(sizes.map(Number).reduce((a, b) => a + b)).toBe(50);
    } finally {
      await secure.stop();
    }
  });

  test('is the source, with --from-tls', async () => {
    const certificates = new Certificates();
    const secure = await RedisServer.start({ tls: certificates });
    const env = { NODE_EXTRA_CA_CERTS: certificates.files.ca };
    const args = ['import', cluster.addresses[0]!, '--cluster-from', `127.0.0.1:${secure.port}`, ...target()];
    try {
      expect((await cli.slotshell([...args, '--from-tls'], { env })).out).toContain('[OK] 0 keys moved');
      const plain = await cli.slotshell(args, { env });
      expectCode(plain, 1);
      expect(plain.out).toContain('the port may want TLS');
      const stranger = await cli.slotshell([...args, '--from-tls']);
      expectCode(stranger, 1);
      expect(stranger.out).toContain('certificate');
    } finally {
      await secure.stop();
      certificates.remove();
    }
  });
});

test('keys that are left are named, at most a hundred, and make the exit code 1', async () => {
  await setMany(150);
  await cli.slotshell(importArgs('--cluster-copy', ...login));
  for (let i = 0; i < 150; i++) await from.ask(['APPEND', `key:${i}`, ' changed']);
  const { code, out, err } = await cli.slotshell(importArgs(...login));
  expectCode({ code, out, err }, 1);
  const named = lines(out).filter((line) => line.startsWith(`[ERR] ${sourceAt()}: "key:`));
  expect(named).toHaveLength(100);
  expect(named[0]).toContain('another value');
  expect(out).toContain('[WARNING] 0 keys moved, 150 left at the source, of which 100 are named.');
  expect(await sourceKeys()).toHaveLength(150);
  const replaced = await cli.slotshell(importArgs('--cluster-replace', ...login));
  expectCode(replaced, 0);
  expect(await sourceKeys()).toEqual([]);
  expect((await content()).get('key:7')).toContain('7 changed');
});

test('another database of the source, which must be there', async () => {
  await from.ask(['SELECT', '3']);
  await from.ask(['SET', 'in 3', '1']);
  await from.ask(['SELECT', '0']);
  const { code, out, err } = await cli.slotshell(importArgs('--database', '3', ...login));
  expect(out).toContain('*** Importing 1 keys from DB 3');
  expectCode({ code, out, err }, 0);
  expect([...(await content()).keys()]).toEqual(['in 3']);
  const missing = await cli.slotshell(importArgs('--database', '99', ...login));
  expectCode(missing, 1);
  expect(missing.out).toContain('DB index is out of range');
});

test('a dry run and JSON change nothing but what they say', async () => {
  await setMany(5);
  const dry = await cli.slotshell(importArgs('--dry-run', '--json', ...login));
  expect(planSchema.parse(JSON.parse(dry.out)).totals.keys).toBe(5);
  expect(await sourceKeys()).toHaveLength(5);
  const real = await cli.slotshell(importArgs('--json', ...login));
  expect(JSON.parse(real.out)).toMatchObject({ report: { state: 'done', done: { keys: 5 } } });
  expectCode(real, 0);
});

describe('cut off in the middle', () => {
  const begun = () => importArgs('--rate', '20', ...login);
  const resume = (...more: string[]) =>
    cli.slotshell(['resume', cli.operations().at(-1)!, ...more, ...target()]);
  let before: Map<string, string>;
  beforeEach(async () => {
    await fill(from);
    before = await contentOf(from);
  });
  const halfway = async () => {
    const left = await sourceKeys();
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(before.size);
    const both = new Map([...(await contentOf(from)), ...(await content())]);
    expect(both).toEqual(before);
  };
  const whole = async () => {
    expect(await sourceKeys()).toEqual([]);
    expect(await content()).toEqual(before);
  };

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s it pauses, and goes on with the login',
    async (signal) => {
      const { code, out, err } = await cli.until(begun(), 'Migrating ', signal);
      expect(err).toContain('Pausing');
      expect(out).toMatch(/^Paused\. Take it up again: slotshell/m);
      expect(out).toContain('[NOTE] To go on, give the login to the source again: no journal has it.');
      expectCode({ code, out, err }, 1);
      await halfway();
      const resumed = await resume(...login);
      expectCode(resumed, 0);
      await whole();
    },
  );

  test('by SIGKILL it is found, and a wrong login does not end it', async () => {
    expect((await cli.until(begun(), 'Migrating ', 'SIGKILL')).code).toBeNull();
    await halfway();
    for (const [more, says] of [
      [[], 'NOAUTH'],
      [['--cluster-from-pass', 'wrong'], 'WRONGPASS'],
      [['--cluster-from-user', 'mover'], 'needs --cluster-from-pass'],
    ] as const) {
      const refused = await resume(...more);
      expectCode(refused, 1);
      expect(refused.err).toContain(says);
    }
    expect((await cli.slotshell(['resume'])).out).toContain(cli.operations().at(-1));
    const resumed = await resume(...login);
    expect(resumed.out).toContain('[OK]');
    expectCode(resumed, 0);
    await whole();
  });

  test.each([
    ['the same import goes on', () => cli.slotshell(importArgs(...login))],
    ['it is taken up again', () => resume(...login)],
  ])('by a source that dies it says how many came, and %s', async (_, goOn) => {
    const running = cli.begin(begun());
    await waitUntil('the first keys', () => running.out().includes('Migrating '));
    await source.crash();
    const { code, out, err } = await running.ended;
    expectCode({ code, out, err }, 1);
    expect(out).toMatch(
      /^\[ERR\] 127\.0\.0\.1:\d+: [^.]+\. \d+ keys moved.*\. Other keys of the source were not looked at\.$/m,
    );
    expect(out).toContain('What the cluster has by now is recognised.');
    await source.start();
    await halfway();
    expectCode(await goOn(), 0);
    await whole();
  });
});

test('what cannot be asked for is refused in redis-cli’s words, where it has them', async () => {
  const at = cluster.addresses[0]!;
  for (const args of [
    ['import', at],
    ['import', at, '--cluster-from', 'nowhere'],
    ['import', at, '--cluster-from', ''],
    ['import'],
  ]) {
    const [ours, theirs] = [await cli.slotshell(args), await cli.redisCli(args)];
    expect(ours).toEqual(theirs);
    expectCode(ours, 1);
  }
  const inCluster = await cli.slotshell([
    'import',
    at,
    '--cluster-from',
    cluster.addresses[1]!,
    '--cluster-from-pass',
    PASSWORD,
    ...target(),
  ]);
  expectCode(inCluster, 1);
  expect(inCluster.out).toContain('[ERR] The source node should not be a cluster node');
  const alone = await cli.slotshell(importArgs('--cluster-from-user', 'mover'));
  expect(alone).toMatchObject({ code: 1, out: '' });
  expect(alone.err).toContain('--cluster-from-user needs --cluster-from-pass or --cluster-from-askpass');
  const readOnly = await cli.slotshell(importArgs('--read-only', ...login));
  expectCode(readOnly, 1);
  expect(readOnly.err).toContain('read-only');
});
