/** `slotshell --cluster settings`, `set-timeout`, and their undo. */
import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClusterCli } from '../../support/cluster-cli.ts';
import { NodeClient } from '../../../main/demo/node-client.ts';
import { BareNodes } from '../../support/bare-nodes.ts';
import { expectCode } from '../../support/expect-code.ts';
import { waitUntil } from '../../support/redis-cluster.ts';
import { RedisServer } from '../../support/redis-server.ts';

const SETTING = 'cluster-migration-barrier';

let cli: ClusterCli;
let bare: BareNodes;
/** Without a conf file. */
let confless: RedisServer;
let client: NodeClient;
const all = () => [...bare.addresses, `127.0.0.1:${confless.port}`];
const seed = () => bare.addresses[0]!;

beforeAll(async () => {
  cli = await ClusterCli.start();
  const conf = ['user few on >few ~* +ping +info +cluster +command +config|get +config|rewrite'];
  bare = await BareNodes.start({ hosts: ['127.0.0.1', '127.0.0.1', '127.0.0.1'], nodeTimeout: 60_000, conf });
  confless = await RedisServer.start({
    args: ['--cluster-enabled', 'yes', '--cluster-node-timeout', '60000'],
  });
  client = new NodeClient(confless.port);
  await client.ask([
    'ACL',
    'SETUSER',
    'few',
    'on',
    '>few',
    '~*',
    '+ping',
    '+info',
    '+cluster',
    '+config|get',
    '+config|rewrite',
  ]);
  const { code, out, err } = await cli.slotshell(['create', ...all(), '--cluster-yes']);
  expect(out).toContain('[OK] All 16384 slots covered.');
  expectCode({ code, out, err }, 0);
});
afterAll(async () => {
  client?.close();
  await confless?.stop();
  await bare?.stop();
  cli?.stop();
});

const lines = (text: string) => text.split('\n').filter(Boolean);
const set = (...args: string[]) => cli.slotshell(['settings', seed(), ...args, '--cluster-yes']);
const valueAt = async (ask: (...words: string[]) => Promise<unknown>) =>
  ((await ask('CONFIG', 'GET', SETTING)) as string[])[1];
const values = () =>
  Promise.all([
    ...bare.ports.map((port) => valueAt((...words) => bare.command(port, ...words))),
    valueAt((...words) => client.ask(words)),
  ]);

async function confFile(node: number): Promise<string> {
  const info = String(await bare.command(bare.ports[node]!, 'INFO', 'server'));
  return /config_file:(.*)\r/.exec(info)![1]!;
}
const confAt = async (node: number) => readFileSync(await confFile(node), 'utf8');

test('a node without a conf file has the value, and is told apart', async () => {
  const { code, out, err } = await set(SETTING, '2');
  expectCode({ code, out, err }, 1);
  const good = lines(out).filter((line) => line.startsWith('*** New settings set for '));
  expect(good.sort()).toEqual(bare.addresses.map((node) => `*** New settings set for ${node}`).sort());
  const at = `127.0.0.1:${confless.port}`;
  expect(out).toContain(`[ERR] ${at}: The conf file is not written: the server runs without one`);
  expect(out).toContain(`[WARNING] ${at} has the new settings until its next start only.`);
  expect(out).toContain('>>> New settings set. 3 OK, 1 ERR.');
  expect(await confAt(0)).toContain(`${SETTING} 2`);
  expect(await values()).toEqual(['2', '2', '2', '2']);
});

test('undo brings the old values back', async () => {
  const operation = cli.operations().at(-1)!;
  const { out } = await cli.slotshell(['undo', operation, '--cluster-yes']);
  expect(out).toContain(`Set ${SETTING} at ${seed()} to its old value.`);
  expect(await values()).toEqual(['1', '1', '1', '1']);
  expect(await confAt(0)).not.toContain(`${SETTING} 2`);
});

test('redis-cli counts as we do, and says 0 whatever happened', async () => {
  const ours = await cli.slotshell(['set-timeout', seed(), '61000']);
  const theirs = await cli.redisCli(['set-timeout', seed(), '62000']);
  const told = (text: string) => lines(text).filter((line) => /^(\*\*\*|>>>) /.test(line));
  expect(told(ours.out).sort()).toEqual(told(theirs.out).sort());
  expect([ours.code, theirs.code]).toEqual([1, 0]);
});

test.each([
  ['cluster-config-file', 'x', "can't set immutable config"],
  ['no-such-setting', '1', 'no-such-setting'],
  [SETTING, '-5', 'argument must be between'],
])('%s %s fails in the server’s words, at each node', async (name, value, says) => {
  const before = await values();
  const { code, out, err } = await set(name, value);
  expectCode({ code, out, err }, 1);
  for (const node of all())
    expect(lines(out).find((line) => line.startsWith(`[ERR] ${node}: ${name} is not set: ERR `))).toContain(
      says,
    );
  expect(out).toContain('>>> New settings set. 0 OK, 4 ERR.');
  expect(out).not.toContain('This takes it back');
  expect(out).not.toContain('*** New settings');
  expect(out).not.toContain('until its next start only');
  expect(await values()).toEqual(before);
});

test('a user without the right is told so, and no conf file is written where nothing was set', async () => {
  const written = statSync(await confFile(0)).mtimeMs;
  const { code, out, err } = await set(SETTING, '5', '--user', 'few', '-a', 'few', '--no-auth-warning');
  expectCode({ code, out, err }, 1);
  for (const node of all())
    expect(out).toMatch(new RegExp(`^\\[ERR\\] ${node}: ${SETTING} is not set: NOPERM`, 'm'));
  expect(await values()).not.toContain('5');
  expect(statSync(await confFile(0)).mtimeMs).toBe(written);
});

test('secrets, patterns and timeouts that are none are refused before anything is asked', async () => {
  for (const [args, says] of [
    [['settings', seed(), 'requirepass', 'hunter2'], 'holds a secret'],
    [['settings', seed(), 'cluster*', '1'], 'is not the name of a setting'],
    [['settings', seed(), SETTING, 'many'], 'is a number, or a size such as 100mb'],
    [['settings', seed(), 'maxmemory', '10zb'], 'is a number, or a size such as 100mb'],
    [['settings', seed(), SETTING], 'Wrong number of arguments'],
    [['settings', seed(), SETTING, '1', 'hz'], 'Give a value for each setting'],
    [['set-timeout', seed(), '99'], 'less than 100 milliseconds is a bad idea'],
    [['set-timeout', seed(), '1e5'], '1e5 is not a number of milliseconds'],
  ] as const) {
    const { code, out, err } = await cli.slotshell([...args, '--cluster-yes']);
    expectCode({ code, out, err }, 1);
    expect(out + err).toContain(says);
    expect(out + err).not.toContain('hunter2');
  }
});

test('without yes nothing is set', async () => {
  const before = await values();
  for (const input of ['no\n', '']) {
    const { code, out, err } = await cli.slotshell(['settings', seed(), SETTING, '7'], { input });
    expect(out).toContain("Do you want to proceed? (type 'yes' to accept): ");
    expectCode({ code, out, err }, 1);
  }
  expect(await values()).toEqual(before);
});

test('a node that is down is named before and after, and the others change', async () => {
  const [, down] = bare.ports as [number, number, number];
  await bare.kill(down);
  try {
    const { code, out, err } = await set(SETTING, '3');
    expectCode({ code, out, err }, 1);
    expect(out).toContain(`[WARNING] 127.0.0.1:${down} does not answer`);
    expect(out).toContain(`[ERR] 127.0.0.1:${down}: ${SETTING} is not set: connection refused`);
    expect(out).toContain('>>> New settings set. 2 OK, 2 ERR.');
  } finally {
    await bare.restart(down);
  }
  await waitUntil('the node to be back', () => bare.command(down, 'PING'));
  expect(await values()).toEqual(['3', '1', '3', '3']);
});
