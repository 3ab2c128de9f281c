/**
 * Writes main/cluster/operations/inspecting/setting-defaults.json: what fresh servers say of their settings. Each server is
 * started without a conf file, on its usual port, asked CONFIG GET *, and told to set each setting to the value that it has:
 * one that it cannot set takes effect at a restart only.
 *
 * Run it where no server has port 6379; it uses the servers of the tests: SLOTSHELL_NEWER_SERVERS and redis-server of PATH.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findNewerServers } from './newer-servers.mjs';

const PORT = 6379;
const FILE = path.resolve(import.meta.dirname, '../main/cluster/operations/inspecting/setting-defaults.json');
/** The directory, the process and the machine decide these. */
const OF_THE_MACHINE = ['dir', 'pidfile', 'availability-zone', 'locale-collate', 'unixsocket'];

const encode = (words) =>
  `*${words.length}\r\n${words.map((w) => `$${Buffer.byteLength(w)}\r\n${w}\r\n`).join('')}`;

/** Sends all commands in one write and resolves with their replies: a text for a line, a list for an array of strings. */
function ask(commands) {
  return new Promise((resolve, reject) => {
    const socket = connect(PORT, '127.0.0.1', () => socket.write(commands.map(encode).join('')));
    let heard = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      heard = Buffer.concat([heard, bytes]);
      const replies = [];
      let at = 0;
      const line = () => {
        const end = heard.indexOf('\r\n', at);
        if (end < 0) return undefined;
        const text = heard.subarray(at, end).toString();
        at = end + 2;
        return text;
      };
      while (replies.length < commands.length) {
        const head = line();
        if (head === undefined) return;
        if (head[0] !== '*') {
          replies.push(head);
          continue;
        }
        const items = [];
        for (let left = Number(head.slice(1)); left > 0; left--) {
          const size = line();
          if (size === undefined) return;
          const end = at + Number(size.slice(1));
          if (heard.length < end + 2) return;
          items.push(heard.subarray(at, end).toString());
          at = end + 2;
        }
        replies.push(items);
      }
      socket.destroy();
      resolve(replies);
    });
    socket.once('error', reject);
  });
}

async function answering() {
  for (let tries = 0; ; tries++)
    try {
      return await ask([['PING']]);
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

async function readServer(program) {
  const directory = mkdtempSync(path.join(tmpdir(), 'slotshell-defaults-'));
  const child = spawn(program, [], { cwd: directory, stdio: 'ignore' });
  try {
    await answering();
    const [all] = await ask([['CONFIG', 'GET', '*']]);
    const defaults = {};
    for (let i = 0; i < all.length; i += 2)
      if (!OF_THE_MACHINE.includes(all[i])) defaults[all[i]] = all[i + 1];
    const names = all.filter((_, i) => i % 2 === 0);
    const replies = await ask(names.map((name) => ['CONFIG', 'SET', name, all[all.indexOf(name) + 1]]));
    const fixed = names.filter((_, i) =>
      /can't set (?:immutable|protected) config|Unsupported CONFIG/i.test(replies[i]),
    );
    return { defaults, fixed };
  } finally {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    rmSync(directory, { recursive: true, force: true });
  }
}

const system = execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
const servers = [
  { product: 'redis', version: /\bv=(\d+\.\d+\.\d+)/.exec(system)[1], server: 'redis-server' },
  ...(await findNewerServers()),
].sort((a, b) => a.product.localeCompare(b.product) || a.version.localeCompare(b.version));

const tables = [];
for (const { product, version, server } of servers) {
  const { defaults, fixed } = await readServer(server);
  const before = tables.findLast((table) => table.product === product)?.whole ?? {};
  const changed = Object.entries(defaults).filter(([name, value]) => before[name] !== value);
  const gone = Object.keys(before).filter((name) => !(name in defaults));
  tables.push({ product, version, whole: defaults, defaults: Object.fromEntries(changed), gone, fixed });
}
const told = tables.map(({ product, version, defaults, gone, fixed }) => ({
  product,
  version,
  defaults,
  gone,
  fixed,
}));
writeFileSync(FILE, `${JSON.stringify(told, null, 1)}\n`);
