/** Checks the server's certificate, how long it is valid, and why it or our own is rejected. */
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { counted } from '../../../shared/format/count.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { parseAddress } from '../wire/address.ts';
import type { TlsOptions } from '../wire/link-options.ts';
import { silenceTimer } from '../wire/silence-timer.ts';
import { skipped, type Diagnostics, type Finding, type Side } from './diagnostics.ts';
import { reachSocket, reason } from './transport-steps.ts';

const DAY_MS = 86_400_000;
/** Days before its expiry from which a certificate draws a warning. */
const EXPIRY_WARNING_DAYS = 21;
/** Milliseconds for a server to reject our certificate: TLS 1.3 does so only after the handshake. */
const ALERT_TIMEOUT_MS = 1000;
const PING = '*1\r\n$4\r\nPING\r\n';

export async function checkTls(diagnostics: Diagnostics, side: Side): Promise<Finding> {
  const { tls } = side.connection;
  if (!tls) return skipped('not used');
  const node = side.open[0];
  if (node === undefined) return skipped(`no ${side.what} accepts connections`);
  try {
    const socket = (await reachSocket(diagnostics, side, node, tls)) as TLSSocket;
    const certificate = socket.getPeerCertificate();
    const protocol = (socket.getProtocol() ?? 'TLS').replace('TLSv', 'TLS ');
    await acceptance(socket);
    return accepted(certificate, protocol, nameFor(tls, node), tls);
  } catch (error) {
    if (codeOf(error) in UNTRUSTED)
      return untrusted(
        error,
        await peekCertificate(diagnostics, side, node, tls),
        `${node}: `,
        nameFor(tls, node),
      );
    return failedHandshake(error, await speaksPlain(diagnostics, side, node), node, tls);
  }
}

/** The name sent as SNI, which the certificate must match. */
const nameFor = (tls: TlsOptions, node: NodeAddress): string =>
  tls.servername || (parseAddress(node)?.host ?? node);

/** Resolves at the first reply, or after a while; rejects if the server ends the connection. */
function acceptance(socket: TLSSocket): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    setTimeout(resolve, ALERT_TIMEOUT_MS).unref();
    socket.once('data', () => resolve());
    // Several errors may follow: the alert, then the end of the socket.
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
  const days = Math.floor((Date.parse(certificate.valid_to) - Date.now()) / DAY_MS);
  const age = days < 0 ? `expired ${counted(-days, 'day')} ago` : `${counted(days, 'day')} left`;
  const own = cert === undefined ? '' : '; client certificate accepted';
  const found = `${protocol}, certificate for ${namesOf(certificate)}, issued by ${issuerOf(certificate)}, ${age}${own}`;
  if (!rejectUnauthorized || !checkName)
    return {
      status: 'warning',
      found: `${found}. ${rejectUnauthorized ? 'Its name' : 'It'} is not verified`,
      advice:
        'Anyone in between could read and change everything. Turn verification on, with the CA that signed the certificate.',
    };
  return days < EXPIRY_WARNING_DAYS
    ? {
        status: 'warning',
        found,
        advice: 'Renew the certificate before it expires: after that nobody can connect.',
      }
    : { status: 'ok', found: `${found}; valid for ${name}` };
}

/** Fetches the rejected certificate without trusting it and without sending ours. Null if none is available. */
async function peekCertificate(
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

/** Whether the port answers a plain PING; its response to a TLS handshake proves nothing. */
async function speaksPlain(diagnostics: Diagnostics, side: Side, node: NodeAddress): Promise<boolean> {
  try {
    const socket = await reachSocket(diagnostics, side, node, undefined);
    let stop = () => {};
    const answer = await new Promise<string>((resolve) => {
      stop = silenceTimer(ALERT_TIMEOUT_MS, () => resolve(''));
      socket.once('data', (bytes) => resolve(String(bytes)));
      socket.once('error', () => resolve(''));
      socket.once('close', () => resolve(''));
      socket.write(PING);
    }).finally(() => {
      stop();
      socket.destroy();
    });
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
  found: (certificate) => `${about(certificate)} is signed by an unknown authority`,
  advice: 'Set the CA certificate to that of the CA that signed it.',
};

/** Keyed by Node's error codes for X.509 checks. */
const UNTRUSTED: { readonly [code: string]: Refusal } = {
  CERT_HAS_EXPIRED: {
    found: (certificate) => `${about(certificate)} has expired${dayOf(certificate?.valid_to, ' on')}`,
    advice: 'Renew it on the server. If it should still be valid, check this computer’s clock.',
  },
  CERT_NOT_YET_VALID: {
    found: (certificate) =>
      `${about(certificate)} is not valid yet${dayOf(certificate?.valid_from, ': valid from')}`,
    advice: 'Compare the clocks of this computer and of the server.',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    found: (certificate) => `${about(certificate)} is self-signed and not trusted`,
    advice:
      'Copy the certificate from the server and set it as the CA certificate. Its SHA-256 must match the one below.',
  },
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  CERT_SIGNATURE_FAILURE: {
    found: (certificate) => `${about(certificate)} was not signed by the given CA, although the names match`,
    advice: 'The CA has a new key: use its current certificate.',
  },
  CERT_REVOKED: {
    found: (certificate) => `${about(certificate)} was revoked`,
    advice: 'Do not connect. Ask whoever runs the server.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    found: (certificate, name) => `${about(certificate)} does not match the name ${name}`,
    advice: 'Use one of the certificate’s names as the host, or set it as the server name.',
  },
};

/** Matched against OpenSSL's or BoringSSL's text, in lower case with spaces. */
const HANDSHAKE_ADVICE: readonly [pattern: RegExp, advice: (tls: TlsOptions) => string][] = [
  [
    /protocol version|unsupported protocol|no protocols|version too low/,
    () =>
      'The server supports no TLS version that the settings allow: lower the minimum version, or update the server.',
  ],
  [
    /certificate required|handshake failure|no certificate/,
    ({ cert }) =>
      cert === undefined
        ? 'The server requires a client certificate: set a certificate and key.'
        : 'The server rejects the client certificate: it must be signed by the CA in the server’s tls-ca-cert-file.',
  ],
  [
    /alert.*(unknown ca|bad certificate|certificate|decrypt error|access denied)/,
    ({ cert }) =>
      cert === undefined
        ? 'The server requires a client certificate: set a certificate and key.'
        : 'The server rejects the client certificate: check that it has not expired and that the server’s CA signed it.',
  ],
  [/key values mismatch/, () => 'The client key belongs to another certificate: use a matching pair.'],
  [
    /bad decrypt|bad password|interrupted or cancelled/,
    () => 'The passphrase of the client key is missing or wrong.',
  ],
  [
    /no start line|pem|asn1|unsupported/,
    () => 'A file is not PEM: CA, certificate and key must be PEM text (-----BEGIN …).',
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

function failedHandshake(error: unknown, isPlain: boolean, node: NodeAddress, tls: TlsOptions): Finding {
  const text = reason(error);
  if (isPlain)
    return {
      status: 'failed',
      found: `${node} does not speak TLS: ${text}`,
      advice: 'The port speaks plain Redis: turn TLS off, or use the TLS port.',
      remedy: { kind: 'use-tls', on: false },
    };
  const plain = text.toLowerCase().replaceAll('_', ' ');
  const match = HANDSHAKE_ADVICE.find(([pattern]) => pattern.test(plain));
  return {
    status: 'failed',
    found: `${node}: ${text}`,
    advice: match?.[1](tls) ?? 'Check that this is the TLS port.',
  };
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** The certificate's alternative names, or its common name: `localhost, 127.0.0.1`. */
const namesOf = ({ subjectaltname, subject }: PeerCertificate): string =>
  (
    (subjectaltname ?? '')
      .split(', ')
      .map((name) => name.replace(/^[\w ]+:/, ''))
      .join(', ') || String(subject?.CN ?? 'no name')
  ).slice(0, 300);

const issuerOf = ({ issuer }: PeerCertificate): string =>
  String(issuer?.CN ?? issuer?.O ?? 'an unnamed issuer').slice(0, 200);

function dayOf(time: string | undefined, before: string): string {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? '' : `${before} ${new Date(at).toISOString().slice(0, 10)}`;
}
