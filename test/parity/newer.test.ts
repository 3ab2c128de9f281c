/** The corpus beside newer clis, each on its own server: what differs from 7.0 stands in VERSION_DIFFERENCES. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { runProgram, type ProgramOptions } from '../support/redis-cli.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { ScriptedNode } from '../support/scripted-node.ts';
import { NEWER_SERVERS } from '../support/servers.ts';
import { difference, inputOf } from './compare.ts';
import { FORMS, type Form } from './corpus/group.ts';
import { CORPUS } from './corpus/index.ts';
import { FILES, ONE_SHOT } from './corpus/one-shot.ts';
import { VERSION_DIFFERENCES } from './intended-differences.ts';
import { ParityServers } from './servers.ts';
import { rowsAbout, VersionRows } from './version-rows.ts';

const ours = async (args: string[], options?: ProgramOptions) =>
  runProgram(process.execPath, [await buildHeadless(), ...args], options);

/** One of each printer: parity.test.ts has them all, and versions differ in texts, which all forms share. */
const TRIED_FORMS: readonly Form[] = ['no-raw', 'json', 'raw -3', 'tty'];

/** Valkey 8.1 is between the two. */
const tried = NEWER_SERVERS.filter(({ name }) => rowsAbout(VERSION_DIFFERENCES, name).length > 0);

describe.each(tried)('beside the cli of $name', ({ name, server, cli, hasClusterDatabases }) => {
  const rows = new VersionRows(VERSION_DIFFERENCES, name);
  const { asOurs } = rows;

  let servers: ParityServers;
  let directory: string;
  beforeAll(async () => {
    if (!server) return;
    directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-parity-'));
    for (const [file, text] of Object.entries(FILES)) writeFileSync(path.join(directory, file), text);
    [servers] = await Promise.all([ParityServers.start(server), buildHeadless()]);
  });
  afterAll(async () => {
    await servers?.stop();
    if (directory) rmSync(directory, { recursive: true, force: true });
  });

  const it = test.skipIf(!server);
  const cases = CORPUS.flatMap((group) =>
    group.forms.filter((form) => TRIED_FORMS.includes(form)).map((form) => ({ group, form })),
  );
  it.each(cases)('$group.name, $form', async ({ group, form }) => {
    const args = ['-p', String(servers.port(group.server)), ...(group.args ?? []), ...FORMS[form]];
    const options = { input: inputOf(group), env: form === 'tty' ? { FAKETTY: '1' } : {} };
    await servers.reset(group.server);
    const their = await runProgram(cli, args, options);
    await servers.reset(group.server);
    expect(
      difference(
        group,
        their,
        await ours(form === 'json' ? ['--plain-info', ...args] : args, options),
        form === 'json',
        asOurs,
      ),
    ).toBe('');
  });

  it.each(ONE_SHOT)('by arguments: $name', async (sequence) => {
    const their = await servers.runAll(sequence, cli, [], directory);
    const our = await servers.runAll(sequence, process.execPath, [await buildHeadless()], directory);
    const turned = their.map((end, i) => (end === our[i] ? end : asOurs(end, end, our[i]!)));
    expect(our).toEqual(turned);
  });

  it('what 7.0 does wrong and it does right, it does as we do', async () => {
    const node = new ScriptedNode(([word]) => (word === 'strange' ? ',nan\r\n' : '+PONG\r\n'));
    await node.listen();
    try {
      const alone = ['-p', String(servers.port('standalone')), '--no-raw', '-3'];
      for (const [args, input] of [
        [['-p', String(node.port), '--no-raw', '-3'], 'strange\nping\n'],
        [alone, 'unsubscribe\nping\n'],
      ] as const) {
        const [their, our] = [await runProgram(cli, args, { input }), await ours([...args], { input })];
        expect(our.stdout.toString()).toBe(their.stdout.toString());
      }
    } finally {
      await node.close();
    }
  });

  test.skipIf(!server || !hasClusterDatabases)(
    'a database of a cluster, before and after redirects',
    async () => {
      const cluster = await RedisCluster.start({ server, replicas: 0, conf: ['cluster-databases 16'] });
      try {
        const args = ['-p', String(cluster.ports[0]), '-c', '--no-raw'];
        const lines =
          'set k1 zero\nselect 3\nset k1 v1\nset k2 v2\nget k1\ndbsize\nselect 0\nget k1\nget k2\n';
        const played = async (run: typeof ours) => {
          for (const port of cluster.ports) await cluster.command(port, 'FLUSHALL');
          const typed = await run(args, { input: lines });
          const called = await run([...args, '-n', '3', 'get', 'k1']);
          return [typed, called].map(({ stdout, code }) => [stdout.toString(), code]);
        };
        const our = await played(ours);
        expect(our).toEqual(await played((words, options) => runProgram(cli, words, options)));
        expect(our[1]).toEqual(['"v1"\n', 0]);
      } finally {
        await cluster.stop();
      }
    },
  );

  // After the corpus: what it needed is known by then.
  it('every row of the table is needed', () => {
    expect(rows.needed).toEqual(rows.all);
  });
});
