/** A transaction whose connection is cut or refused at any of its steps: all of it ran or nothing, and the shell says which. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AddressMap } from '../../main/cluster/topology/address-map.ts';
import { Session } from '../../main/cluster/session/session.ts';
import type { RedirectMode } from '../../shared/session/session.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { buildHeadless } from '../support/headless.ts';
import { printed, run } from '../support/open-session.ts';
import { runProgram } from '../support/redis-cli.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';

interface Place {
  cluster: boolean;
  mode: RedirectMode;
  /** False: as the command without a window. */
  window: boolean;
}

const PLACES: Place[] = [
  { cluster: true, mode: 'direct', window: true },
  { cluster: true, mode: 'follow', window: true },
  { cluster: true, mode: 'follow', window: false },
  { cluster: true, mode: 'off', window: true },
  { cluster: false, mode: 'direct', window: true },
  { cluster: false, mode: 'off', window: false },
];

const servers = new Map<boolean, { cluster: RedisCluster; proxies: CuttingProxy[] }>();

beforeAll(async () => {
  for (const isCluster of [true, false]) {
    const cluster = await RedisCluster.start(
      isCluster
        ? { primaries: 3, replicas: 0, nodeTimeout: 15_000 }
        : { cluster: false, primaries: 1, replicas: 0 },
    );
    const proxies = await Promise.all(cluster.ports.map((port) => CuttingProxy.start(port)));
    servers.set(isCluster, { cluster, proxies });
  }
});
afterAll(async () => {
  for (const { cluster, proxies } of servers.values()) {
    for (const proxy of proxies) await proxy.stop();
    await cluster.stop();
  }
});

/** Of slot 12706, which is the third node's. */
const KEYS = ['{k1}a', '{k1}b', '{k1}c'];

async function open({ cluster: isCluster, mode, window }: Place) {
  const { cluster, proxies } = servers.get(isCluster)!;
  const addressMap = new AddressMap(
    cluster.addresses.map((announced, i) => ({ announced, reached: proxies[i]!.address })),
  );
  const notices: string[] = [];
  const session = new Session(
    {
      label: 'test',
      environment: 'local',
      seeds: [cluster.addresses[0]!],
      mode,
      addressMap,
      connection: { database: 0, protocol: 2, connectTimeout: 10_000 },
      wholeReplies: !window,
    },
    { onNotice: ({ text }) => notices.push(text), ...(window && { onStats: () => undefined }) },
  );
  await session.connect();
  const owner = isCluster ? 2 : 0;
  const port = cluster.ports[owner]!;
  if (mode === 'off') session.setCurrentNode(cluster.addresses[owner]!);
  const lengths = async () =>
    Promise.all(KEYS.map(async (key) => Number(await cluster.command(port, 'LLEN', key))));
  return {
    session,
    notices,
    proxy: proxies[owner]!,
    lengths,
    clear: () => cluster.command(port, 'DEL', ...KEYS),
  };
}

const TRANSACTION = ['multi', ...KEYS.map((key) => `rpush ${key} x`), 'exec'];
const WATCHED = ['watch {k1}w', ...TRANSACTION];
const FAULTS = ['before', 'after', 'refuse'] as const;
const describePlace = ({ cluster, mode, window }: Place) =>
  `${cluster ? 'cluster' : 'one server'}, ${mode}${window ? '' : ', without a window'}`;

describe.each(PLACES.map((place) => [describePlace(place), place] as const))('%s', (_, place) => {
  test.each([
    ['MULTI', TRANSACTION],
    ['WATCH and MULTI', WATCHED],
  ])('%s … EXEC: cut at any step, all of it runs or nothing, and the answer is true', async (__, lines) => {
    for (const fault of FAULTS)
      for (const broken of lines) {
        const about = `${fault} ${broken}`;
        const { session, notices, proxy, lengths, clear } = await open(place);
        await clear();
        const printedLines: string[] = [];
        let isOver = false;
        for (const line of lines) {
          if (line === broken && fault === 'refuse') proxy.refuse();
          else if (line === broken && fault !== 'refuse') proxy.cutAt(line, fault);
          const execution = await run(session, line);
          const text = printed(execution) ?? '';
          printedLines.push(`${line}: ${text}`);
          if (line === broken && fault === 'refuse') proxy.recover();
          const told = printedLines.join('\n');
          // MULTI that is held goes out with the first key.
          if (!proxy.isArmed && execution.failure) isOver = true;
          if (isOver && line.startsWith('rpush')) expect(text, `${about}\n${told}`).not.toMatch(/QUEUED/);
          if (isOver && line.startsWith('rpush'))
            expect(session.state.transaction, `${about}\n${told}`).toBe('TX aborted');
        }
        const told = `${about}\n${printedLines.join('\n')}`;
        const last = printedLines.at(-1)!;
        await waitUntil('the server has done what reached it', async () => {
          const found = await lengths();
          return found.every((length) => length === found[0]);
        });
        const [ran] = await lengths();
        expect(await lengths(), told).toEqual([ran, ran, ran]);
        expect(ran, told).toBeLessThanOrEqual(1);
        if (/\(integer\) 1/.test(last)) expect(ran, told).toBe(1);
        else if (/EXECABORT|none of its commands ran/.test(last)) expect(ran, told).toBe(0);
        else expect(last, told).toMatch(/may or may not have run/);
        if (broken === 'exec' && fault === 'after') expect(ran, told).toBe(1);
        if (ran === 1) expect(notices.join('\n'), told).not.toMatch(/None of its commands ran/);
        expect(last, told).not.toMatch(/empty array/);
        expect(session.state.transaction, told).toBe('');
        // Nothing of it stands in the way of what comes next.
        expect(printed(await run(session, 'rpush {k1}a y')), told).toBe(`(integer) ${ran! + 1}`);
        session.close();
      }
  });
});

test.each(['before', 'after'] as const)(
  'the command without a window reads a transaction from a pipe, cut %s any step: all of it runs or nothing',
  async (when) => {
    const { cluster, proxies } = servers.get(false)!;
    const [proxy, port] = [proxies[0]!, cluster.ports[0]!];
    const program = await buildHeadless();
    for (const broken of TRANSACTION) {
      await cluster.command(port, 'DEL', ...KEYS);
      proxy.cutAt(broken, when);
      const input = `${TRANSACTION.join('\n')}\n`;
      const { stdout, stderr } = await runProgram(process.execPath, [program, '-p', String(proxy.port)], {
        input,
      });
      const told = `${broken}\n${stdout.toString()}\n${stderr.toString()}`;
      expect(proxy.isArmed, told).toBe(false);
      const found = await Promise.all(KEYS.map((key) => cluster.command(port, 'LLEN', key)));
      const ran = broken === 'exec' && when === 'after' ? 1 : 0;
      expect(found.map(Number), told).toEqual([ran, ran, ran]);
      expect(stdout.toString(), told).not.toMatch(/empty array/);
      if (broken !== 'exec') expect(stdout.toString(), told).toMatch(/EXECABORT/);
      else expect(stderr.toString(), told).toMatch(/^Error: /);
      if (broken !== 'exec') expect(stderr.toString(), told).toMatch(/^Error: .*none of its commands ran/);
    }
  },
);
