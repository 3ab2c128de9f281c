/** Each command that changes a connection's state changes a shell in the same way, in every state. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Session } from '../../main/cluster/session/session.ts';
import { textOf } from '../../main/cluster/wire/read-reply.ts';
import { decode, argsOf } from '../../shared/resp/resp.ts';
import type { Protocol } from '../../shared/session/session.ts';
import { openSession, printed, run } from '../support/open-session.ts';
import { RawClient } from '../support/raw-client.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

/** All keys are of slot 12706. */
const COMMANDS = [
  'auth app secret',
  'auth app wrong',
  'auth',
  'hello',
  'hello 2',
  'hello 3',
  'hello 9',
  'hello 3 auth app secret setname fresh',
  'hello 3 auth app wrong',
  'select 3',
  'select 99',
  'select x',
  'reset',
  'reset now',
  'client setname mine',
  'client setname',
  'client tracking on',
  'client tracking on bcast',
  'client tracking off',
  'client caching yes',
  'client no-evict on',
  'client no-evict off',
  'client setinfo lib-name mine',
  'readonly',
  'readwrite',
  'asking',
  'multi',
  'multi now',
  'exec',
  'exec now',
  'discard',
  'watch {k1}other',
  'watch',
  'unwatch',
  'ping',
  'get {k1}x',
  'get',
];
/** The shell answers or refuses these itself, and its connections do not change. */
const OWN = [
  'quit',
  'client reply on',
  'subscribe more',
  'psubscribe mo*',
  'ssubscribe {k1}more',
  'unsubscribe',
  'unsubscribe news',
  'punsubscribe',
  'sunsubscribe',
];
const STATES: { readonly [name: string]: readonly string[] } = {
  outside: [],
  'in MULTI': ['multi', 'get {k1}x'],
  'in MULTI without a key': ['multi', 'ping'],
  'in WATCH': ['watch {k1}w'],
  'in WATCH and MULTI': ['watch {k1}w', 'multi'],
};

interface Deployment {
  servers: RedisCluster;
  /** Of the node that owns the keys. */
  port: number;
  bases: Map<Protocol, Session>;
}

const deployments = new Map<string, Deployment>();
const CONF = ['user app on >secret ~* &* +@all'];

async function deploy(name: string, servers: RedisCluster, owner: number): Promise<void> {
  const bases = new Map<Protocol, Session>();
  for (const protocol of [2, 3] as const)
    bases.set(protocol, (await openSession(servers, 'direct', { protocol })).session);
  deployments.set(name, { servers, port: servers.ports[owner]!, bases });
}

beforeAll(async () => {
  const single = { cluster: false, primaries: 1, replicas: 0, conf: CONF };
  await deploy('one server', await RedisCluster.start(single), 0);
  await deploy('a cluster', await RedisCluster.start({ primaries: 3, replicas: 0, conf: CONF }), 2);
});
afterAll(async () => {
  for (const { servers, bases } of deployments.values()) {
    for (const base of bases.values()) base.close();
    await servers.stop();
  }
});

/** What the server says of a connection. `flags` are those that a command sets: in MULTI, READONLY, tracking, no-evict. */
function readState(client: string) {
  const field = (name: string) => new RegExp(`\\b${name}=(\\S*)`).exec(client)?.[1] ?? '';
  const flags = [...field('flags')].filter((flag) => 'xrteB'.includes(flag)).sort();
  return {
    name: field('name'),
    user: field('user'),
    db: field('db'),
    resp: field('resp'),
    flags: flags.join(''),
  };
}

/** In which databases the key is. */
async function placesOf({ port }: Deployment, isCluster: boolean, key: string): Promise<number[]> {
  const admin = await RawClient.connect(port);
  const places: number[] = [];
  for (const database of isCluster ? [0] : [0, 2, 3]) {
    if (!isCluster) await admin.run(`select ${database}`);
    if ((await admin.run(`exists ${key}`)) === ':1\r\n') places.push(database);
  }
  admin.close();
  return places;
}

let serial = 0;

/** Runs the lines, then writes, then EXEC; after each of these what the prompt says, or ought to, and where the write is. */
async function play(
  deployment: Deployment,
  isCluster: boolean,
  lines: readonly string[],
  run: (line: string) => Promise<unknown>,
  prompt: () => Promise<{ transaction: boolean; database: number; protocol: number }>,
) {
  const key = `{k1}probe${++serial}`;
  for (const line of lines) await run(line);
  const seen: unknown[] = [await prompt()];
  for (const line of [`set ${key} v`, 'exec']) {
    await run(line);
    seen.push(await prompt(), await placesOf(deployment, isCluster, key));
  }
  return seen;
}

/** Of a bare connection to the owner; the prompt is what the server knows of it. */
async function playBare(
  deployment: Deployment,
  isCluster: boolean,
  protocol: Protocol,
  lines: readonly string[],
) {
  const client = await RawClient.connect(deployment.port);
  if (protocol === 3) await client.run('hello 3');
  const id = (await client.run('client id')).slice(1).trim();
  const look = async () =>
    readState(String(await deployment.servers.command(deployment.port, 'CLIENT', 'LIST', 'ID', id)));
  try {
    const seen = await play(
      deployment,
      isCluster,
      lines,
      (line) => client.run(line),
      async () => {
        const { db, resp, flags } = await look();
        return { transaction: flags.includes('x'), database: Number(db), protocol: Number(resp) };
      },
    );
    return [...seen, await look()];
  } finally {
    client.close();
  }
}

async function playShell(
  deployment: Deployment,
  isCluster: boolean,
  protocol: Protocol,
  lines: readonly string[],
) {
  const base = deployment.bases.get(protocol)!;
  const { options } = base.cluster;
  const connection = { ...options.connection, username: undefined, password: undefined, protocol };
  const session = new Session({ ...options, mode: 'direct', connection }, {}, base.cluster, ++serial);
  try {
    const seen = await play(
      deployment,
      isCluster,
      lines,
      (line) => run(session, line),
      () => {
        const { transaction, database, protocol: now } = session.state;
        return Promise.resolve({ transaction: transaction !== '', database, protocol: now });
      },
    );
    const info = await session.execute(argsOf('client', 'info'), { target: `@node:${deployment.port}` });
    if (!info.reply?.whole) throw new Error(printed(info) ?? 'no answer');
    return {
      seen: [...seen, readState(textOf(decode(info.reply.frame)))],
      subscribed: session.state.subscribed,
    };
  } finally {
    session.close();
  }
}

const places = (['one server', 'a cluster'] as const).flatMap((name) =>
  ([2, 3] as const).map((protocol) => [name, protocol] as const),
);

describe.each(places)('%s, RESP%i', (name, protocol) => {
  const isCluster = name === 'a cluster';
  const before = isCluster ? [] : ['select 2'];

  test.each(Object.keys(STATES))('%s: a shell is left as a bare connection is', async (state) => {
    const deployment = deployments.get(name)!;
    for (const command of COMMANDS) {
      const lines = [...before, ...STATES[state]!, command];
      const bare = await playBare(deployment, isCluster, protocol, lines);
      const shell = await playShell(deployment, isCluster, protocol, lines);
      expect.soft(shell.seen, `${command} ${state}`).toEqual(bare);
    }
  });

  test('a subscription survives everything the shell does; RESET ends it, as on a bare connection', async () => {
    const deployment = deployments.get(name)!;
    for (const state of ['outside', 'in MULTI'])
      for (const command of COMMANDS) {
        const lines = [...before, ...STATES[state]!, command];
        const bare = await playBare(deployment, isCluster, protocol, lines);
        const shell = await playShell(deployment, isCluster, protocol, ['subscribe news', ...lines]);
        expect.soft(shell.seen, `${command} ${state}`).toEqual(bare);
        expect(shell.subscribed, `${command} ${state}`).toBe(command !== 'reset');
      }
  });

  test.each(Object.keys(STATES))(
    '%s: subscriptions, QUIT and CLIENT REPLY leave the connections alone',
    async (state) => {
      const deployment = deployments.get(name)!;
      const lines = [...before, ...STATES[state]!];
      const bare = await playBare(deployment, isCluster, protocol, lines);
      for (const command of OWN) {
        const shell = await playShell(deployment, isCluster, protocol, [...lines, command]);
        expect.soft(shell.seen, `${command} ${state}`).toEqual(bare);
      }
    },
  );
});
