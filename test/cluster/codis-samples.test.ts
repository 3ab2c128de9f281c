/** The scripted codis answers as the real one was recorded, byte for byte. */
import net from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { CodisProxy } from '../support/codis-proxy.ts';
import { CODIS_ANSWERS, codisSample } from '../support/codis-samples.ts';
import { encodeCommand } from '../../main/cluster/wire/command-frame.ts';
import { argsOf } from '../../shared/resp/resp.ts';

const proxies: CodisProxy[] = [];
afterEach(() => Promise.all(proxies.splice(0).map((proxy) => proxy.close())));

async function start(options?: ConstructorParameters<typeof CodisProxy>[0]): Promise<CodisProxy> {
  const proxy = new CodisProxy(options);
  proxies.push(proxy);
  await proxy.listen();
  return proxy;
}

/** The bytes that come back on a fresh connection, `size` of them; fewer if the connection ends. */
function said(proxy: CodisProxy, size: number, ...lines: string[][]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let all = Buffer.alloc(0);
    const socket = net.connect(proxy.port, '127.0.0.1');
    for (const words of lines) socket.write(encodeCommand(argsOf(...words)));
    socket.on('data', (chunk) => {
      all = Buffer.concat([all, chunk]);
      if (all.length >= size) socket.destroy();
    });
    socket.on('close', () => resolve(all));
    socket.on('error', reject);
  });
}

/** Recorded one after another against one state, which these have left behind. */
const STATES: { readonly [command: string]: (proxy: CodisProxy) => void } = {
  'MGET a b c': ({ backends }) => {
    for (const [key, value] of [
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ] as const)
      backends.data(backends.of(key)).set(key, value);
  },
  'DEL a b c nosuch': (proxy) => STATES['MGET a b c']!(proxy),
  'EXISTS foo foo nosuch': () => {},
};

test('each recorded command', async () => {
  const differing: string[] = [];
  for (const [command, answer] of CODIS_ANSWERS) {
    const proxy = await start();
    STATES[command]?.(proxy);
    const got = await said(proxy, answer.length, command.split(' '));
    if (!got.equals(answer)) differing.push(`${command}: ${got.subarray(0, 80).toString('latin1')}`);
    await proxy.close();
  }
  expect(differing).toEqual([]);
});

test('slots that are offline, that move, and that have replicas', async () => {
  const proxy = await start();
  const { slots } = proxy.backends;
  const ask = (sample: string, ...words: string[]) =>
    said(proxy, codisSample(sample).length, words).then((got) =>
      expect(got.toString('latin1')).toBe(codisSample(sample).toString('latin1')),
    );
  slots[0]!.replicas = [['127.0.0.1:29002']];
  slots[300]!.primary = '';
  Object.assign(slots[815]!, { primary: '127.0.0.1:29001', from: '127.0.0.1:29003' });
  await ask('replicas-slotsmapping-0', 'SLOTSMAPPING', '0');
  await ask('offline-slot-mapping', 'SLOTSMAPPING', '300');
  await ask('offline-slot-get', 'GET', 'k850');
  await ask('offline-mset', 'MSET', 'foo', 'after2', 'k850', '1');
  expect(proxy.backends.keys.get('127.0.0.1:29001')!.get('foo')).toBe('after2');
  await ask('migrating-slotsmapping', 'SLOTSMAPPING', '815');
  proxy.backends.dead.add('127.0.0.1:29003');
  await ask('backenddown-get-user', 'GET', 'user');
});

test('a login, and a proxy that is not online', async () => {
  const proxy = await start({ password: 'secret' });
  const samples = (...names: string[]) => Buffer.concat(names.map(codisSample));
  const expected = samples(
    'noauth-ping',
    'noauth-cluster-info',
    'auth-wrong',
    'auth-default-user',
    'auth-right',
  );
  const lines = [
    ['PING'],
    ['CLUSTER', 'INFO'],
    ['AUTH', 'nope'],
    ['AUTH', 'default', 'secret'],
    ['AUTH', 'secret'],
  ];
  expect((await said(proxy, expected.length, ...lines)).toString()).toBe(expected.toString());
  proxy.online = false;
  expect((await said(proxy, 1000)).toString()).toBe(codisSample('notonline-ping').toString());
});
