/** What a server lets us do: login, permissions, what it is, its clock and version. */
import type { NodeAddress } from '../../../shared/model.ts';
import { words } from '../../../shared/resp.ts';
import { TWEMPROXY } from '../../../shared/twemproxy.ts';
import { ConnectionError } from '../errors.ts';
import type { NodeConnection } from '../node-connection.ts';
import { infoFields, itemsOf, numberOf, readReply, ServerError, textOf } from '../read-reply.ts';
import { serverName } from '../server-identity.ts';
import { tellKind, type ServerKind } from '../server-kind.ts';
import { counted, SKIPPED, textOfError, type Checkup, type Finding } from './checkup.ts';

const PATIENCE = 3000;
/** Milliseconds between clocks from which times to live read wrong. */
const SKEW = 2000;

/** The reply's value; throws ServerError for an error reply, ConnectionError where none came. */
export const ask = async (connection: NodeConnection, ...text: string[]) =>
  readReply(await connection.send(words(...text), { timeout: PATIENCE }));

export async function checkLogin({ connection, findings, open }: Checkup): Promise<Finding> {
  let trouble: unknown = null;
  let place: NodeAddress = '';
  for (const seed of findings.open) {
    place = seed;
    const candidate = open(seed);
    try {
      await ask(candidate, 'PING');
      findings.connection = candidate;
      const user = await ask(candidate, 'ACL', 'WHOAMI').then(textOf, () => '');
      const who = connection.password === undefined ? 'without a password' : 'with the password';
      return { status: 'ok', found: user ? `as ACL user ${user.slice(0, 100)}` : who };
    } catch (error) {
      trouble ??= error;
    }
  }
  if (trouble === null) return SKIPPED('no seed accepts');
  const text = textOfError(trouble);
  if (trouble instanceof ServerError && /^NOAUTH/.test(text))
    return { status: 'failed', found: `${place} wants a password`, advice: 'Give user and password.' };
  if (trouble instanceof ServerError && /^NOPERM/.test(text)) {
    findings.connection = open(place);
    return { status: 'ok', found: 'logged in' };
  }
  if (trouble instanceof ConnectionError && trouble.kind === 'auth')
    return {
      status: 'failed',
      found: `${place} refuses the login: ${text}`,
      advice: 'Check user and password; ACL users came with Redis 6.0.',
    };
  const wantsTls = /may want TLS/.test(text);
  return {
    status: 'failed',
    found: `${place}: ${text}`,
    advice: wantsTls ? 'Switch TLS on.' : 'Check that a Redis or Valkey server listens there.',
    ...(wantsTls && { remedy: { kind: 'use-tls', on: true } as const }),
  };
}

/** Commands the app asks by itself, and what it cannot do without them. All of them only read. */
const NEEDED: readonly [words: string[], without: string, essential?: true][] = [
  [['CLUSTER', 'INFO'], 'the map of the slots', true],
  [['CLUSTER', 'NODES'], 'the map of the slots', true],
  [['CLUSTER', 'SLOTS'], 'the map of the slots', true],
  [['CLUSTER', 'SHARDS'], 'the map of the slots in one answer (7.0)'],
  [['CLUSTER', 'COUNTKEYSINSLOT', '0'], 'counts of keys per slot'],
  [['CLUSTER', 'GETKEYSINSLOT', '0', '1'], 'keys of a slot'],
  [['COMMAND', 'COUNT'], 'the server’s own commands: the bundled table is used'],
  [['COMMAND', 'DOCS', 'get'], 'hints of the server’s own commands (7.0)'],
  [['INFO', 'server'], 'figures of the nodes'],
  [['DBSIZE'], 'how far a scan is'],
  [['SCAN', '0', 'COUNT', '1'], 'grouping by hash tag'],
  [['TYPE', 'slotshell'], 'types of keys'],
  [['PTTL', 'slotshell'], 'times to live'],
  [['MEMORY', 'USAGE', 'slotshell'], 'memory of keys'],
  [['OBJECT', 'ENCODING', 'slotshell'], 'encodings of keys'],
  [['LASTSAVE'], 'the age of the last save, in questions before dangerous commands'],
  [['TIME'], 'the server’s clock'],
];

export async function checkPermissions({ findings }: Checkup): Promise<Finding> {
  const { connection } = findings;
  if (!connection) return SKIPPED('not logged in');
  if (findings.proxy) return SKIPPED('a proxy is not asked');
  const refused = (
    await Promise.all(
      NEEDED.map(async ([text, without, essential]) => {
        try {
          await ask(connection, ...text);
        } catch (error) {
          if (error instanceof ServerError && /^NOPERM/.test(error.message))
            // Keys the user may not touch say nothing about the command.
            return /keys/.test(error.message)
              ? []
              : [{ name: text.slice(0, text[0] === 'CLUSTER' ? 2 : 1).join(' '), without, essential }];
        }
        return [];
      }),
    )
  ).flat();
  if (refused.length === 0) return { status: 'ok', found: 'the user may run all that the app asks' };
  return {
    status: refused.some(({ essential }) => essential) ? 'failed' : 'warning',
    found: `the user may not run ${counted(refused.length, 'command')} that the app asks`,
    advice: `Allow them: ACL SETUSER … ${refused.map(({ name }) => `+${name.toLowerCase().replace(' ', '|')}`).join(' ')}`,
    details: refused.map(({ name, without }) => ({
      text: `${name}: without it, no ${without}`,
      good: false,
    })),
  };
}

export async function checkKind({ findings }: Checkup): Promise<Finding> {
  const { connection } = findings;
  if (!connection) return SKIPPED('not logged in');
  let kind: ServerKind;
  try {
    kind = await tellKind((...text) => ask(connection, ...text));
  } catch (error) {
    const text = textOfError(error);
    if (error instanceof ServerError && /^NOPERM/.test(text)) return SKIPPED('the user may not ask');
    return {
      status: 'warning',
      found: text,
      advice: 'CLUSTER INFO is answered with an error: look at the server’s log.',
    };
  }
  if (kind.kind === 'proxy') {
    findings.proxy = true;
    return proxyFinding(kind.hangsUp);
  }
  if (kind.kind === 'cluster') {
    findings.clustered = true;
    return { status: 'ok', found: 'a cluster' };
  }
  const mode = await ask(connection, 'INFO', 'server').then(
    (reply) => infoFields(textOf(reply)).get('redis_mode') ?? '',
    () => '',
  );
  if (mode === 'sentinel')
    return {
      status: 'failed',
      found: 'this is a Sentinel, not a server with data',
      advice: 'Give it as a sentinel, with the name of the master.',
    };
  return { status: 'ok', found: 'one server, not in a cluster: no slots, no redirects' };
}

const proxyFinding = (hangsUp: boolean): Finding => ({
  status: 'ok',
  found: hangsUp
    ? `${TWEMPROXY}, or a proxy like it: it closes the connection at a command that it does not know`
    : 'a proxy that speaks Redis: it knows neither CLUSTER nor INFO',
  advice: 'For what it does not know, and for figures of the servers, connect to the servers behind it.',
  details: [
    { text: 'commands on keys: the proxy sends each to the server that has the key', good: true },
    {
      text: hangsUp
        ? 'KEYS, SCAN, SELECT, MULTI, SUBSCRIBE, INFO, CONFIG and others that it does not know: refused before they are sent'
        : 'what it does not know it answers with an error',
      good: false,
    },
    { text: 'slots, figures and the commands of the servers behind it: not asked', good: false },
  ],
});

export async function checkClock({ findings }: Checkup): Promise<Finding> {
  const { connection } = findings;
  if (!connection) return SKIPPED('not logged in');
  if (findings.proxy) return SKIPPED('a proxy is not asked');
  const before = Date.now();
  try {
    const [seconds, micros] = itemsOf(await ask(connection, 'TIME')).map(numberOf);
    const after = Date.now();
    const theirs = (seconds ?? NaN) * 1000 + (micros ?? NaN) / 1000;
    if (!Number.isFinite(theirs)) return SKIPPED('the server does not say');
    // Within the time that asking took nothing can be told apart.
    const ahead = theirs > after ? theirs - after : theirs < before ? theirs - before : 0;
    if (Math.abs(ahead) < SKEW) return { status: 'ok', found: 'as this computer’s' };
    return {
      status: 'warning',
      found: `${(Math.abs(ahead) / 1000).toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'} this computer’s`,
      advice:
        'Times to live and absolute times (EXPIREAT) are reckoned by the server’s clock. Let both follow NTP.',
    };
  } catch {
    return SKIPPED('the server does not say');
  }
}

export async function checkVersion({ findings }: Checkup): Promise<Finding> {
  const { connection, announced } = findings;
  if (!connection) return SKIPPED('not logged in');
  if (findings.proxy) return SKIPPED('a proxy is not asked');
  const info = await ask(connection, 'INFO', 'server').then(textOf, () => '');
  const fields = infoFields(info);
  const version = fields.get('valkey_version') || fields.has('redis_version') ? serverName(fields) : '';
  if (!version) return SKIPPED('the server does not say');
  const others = [...new Set(announced.map((node) => node.version).filter((v) => v !== '' && v !== version))];
  if (others.length > 0)
    return {
      status: 'warning',
      found: `${version}; other nodes: ${others.join(', ')}`,
      advice: 'Fine during an upgrade: commands of the newer version fail on the older nodes.',
    };
  return { status: 'ok', found: version };
}
