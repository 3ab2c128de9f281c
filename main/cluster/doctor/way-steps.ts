/** The way to the servers: names, tunnel, ports, TLS. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { parseAddress } from '../address.ts';
import { socketWords } from '../connect-failure.ts';
import { openSocket, type Way } from '../dial.ts';
import { ConnectionError } from '../errors.ts';
import { HostKeyError } from '../ssh-tunnel.ts';
import { counted, SKIPPED, textOfError, type Checkup, type Finding } from './checkup.ts';

const DAY = 86_400_000;
/** Days before its end from which a certificate is told of. */
const SOON = 21;

export async function checkNames({ seeds, connection, tunnel }: Checkup): Promise<Finding> {
  const hosts = [...new Set(seeds.map((seed) => parseAddress(seed)?.host ?? seed))];
  const names = hosts.filter((host) => !isIP(host) && !host.startsWith('/'));
  if (tunnel) return SKIPPED('names are resolved by the SSH server');
  if (names.length === 0) return SKIPPED('the seeds are addresses, not names');
  const details = await Promise.all(
    names.map(async (name) => {
      try {
        const found = await lookup(name, { all: true, family: connection.family ?? 0 });
        return { text: `${name} is ${found.map(({ address }) => address).join(', ')}`, good: true };
      } catch (error) {
        return { text: `${name}: ${socketWords(error as Error)}`, good: false };
      }
    }),
  );
  const bad = details.filter(({ good }) => !good).length;
  return {
    status: bad === 0 ? 'ok' : bad === details.length && names.length === hosts.length ? 'failed' : 'warning',
    found:
      bad === 0
        ? details.map(({ text }) => text).join('; ')
        : `${bad} of ${counted(names.length, 'name')} not found`,
    advice: bad === 0 ? '' : 'Check the spelling, the VPN, and the name server; or give addresses.',
    details: bad === 0 ? [] : details,
  };
}

export async function checkTunnel({ tunnel }: Checkup): Promise<Finding> {
  if (!tunnel) return SKIPPED('not used');
  try {
    await tunnel.connect();
    return { status: 'ok', found: 'connected; the host key is the one that was accepted' };
  } catch (error) {
    if (error instanceof HostKeyError)
      return {
        status: 'failed',
        found: error.message,
        advice: error.known
          ? 'Ask who runs the server whether its key was changed. If nobody did, somebody may be listening in: do not connect.'
          : 'Compare it with what `ssh-keygen -l` says on the server, then accept it.',
        remedy: { kind: 'accept-host-key', hostKey: error.hostKey, known: error.known },
      };
    return {
      status: 'failed',
      found: textOfError(error),
      advice:
        error instanceof ConnectionError && error.kind === 'auth'
          ? 'Check the SSH user, and its password, key or agent.'
          : 'Check the SSH host and port, and that you are in its network.',
    };
  }
}

export async function checkPorts({ seeds, connection, tunnel, findings }: Checkup): Promise<Finding> {
  const details = await Promise.all(
    seeds.map(async (seed) => {
      const start = performance.now();
      try {
        (await reachSocket(seed, connection, false)).destroy();
        findings.open.push(seed);
        return { text: `${seed} accepts, ${(performance.now() - start).toFixed(1)} ms`, good: true };
      } catch (error) {
        return { text: `${seed}: ${reason(error)}`, good: false };
      }
    }),
  );
  // As they were given, not as they answered.
  findings.open.sort((a, b) => seeds.indexOf(a) - seeds.indexOf(b));
  const good = findings.open.length;
  return {
    status: good === seeds.length ? 'ok' : good > 0 ? 'warning' : 'failed',
    found: `${good} of ${counted(seeds.length, 'seed')} accept${good === 1 ? 's' : ''}`,
    advice:
      good === seeds.length
        ? ''
        : tunnel
          ? 'The SSH server was asked to connect there: the addresses must be right as it sees them.'
          : 'Check host and port, that the server runs, and that no firewall is in between.',
    details: good === seeds.length && seeds.length === 1 ? [] : details,
  };
}

export async function checkTls({ connection, findings }: Checkup): Promise<Finding> {
  if (!connection.tls) return SKIPPED('not used');
  const seed = findings.open[0];
  if (!seed) return SKIPPED('no seed accepts');
  try {
    const socket = (await reachSocket(seed, connection, true)) as TLSSocket;
    const certificate = socket.getPeerCertificate();
    const protocol = socket.getProtocol() ?? 'TLS';
    socket.destroy();
    return describeCertificate(certificate, protocol, connection.tls);
  } catch (error) {
    return { status: 'failed', found: `${seed}: ${reason(error)}`, ...tlsAdvice(error) };
  }
}

function describeCertificate(
  certificate: PeerCertificate,
  protocol: string,
  { rejectUnauthorized = true, checkName = true }: NonNullable<Checkup['connection']['tls']>,
): Finding {
  const days = Math.floor((Date.parse(certificate.valid_to) - Date.now()) / DAY);
  const names = (certificate.subjectaltname ?? certificate.subject?.CN ?? '').slice(0, 300);
  const age = days < 0 ? `expired ${counted(-days, 'day')} ago` : `${counted(days, 'day')} left`;
  const found = `${protocol.replace('TLSv', 'TLS ')}, certificate for ${names || 'no name'}, ${age}`;
  if (!rejectUnauthorized || !checkName)
    return {
      status: 'warning',
      found: `${found}. ${rejectUnauthorized ? 'Its name' : 'It'} is not checked`,
      advice:
        'Anyone in between could read and change everything: switch the check on, with the CA that signed it.',
    };
  return days < SOON
    ? { status: 'warning', found, advice: 'Renew the certificate before it ends: then nobody can connect.' }
    : { status: 'ok', found };
}

const TLS_ADVICE: readonly [RegExp, string][] = [
  [
    /self-signed|unable to (get|verify)/i,
    'Give the certificate of the CA that signed the server’s, or the server’s own.',
  ],
  [
    /altname|does not match|not in the cert/i,
    'The certificate is for another name: use that name as host, or give it as server name.',
  ],
  [/has expired/i, 'The certificate has ended: it must be renewed on the server.'],
  [
    /certificate required|handshake failure|bad certificate/i,
    'The server wants a client certificate: give certificate and key.',
  ],
  [
    /protocol version|unsupported protocol|no protocols/i,
    'Server and settings have no TLS version in common: lower the minimum version, or update the server.',
  ],
];

function tlsAdvice(error: unknown): Pick<Finding, 'advice' | 'remedy'> {
  const words = reason(error);
  if (/does not speak TLS|wrong version number/.test(words))
    return {
      advice: 'The port speaks plain Redis: switch TLS off, or use the TLS port.',
      remedy: { kind: 'use-tls', on: false },
    };
  return {
    advice: TLS_ADVICE.find(([pattern]) => pattern.test(words))?.[1] ?? 'Check that this is the TLS port.',
  };
}

const reason = (error: unknown): string =>
  error instanceof ConnectionError ? error.message : socketWords(error as Error).slice(0, 500);

/** A socket to a node, within the time a connection may take. */
async function reachSocket(
  node: string,
  { reach, family = 0, tls, dial, connectTimeout }: Checkup['connection'],
  secure: boolean,
) {
  const address = parseAddress(node);
  if (!address) throw new ConnectionError('unreachable', 'it is no address', false);
  const way: Way = {
    place: reach?.(address) ?? address,
    name: address.host,
    family,
    tls: secure ? tls : undefined,
    dial,
  };
  const signal = AbortSignal.timeout(connectTimeout);
  return openSocket(way, signal).catch((error: unknown) => {
    if (signal.aborted) throw new ConnectionError('timeout', `no answer within ${connectTimeout} ms`, false);
    throw error;
  });
}
