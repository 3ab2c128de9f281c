/** What a server is: a node of a cluster, a server by itself, a proxy; its clock and its version. */
import { TWEMPROXY } from '../../../shared/cluster/twemproxy.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { infoFields, itemsOf, numberOf, ServerError, textOf } from '../wire/read-reply.ts';
import { serverName } from '../commands/server-identity.ts';
import { tellKind, type ServerKind } from '../topology/server-kind.ts';
import { ask, SKIPPED, textOfError, type Diagnostics, type Finding } from './diagnostics.ts';

/** Milliseconds between clocks from which times to live read wrong. */
const SKEW = 2000;

export async function checkKind({ findings, sentinel }: Diagnostics): Promise<Finding> {
  const [connection] = findings.servers.loggedIn;
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
    findings.kind = 'proxy';
    return proxyFinding(kind.hangsUp);
  }
  if (kind.kind === 'cluster') {
    findings.kind = 'cluster';
    return { status: 'ok', found: 'a cluster' };
  }
  findings.kind = 'single';
  const mode = await ask(connection, 'INFO', 'server').then(
    (reply) => modeOf(infoFields(textOf(reply))),
    () => '',
  );
  if (mode === 'sentinel')
    return {
      status: 'failed',
      found: 'this is a Sentinel, not a server with data',
      advice: 'Give it as a sentinel, with the name of the master.',
    };
  if (sentinel) return roleFinding(connection);
  return { status: 'ok', found: 'one server, not in a cluster: no slots, no redirects' };
}

/** Valkey 8 renamed the field. */
const modeOf = (fields: ReadonlyMap<string, string>): string =>
  fields.get('server_mode') ?? fields.get('redis_mode') ?? '';

/** ROLE (2.8.12): whether the server agrees with the Sentinels. */
async function roleFinding(connection: NodeConnection): Promise<Finding> {
  const role = await ask(connection, 'ROLE').then(
    (reply) => textOf(itemsOf(reply)[0]).slice(0, 20),
    () => '',
  );
  if (role === 'master') return { status: 'ok', found: 'one server, which agrees that it is the master' };
  return {
    status: 'failed',
    found:
      role === ''
        ? 'the server does not say whether it is the master'
        : `the server says that it is a ${role}`,
    advice:
      role === ''
        ? 'Allow the user ROLE: without it, the app does not believe the Sentinels.'
        : 'A failover may be under way: run this again in a moment.',
  };
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

export async function checkClock({ findings }: Diagnostics): Promise<Finding> {
  const [connection] = findings.servers.loggedIn;
  if (!connection) return SKIPPED('not logged in');
  if (findings.kind === 'proxy') return SKIPPED('a proxy is not asked');
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

export async function checkVersion({ findings }: Diagnostics): Promise<Finding> {
  const { announced } = findings;
  const [connection] = findings.servers.loggedIn;
  if (!connection) return SKIPPED('not logged in');
  if (findings.kind === 'proxy') return SKIPPED('a proxy is not asked');
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
