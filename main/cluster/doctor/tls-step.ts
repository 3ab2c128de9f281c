/** Which certificate a server shows, for how long it holds, and why it, or ours, is not accepted. */
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { parseAddress } from '../wire/address.ts';
import type { TlsOptions } from '../wire/link-options.ts';
import { counted, SKIPPED, type Diagnostics, type Finding, type Side } from './diagnostics.ts';
import { reachSocket, reason } from './transport-steps.ts';

const DAY = 86_400_000;
/** Days before its end from which a certificate is told of. */
const SOON = 21;
/** Milliseconds for a server to refuse our certificate: TLS 1.3 does so only after the handshake. */
const SECOND_THOUGHTS = 1000;
const PING = '*1\r\n$4\r\nPING\r\n';

export async function checkTls(diagnostics: Diagnostics, side: Side): Promise<Finding> {
  const { tls } = side.connection;
  if (!tls) return SKIPPED('not used');
  const node = side.open[0];
  if (node === undefined) return SKIPPED(`no ${side.what} accepts`);
  try {
    const socket = (await reachSocket(diagnostics, side, node, tls)) as TLSSocket;
    const certificate = socket.getPeerCertificate();
    const protocol = (socket.getProtocol() ?? 'TLS').replace('TLSv', 'TLS ');
    await acceptance(socket);
    return accepted(certificate, protocol, nameFor(tls, node), tls);
  } catch (error) {
    if (codeOf(error) in UNTRUSTED)
      return untrusted(error, await look(diagnostics, side, node, tls), `${node}: `, nameFor(tls, node));
    return troubled(error, await speaksPlain(diagnostics, side, node), node, tls);
  }
}

/** What SNI asks for, and the certificate must be good for. */
const nameFor = (tls: TlsOptions, node: NodeAddress): string =>
  tls.servername || (parseAddress(node)?.host ?? node);

/** Resolves at the first answer, or after a while; rejects where the server ends the connection. */
function acceptance(socket: TLSSocket): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    setTimeout(resolve, SECOND_THOUGHTS).unref();
    socket.once('data', () => resolve());
    // More than one may come: the alert, then the end of the socket.
    socket.on('error', reject);
    socket.once('close', () => resolve());
    socket.write(PING);
  }).finally(() => socket.destroy());
}

function accepted(
  certificate: PeerCertificate,
  protocol: string,
  name: string,
  { rejectUnauthorized = true, checkName = true, cert }: TlsOptions,
): Finding {
  const days = Math.floor((Date.parse(certificate.valid_to) - Date.now()) / DAY);
  const age = days < 0 ? `expired ${counted(-days, 'day')} ago` : `${counted(days, 'day')} left`;
  const own = cert === undefined ? '' : '; our certificate is accepted';
  const found = `${protocol}, certificate for ${namesOf(certificate)}, issued by ${issuerOf(certificate)}, ${age}${own}`;
  if (!rejectUnauthorized || !checkName)
    return {
      status: 'warning',
      found: `${found}. ${rejectUnauthorized ? 'Its name' : 'It'} is not checked`,
      advice:
        'Anyone in between could read and change everything: switch the check on, with the CA that signed it.',
    };
  return days < SOON
    ? { status: 'warning', found, advice: 'Renew the certificate before it ends: then nobody can connect.' }
    : { status: 'ok', found: `${found}; good for ${name}` };
}

/** The certificate that was not accepted: looked at without trust, and without showing ours. Null where there is none to be had. */
async function look(
  diagnostics: Diagnostics,
  side: Side,
  node: NodeAddress,
  tls: TlsOptions,
): Promise<PeerCertificate | null> {
  const { minVersion, servername } = tls;
  const blind = {
    rejectUnauthorized: false,
    checkName: false,
    ...(minVersion && { minVersion }),
    ...(servername && { servername }),
  };
  try {
    const socket = (await reachSocket(diagnostics, side, node, blind)) as TLSSocket;
    const certificate = socket.getPeerCertificate();
    socket.destroy();
    return certificate.raw ? certificate : null;
  } catch {
    return null;
  }
}

/** Whether the port answers a PING without TLS: what it does to the beginning of a handshake is chance. */
async function speaksPlain(diagnostics: Diagnostics, side: Side, node: NodeAddress): Promise<boolean> {
  try {
    const socket = await reachSocket(diagnostics, side, node, undefined);
    const answer = await new Promise<string>((resolve) => {
      setTimeout(() => resolve(''), SECOND_THOUGHTS).unref();
      socket.once('data', (bytes) => resolve(String(bytes)));
      socket.once('error', () => resolve(''));
      socket.once('close', () => resolve(''));
      socket.write(PING);
    }).finally(() => socket.destroy());
    return /^[+-][A-Z]/.test(answer);
  } catch {
    return false;
  }
}

interface Refusal {
  found: (certificate: PeerCertificate | null, name: string) => string;
  advice: string;
}

const about = (certificate: PeerCertificate | null): string =>
  certificate
    ? `the certificate for ${namesOf(certificate)}, issued by ${issuerOf(certificate)},`
    : 'the certificate';

const UNKNOWN_AUTHORITY: Refusal = {
  found: (certificate) => `${about(certificate)} is signed by an authority that is not known here`,
  advice: 'Give the certificate of the CA that signed it as CA certificate.',
};

/** By Node's codes of X.509 checks. */
const UNTRUSTED: { readonly [code: string]: Refusal } = {
  CERT_HAS_EXPIRED: {
    found: (certificate) => `${about(certificate)} has expired${dayOf(certificate?.valid_to, ' on')}`,
    advice: 'It must be renewed on the server. If it should still hold, look at this computer’s clock.',
  },
  CERT_NOT_YET_VALID: {
    found: (certificate) =>
      `${about(certificate)} is not valid yet${dayOf(certificate?.valid_from, ': it begins on')}`,
    advice: 'Compare the clocks of this computer and of the server.',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    found: (certificate) => `${about(certificate)} is signed by itself, and not known here`,
    advice:
      'Copy the server’s certificate from the server, and give that file as CA certificate. Its SHA-256 below must be the same there.',
  },
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  CERT_SIGNATURE_FAILURE: {
    found: (certificate) =>
      `${about(certificate)} was not signed by the CA that is given, although the names are the same`,
    advice: 'The CA has another key now: give its present certificate.',
  },
  CERT_REVOKED: {
    found: (certificate) => `${about(certificate)} was revoked`,
    advice: 'Do not connect; ask who runs the server.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    found: (certificate, name) => `${about(certificate)} is for another name than ${name}`,
    advice: 'Use a name that it is for as host, or give that name as server name.',
  },
};

/** By what OpenSSL or BoringSSL says, in small letters with spaces. */
const TROUBLES: readonly [pattern: RegExp, advice: (tls: TlsOptions) => string][] = [
  [
    /protocol version|unsupported protocol|no protocols|version too low/,
    () =>
      'Server and settings have no TLS version in common: lower the minimum version, or update the server.',
  ],
  [
    /certificate required|handshake failure|no certificate/,
    ({ cert }) =>
      cert === undefined
        ? 'The server wants a client certificate: give certificate and key.'
        : 'The server does not accept the client certificate: it must be signed by the CA that the server has (tls-ca-cert-file).',
  ],
  [
    /alert.*(unknown ca|bad certificate|certificate|decrypt error|access denied)/,
    ({ cert }) =>
      cert === undefined
        ? 'The server wants a client certificate: give certificate and key.'
        : 'The server does not accept the client certificate: look whether it has expired, and whether the server’s CA signed it.',
  ],
  [
    /key values mismatch/,
    () => 'The client key belongs to another certificate: give the two that belong together.',
  ],
  [
    /bad decrypt|bad password|interrupted or cancelled/,
    () => 'The passphrase of the client key is missing or wrong.',
  ],
  [
    /no start line|pem|asn1|unsupported/,
    () => 'A file is not what it should be: CA, certificate and key are PEM texts (-----BEGIN …).',
  ],
];

function untrusted(error: unknown, certificate: PeerCertificate | null, at: string, name: string): Finding {
  const { found, advice } = UNTRUSTED[codeOf(error)]!;
  return {
    status: 'failed',
    found: at + found(certificate, name),
    advice,
    details: certificate ? [{ text: `SHA-256 ${certificate.fingerprint256}`, good: false }] : [],
  };
}

function troubled(error: unknown, isPlain: boolean, node: NodeAddress, tls: TlsOptions): Finding {
  const words = reason(error);
  if (isPlain)
    return {
      status: 'failed',
      found: `${node} does not speak TLS: ${words}`,
      advice: 'The port speaks plain Redis: switch TLS off, or use the TLS port.',
      remedy: { kind: 'use-tls', on: false },
    };
  const plain = words.toLowerCase().replaceAll('_', ' ');
  const trouble = TROUBLES.find(([pattern]) => pattern.test(plain));
  return {
    status: 'failed',
    found: `${node}: ${words}`,
    advice: trouble?.[1](tls) ?? 'Check that this is the TLS port.',
  };
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** `localhost, 127.0.0.1`: its alternative names, or the common name. */
const namesOf = ({ subjectaltname, subject }: PeerCertificate): string =>
  (
    (subjectaltname ?? '')
      .split(', ')
      .map((name) => name.replace(/^[\w ]+:/, ''))
      .join(', ') || String(subject?.CN ?? 'no name')
  ).slice(0, 300);

const issuerOf = ({ issuer }: PeerCertificate): string =>
  String(issuer?.CN ?? issuer?.O ?? 'nobody that it names').slice(0, 200);

function dayOf(time: string | undefined, before: string): string {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? '' : `${before} ${new Date(at).toISOString().slice(0, 10)}`;
}
