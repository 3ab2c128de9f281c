/** Checks the kind of server (cluster node, single server, proxy), its clock and its version. */
import { CODIS, OLD_CODIS } from '../../../shared/cluster/codis.ts';
import { TWEMPROXY } from '../../../shared/cluster/twemproxy.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { infoFields, itemsOf, numberOf, ServerError, serverMode, textOf } from '../wire/read-reply.ts';
import { serverName } from '../commands/server-identity.ts';
import { tellKind, tellOldCodis, type ServerKind } from '../topology/server-kind.ts';
import { ask, isProxy, skipped, textOfError, type Diagnostics, type Finding } from './diagnostics.ts';

/** Milliseconds between clocks beyond which TTLs read wrong. */
const MAX_SKEW_MS = 2000;

export async function checkKind({ findings, sentinel }: Diagnostics): Promise<Finding> {
  const [connection] = findings.servers.loggedIn;
  if (!connection) return skipped('not logged in');
  let kind: ServerKind;
  try {
    const question = (...text: string[]) => ask(connection, ...text);
    kind = await tellKind(question);
    if (kind.kind === 'standalone' && (await hasSlotsHashKey(question)))
      kind = (await tellOldCodis(question)) ?? kind;
  } catch (error) {
    const text = textOfError(error);
    if (error instanceof ServerError && /^NOPERM/.test(text)) return skipped('the user lacks permission');
    return {
      status: 'warning',
      found: text,
      advice: 'CLUSTER INFO returned an error: look at the server’s log.',
    };
  }
  if (kind.kind === 'proxy') {
    findings.kind = kind.name === CODIS ? 'codis' : 'proxy';
    if (kind.name === OLD_CODIS) return OLD_CODIS_FINDING;
    return kind.name === CODIS ? CODIS_FINDING : proxyFinding(kind.name === TWEMPROXY);
  }
  if (kind.kind === 'cluster') {
    findings.kind = 'cluster';
    return { status: 'ok', found: 'a cluster' };
  }
  findings.kind = 'single';
  const mode = await ask(connection, 'INFO', 'server').then(
    (reply) => serverMode(infoFields(textOf(reply))) ?? '',
    () => '',
  );
  if (mode === 'sentinel')
    return {
      status: 'failed',
      found: 'this is a Sentinel, not a server with data',
      advice: 'Enter it as a Sentinel, with the name of the master.',
    };
  if (sentinel) return roleFinding(connection);
  return { status: 'ok', found: 'a single server: no slots, no redirects' };
}

/** Asks ROLE (2.8.12) to see whether the server agrees with the Sentinels. */
async function roleFinding(connection: NodeConnection): Promise<Finding> {
  const role = await ask(connection, 'ROLE').then(
    (reply) => textOf(itemsOf(reply)[0]).slice(0, 20),
    () => '',
  );
  if (role === 'master')
    return { status: 'ok', found: 'a single server, which confirms that it is the master' };
  return {
    status: 'failed',
    found:
      role === ''
        ? 'the server does not say whether it is the master'
        : `the server reports the role ${role}`,
    advice:
      role === ''
        ? 'Allow the user to run ROLE: the app needs it to confirm what the Sentinels report.'
        : 'A failover may be in progress: run this again in a moment.',
  };
}

const proxyFinding = (hangsUp: boolean): Finding => ({
  status: 'ok',
  found: hangsUp
    ? `${TWEMPROXY}, or a similar proxy: it closes the connection on an unknown command`
    : 'a Redis proxy: it knows neither CLUSTER nor INFO',
  advice: 'For other commands and for server metrics, connect to a server behind the proxy.',
  details: [
    { text: 'commands on keys: sent by the proxy to the server that has the key', good: true },
    {
      text: hangsUp
        ? 'KEYS, SCAN, SELECT, MULTI, SUBSCRIBE, INFO, CONFIG and other commands unknown to it: refused before they are sent'
        : 'commands unknown to it: return an error',
      good: false,
    },
    { text: 'slots, metrics and command tables of the servers behind it: not available', good: false },
  ],
});

/** Whether it, or a server behind it, has the commands that only codis's servers have. */
const hasSlotsHashKey = (question: (...text: string[]) => Promise<Reply>): Promise<boolean> =>
  question('COMMAND', 'INFO', 'SLOTSHASHKEY').then(
    (reply) => itemsOf(itemsOf(reply)[0]).length > 0,
    () => false,
  );

const OLD_CODIS_FINDING: Finding = {
  status: 'ok',
  found: `${OLD_CODIS}, a proxy that does not tell its slots`,
  advice: 'For other commands and for server metrics, connect to a server behind the proxy.',
  details: [
    { text: 'commands on keys: sent by the proxy to the server that has the key', good: true },
    {
      text: 'MULTI, SUBSCRIBE, MONITOR, KEYS, SCAN, BLPOP, CONFIG, CLIENT and others: refused before they are sent',
      good: false,
    },
    { text: 'slots, metrics and command tables of the servers behind it: not available', good: false },
  ],
};

const CODIS_FINDING: Finding = {
  status: 'ok',
  found: 'codis, a proxy with 1,024 slots of its own',
  advice: 'For commands that it refuses, connect to a server behind the proxy.',
  details: [
    { text: 'commands on one key, EVAL, SELECT, AUTH with a password: work through it', good: true },
    { text: 'MGET, MSET, DEL and EXISTS: divided by key, not atomic', good: true },
    {
      text: 'slots, keys by slot, metrics of each server: through SLOTSMAPPING, SLOTSSCAN, INFO',
      good: true,
    },
    { text: 'other commands with several keys: go to the group of one key, right or wrong', good: false },
    {
      text: 'MULTI, SUBSCRIBE, MONITOR, KEYS, SCAN, BLPOP, CONFIG, CLIENT, CLUSTER and others: refused before they are sent',
      good: false,
    },
  ],
};

export async function checkClock({ findings }: Diagnostics): Promise<Finding> {
  const [connection] = findings.servers.loggedIn;
  if (!connection) return skipped('not logged in');
  if (isProxy(findings)) return skipped('not run on a proxy');
  const before = Date.now();
  try {
    const [seconds, micros] = itemsOf(await ask(connection, 'TIME')).map(numberOf);
    const after = Date.now();
    const theirs = (seconds ?? NaN) * 1000 + (micros ?? NaN) / 1000;
    if (!Number.isFinite(theirs)) return skipped('the server does not report it');
    // A skew shorter than the round trip cannot be measured.
    const ahead = theirs > after ? theirs - after : theirs < before ? theirs - before : 0;
    if (Math.abs(ahead) < MAX_SKEW_MS) return { status: 'ok', found: 'matches this computer’s clock' };
    return {
      status: 'warning',
      found: `${(Math.abs(ahead) / 1000).toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'} this computer’s clock`,
      advice:
        'TTLs and absolute times (EXPIREAT) follow the server’s clock. Synchronize both clocks with NTP.',
    };
  } catch {
    return skipped('the server does not report it');
  }
}

export async function checkVersion({ findings }: Diagnostics): Promise<Finding> {
  const { announced } = findings;
  const [connection] = findings.servers.loggedIn;
  if (!connection) return skipped('not logged in');
  if (isProxy(findings)) return skipped('not run on a proxy');
  const info = await ask(connection, 'INFO', 'server').then(textOf, () => '');
  const fields = infoFields(info);
  const version = fields.get('valkey_version') || fields.has('redis_version') ? serverName(fields) : '';
  if (!version) return skipped('the server does not report it');
  const others = [...new Set(announced.map((node) => node.version).filter((v) => v !== '' && v !== version))];
  if (others.length > 0)
    return {
      status: 'warning',
      found: `${version}; other nodes: ${others.join(', ')}`,
      advice: 'Normal during an upgrade. Commands of the newer version fail on the older nodes.',
    };
  return { status: 'ok', found: version };
}
