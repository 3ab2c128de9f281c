/** Conf files of real servers of every version: what they say of themselves, and saving while they run. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRedisServer, type RedisServer } from '../../main/demo/find-redis-server.ts';
import { ServerGroup } from '../../main/demo/server-group.ts';
import { readConf, saveConf, type ConfNode } from '../../main/local/conf-file.ts';
import { directivesOf } from '../../main/local/directives.ts';
import { checkConf } from '../../shared/local/conf-check.ts';
import { confRows } from '../../shared/local/conf.ts';
import { ALL_SERVERS } from '../support/servers.ts';

describe.each(ALL_SERVERS)('$name', ({ server }) => {
  it.skipIf(!server)(
    'says its directives, their defaults and their values, which a check takes',
    async () => {
      const all = await directivesOf(server!);
      const known = new Map(all.map((one) => [one.name, one]));
      expect(known.size).toBeGreaterThan(150);
      expect(known.get('maxmemory')).toEqual({
        name: 'maxmemory',
        kind: 'memory',
        isLive: true,
        initial: '0',
      });
      expect(known.get('appendonly')).toMatchObject({ kind: 'yes-no', isLive: true, initial: 'no' });
      expect(known.get('databases')).toMatchObject({ isLive: false, initial: '16' });
      expect(known.get('repl-timeout')).toMatchObject({ kind: 'number', least: 1, isLive: true });
      expect(known.get('cluster-node-timeout')).toMatchObject({ kind: 'number', initial: '15000' });
      expect(known.get('maxmemory-policy')?.choices).toContain('allkeys-lru');
      expect(known.get('save')?.initial).toBe('3600 1 300 100 60 10000');
      expect(known.get('port')).toMatchObject({ initial: '6379' });
      expect(known.get('requirepass')?.initial).toBe('');
      expect(known.get('rename-command')).toMatchObject({ kind: 'text', isLive: false, initial: null });
      const text = all.flatMap(({ name, initial }) => (initial ? [`${name} "${initial}"`] : [])).join('\n');
      expect(checkConf(text, known)).toEqual([]);
      // Kept from then on: nothing is started again.
      expect(await directivesOf(server!)).toBe(all);
    },
  );
});

describe('a conf file is saved', () => {
  let group: ServerGroup;
  let node: ConfNode;
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-conf-test-'));
  beforeAll(async () => {
    const server: RedisServer = (await findRedisServer())!;
    group = await ServerGroup.start({
      ...{ server, directory, prefix: 'slotshell-conf', ports: { count: 1, first: 7500, last: 22_000 } },
      access: { password: 'se cret' },
      lines: (port) => [
        ['# the first comment'],
        ['port', String(port)],
        ['requirepass', '"se cret"'],
        [''],
        ['# about memory, with “quotes”'],
        ['maxmemory', '0'],
        ['databases', '16'],
      ],
    });
    const port = group.ports[0]!;
    node = { file: group.facts(port).configFile, server, client: group.client(port) };
  });
  afterAll(async () => {
    await group.dispose();
    rmSync(directory, { recursive: true });
  });
  const get = async (name: string) => ((await node.client!.ask(['CONFIG', 'GET', name])) as string[])[1];
  const text = () => readFileSync(node.file, 'utf8');

  it('by CONFIG SET and REWRITE if the server takes every change, and keeps comments and the password', async () => {
    const read = await readConf(node);
    expect(JSON.stringify(read)).not.toContain('se cret');
    expect(read.text).toContain('requirepass "(hidden 1)"');
    const edited = read.text.replace('maxmemory 0', '# mine\nmaxmemory 100mb\nmaxmemory-policy allkeys-lru');
    const saved = await saveConf(node, edited, read.stamp);
    expect(saved.changes).toEqual([
      { name: 'maxmemory', from: '0', to: '100mb', by: 'set' },
      { name: 'maxmemory-policy', from: null, to: 'allkeys-lru', by: 'set' },
    ]);
    expect(saved.isRewritten).toBe(true);
    expect([await get('maxmemory'), await get('maxmemory-policy')]).toEqual(['104857600', 'allkeys-lru']);
    for (const line of ['# the first comment', '# about memory, with “quotes”', '# mine', 'maxmemory 100mb'])
      expect(text().split('\n')).toContain(line);
    expect(text()).toMatch(/^requirepass "?se cret"?$/m);
    expect(JSON.stringify(saved)).not.toContain('se cret');
  });

  it('for the next start if a directive needs one: nothing is rewritten over it', async () => {
    const read = await readConf(node);
    const edited = read.text
      .replace('databases 16', 'databases 32')
      .replace('maxmemory 100mb', 'maxmemory 50mb');
    const saved = await saveConf(node, edited, read.stamp);
    expect(saved.isRewritten).toBe(false);
    expect([await get('maxmemory'), await get('databases')]).toEqual(['52428800', '16']);
    const rows = confRows(
      saved.conf.text,
      new Map(saved.conf.running),
      new Map(saved.conf.directives.map((one) => [one.name, one])),
    );
    expect(rows.filter(({ isPending }) => isPending).map(({ name }) => name)).toEqual(['databases']);
    // A later change that CONFIG SET could make must not write the old value back either.
    const next = await saveConf(node, saved.conf.text.replace('50mb', '60mb'), saved.conf.stamp);
    expect(next.isRewritten).toBe(false);
    expect(text()).toContain('databases 32');
    await group.stop(node.client ? group.ports[0]! : 0);
    await group.restart(group.ports[0]!);
    expect([await get('maxmemory'), await get('databases')]).toEqual(['62914560', '32']);
  });

  it('not at all if the server refuses one value: those before it are set back', async () => {
    const read = await readConf(node);
    const edited = `${read.text}\nhz 20\nnotify-keyspace-events wrong\n`;
    await expect(saveConf(node, edited, read.stamp)).rejects.toThrow(
      /^The server refuses notify-keyspace-events: /,
    );
    expect(await get('hz')).toBe('10');
    expect((await readConf(node)).stamp).toBe(read.stamp);
  });

  it('not if it would keep the server from starting, changes what is reserved, or moves a password', async () => {
    const { text: now, stamp } = await readConf(node);
    const lines = now.split('\n').length;
    for (const [edited, message] of [
      [
        `${now}\nmaxmemory-polcy noeviction`,
        `Line ${lines + 1}: No directive is called maxmemory-polcy. Did you mean maxmemory-policy?`,
      ],
      [now.replace(/^port .*$/m, 'port 1'), 'port cannot be changed here: Slotshell finds the server by it.'],
      [
        now.replace('"(hidden 1)"', 'mine'),
        'requirepass cannot be changed here: Slotshell and the other nodes log in by it.',
      ],
      [
        `${now}\ncluster-announce-hostname "(hidden 1)"`,
        'A hidden password stands where it does not belong.',
      ],
      [`${now}\nloadmodule /tmp/x.so`, 'loadmodule cannot be changed here'],
    ] as const)
      await expect(saveConf(node, edited, stamp)).rejects.toThrow(message);
    expect((await readConf(node)).stamp).toBe(stamp);
  });

  it('not over what somebody else has written meanwhile', async () => {
    const read = await readConf(node);
    writeFileSync(node.file, `${text()}# theirs\n`);
    await expect(saveConf(node, `${read.text}hz 11\n`, read.stamp)).rejects.toThrow(/has changed on disk/);
    expect(text()).toMatch(/# theirs\n$/);
    expect(await get('hz')).toBe('10');
  });

  it('to the file alone while the server does not run', async () => {
    const port = group.ports[0]!;
    await group.stop(port);
    const stopped = { ...node, client: null };
    const read = await readConf(stopped);
    expect(read.running).toBeNull();
    expect(read.directives.length).toBeGreaterThan(150);
    const saved = await saveConf(stopped, `${read.text}hz 30\n`, read.stamp);
    expect(saved).toMatchObject({ isRewritten: false, changes: [{ name: 'hz', by: 'set' }] });
    await group.restart(port);
    expect(await get('hz')).toBe('30');
  });
});
