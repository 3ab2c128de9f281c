/** Servers and keys that the pictures need beside the demo cluster. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../prepare.mjs';
import { waitForLine } from './window.mjs';

const COMMAND = path.join(ROOT, 'out', 'command', 'slotshell.cjs');

/** Below 22,000, because the bus takes the port plus 10,000. */
async function freePorts(count) {
  const ports = [];
  for (let port = 7100; ports.length < count; port++) {
    const server = createServer();
    const isFree = await new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) ports.push(port);
  }
  return ports;
}

/** Empty servers with cluster-enabled, one for each host: 127.0.0.1, 127.0.0.2. */
export async function startEmptyServers(hosts) {
  const folder = await mkdtemp(path.join(tmpdir(), 'slotshell-screenshot-servers-'));
  const ports = await freePorts(hosts.length);
  const servers = hosts.map((host, i) => {
    const bind = host === '127.0.0.1' ? [host] : ['127.0.0.1', host];
    const place = ['--bind', ...bind, '--cluster-announce-ip', host, '--dir', folder];
    const file = ['--cluster-config-file', `nodes-${ports[i]}.conf`, '--save', '', '--daemonize', 'no'];
    const words = ['--port', String(ports[i]), '--cluster-enabled', 'yes', ...place, ...file];
    return spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  });
  await Promise.all(
    servers.map(async ({ stdout }) => {
      let log = '';
      while (!/Ready to accept connections/.test(log)) log += (await once(stdout, 'data'))[0];
      stdout.resume();
    }),
  );
  const stop = async () => {
    for (const server of servers) server.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  return { addresses: hosts.map((host, i) => `${host}:${ports[i]}`), stop };
}

const numbered = (count, command) => Array.from({ length: count }, (_, i) => command(i));
/** A shop's keys: two customers with far more than the others, and prefixes without a tag. */
const SHOP = [
  ...numbered(2600, (i) => `SET order:{acme}:${i} ${'v'.repeat(120)}`),
  ...numbered(900, (i) => `HSET cart:{globex}:${i} item book:${i} count ${i % 7}`),
  ...numbered(400, (i) => `SET session:{user:${i % 200}}:${i} 9f2c41d7`),
  ...numbered(900, (i) => `SET user:${i} ${i}`),
  ...numbered(700, (i) => `SET stock:book:${i} ${i % 40}`),
];

/** Writes the shop's keys into the window's demo cluster, by the command without a window. */
export async function fill({ app, page }) {
  await page.getByRole('button', { name: 'Copy redis-cli command' }).click();
  await waitForLine(page, 'Copied, with the password');
  const line = await app.evaluate(({ clipboard }) => clipboard.readText());
  const [, password, port] = /^REDISCLI_AUTH=(\S+) redis-cli -c -p (\d+)$/.exec(line.trim());
  execFileSync(process.execPath, [COMMAND, '-c', '-p', port, '--pipe'], {
    input: `${SHOP.join('\n')}\n`,
    env: { ...process.env, REDISCLI_AUTH: password },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}
