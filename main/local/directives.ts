/**
 * Directives of a server program, with their defaults and the values that each accepts. The program itself is asked, started with an
 * empty conf file: a table of ours could be of another version.
 */
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Directive } from '../../shared/local/conf.ts';
import { HIDDEN, isSecret } from '../../shared/local/conf-secrets.ts';
import type { RedisServer } from '../demo/find-redis-server.ts';
import { cleanUpLeftovers } from '../demo/leftovers.ts';
import { ReplyError, type NodeClient } from '../demo/node-client.ts';
import { quote } from '../demo/redis-server-process.ts';
import { ServerGroup } from '../demo/server-group.ts';

const PREFIX = 'slotshell-defaults';
/** Apart from where clusters are made. */
const PORTS = { count: 1, first: 20_500, last: 22_000 };

/** The asked server cannot do without these; their defaults are those of its documentation. */
const OWN = {
  bind: '* -::*',
  'set-proc-title': 'yes',
  port: '6379',
  requirepass: '',
  logfile: '',
  dir: './',
  pidfile: '',
};

/** Known to conf files only. */
const FILE_ONLY = ['include', 'loadmodule', 'rename-command', 'user'];
/** A wrong value for these would reach beyond the asked server, or end our own connection. */
const NOT_TRIED = new Set([
  'bind',
  'bind-source-addr',
  'port',
  'tls-port',
  'requirepass',
  'dir',
  'logfile',
  'unixsocket',
]);
/** No directive's value. */
const WRONG = 'slotshell-asks';
const TOO_LOW = '-9000000000000000000';
const NOT_LIVE = /immutable|protected|unsupported|unknown/i;

const asked = new Map<string, Promise<Directive[]>>();

/** Takes about a third of a second the first time for a program. Rejects if it does not start. */
export async function directivesOf(server: RedisServer): Promise<Directive[]> {
  const { mtimeMs, size } = await stat(server.path);
  const program = JSON.stringify([server.path, mtimeMs, size]);
  const answer = asked.get(program) ?? ask(server);
  asked.set(program, answer);
  answer.catch(() => asked.delete(program));
  return answer;
}

async function ask(server: RedisServer): Promise<Directive[]> {
  cleanUpLeftovers(PREFIX);
  const password = randomBytes(24).toString('base64url');
  const group = await ServerGroup.start({
    server,
    prefix: PREFIX,
    ports: PORTS,
    // Others on this computer must not reach it, and it must be found again if we are killed.
    base: [
      ['bind', '127.0.0.1'],
      ['set-proc-title', 'no'],
    ],
    lines: (port) => [
      ['port', String(port)],
      ['requirepass', quote(password)],
    ],
    access: { password },
  });
  try {
    const client = group.client(group.ports[0]!);
    const defaults = { ...(await configOf(client)), ...OWN };
    const found: Directive[] = [];
    for (const [name, initial] of Object.entries(defaults)) found.push(await describe(client, name, initial));
    for (const name of FILE_ONLY)
      if (!(name in defaults)) found.push({ name, kind: 'text', isLive: false, initial: null });
    return found;
  } finally {
    await group.dispose();
  }
}

/** Every directive that CONFIG GET lists, with a mark for each password. */
export async function configOf(client: NodeClient): Promise<{ [name: string]: string }> {
  const reply = (await client.ask(['CONFIG', 'GET', '*'])) as string[];
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < reply.length; i += 2) pairs.push(shown(reply[i]!.toLowerCase(), reply[i + 1]!));
  return Object.fromEntries(pairs);
}

const shown = (name: string, value: string): [string, string] => [
  name,
  isSecret(name) && value !== '' ? HIDDEN : value,
];

/** From what the server says to a wrong value. */
async function describe(client: NodeClient, name: string, initial: string): Promise<Directive> {
  if (NOT_TRIED.has(name))
    return { name, kind: name.endsWith('port') ? 'number' : 'text', isLive: true, initial };
  const error = await refusal(client, name, WRONG);
  if (NOT_LIVE.test(error)) return { name, initial, isLive: false, ...kindOfValue(initial) };
  const text = { name, initial, isLive: true };
  if (/'yes' or 'no'/.test(error)) return { ...text, kind: 'yes-no' };
  const [, choices] = /one of the following: (.+)$/.exec(error) ?? [];
  if (choices)
    return { ...text, kind: 'choice', choices: choices.split(',').map((one) => one.trim().toLowerCase()) };
  if (/memory or percent/.test(error)) return { ...text, kind: 'percent' };
  if (/memory value/.test(error)) return { ...text, kind: 'memory' };
  if (!/into an integer/.test(error)) return { ...text, kind: 'text' };
  const [, least, most] = /between (-?\d+) and (-?\d+)/.exec(await refusal(client, name, TOO_LOW)) ?? [];
  const range = least === undefined ? {} : { least: Number(least), most: Number(most) };
  return { ...text, kind: 'number', ...range };
}

/** Of what cannot be tried only the default is known. */
function kindOfValue(initial: string): Pick<Directive, 'kind'> {
  return { kind: /^(yes|no)$/.test(initial) ? 'yes-no' : 'text' };
}

async function refusal(client: NodeClient, name: string, value: string): Promise<string> {
  try {
    await client.ask(['CONFIG', 'SET', name, value]);
    return '';
  } catch (error) {
    if (error instanceof ReplyError) return error.message;
    throw error;
  }
}
