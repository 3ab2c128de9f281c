/**
 * Reaches nodes through a SOCKS5 or HTTP proxy: a socket to the proxy for each one to a node. Names go to the proxy as they
 * are. Tells apart what the proxy refuses from what it cannot reach. No other file uses socks.
 * Sources: RFC 1928 and 1929 (SOCKS5), RFC 9110 section 9.3.6 (CONNECT).
 */
import { request } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SocksClient } from 'socks';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { formatAddress, type HostPort } from './address.ts';
import { socketWords } from './connect-failure.ts';
import { openSocket } from './dial.ts';
import { ConnectionError, TransportError } from './errors.ts';
import { silenceTimer } from './silence-timer.ts';

export interface ProxyOptions {
  kind: 'socks5' | 'http';
  host: string;
  port: number;
  /** Empty for none. */
  user: string;
  password?: string | undefined;
  /** Milliseconds for the proxy to connect to a node. */
  connectTimeout: number;
}

const NAMES = { socks5: 'SOCKS5', http: 'HTTP' } as const;

/** A problem of one node, as the proxy reports it. */
const refusedFor = (text: string) => new ConnectionError('unreachable', text, false);

export class Proxy {
  private readonly options: ProxyOptions;

  constructor(options: ProxyOptions) {
    this.options = options;
  }

  /** `the SOCKS5 proxy 10.0.0.1:1080` */
  get name(): string {
    const { kind, host, port } = this.options;
    return `the ${NAMES[kind]} proxy ${formatAddress(host, port)}`;
  }

  /**
   * Opens a connection to a place as seen from the proxy. Rejects with a TransportError if the proxy is out of reach or refuses
   * us, and with a ConnectionError if it does not connect to this place.
   */
  readonly dial = async (place: HostPort, signal: AbortSignal): Promise<Duplex> => {
    if (place.host.startsWith('/'))
      throw this.problem('cannot be used for a Unix socket', 'Connect to it without a proxy.');
    const { host, port, connectTimeout } = this.options;
    const own = new AbortController();
    const stopTimer = silenceTimer(connectTimeout, () => own.abort());
    const ending = either(signal, own);
    try {
      const transport = { place: { host, port }, name: host, family: 0 as const };
      const socket = await openSocket({ ...transport, tls: undefined, dial: undefined }, ending.signal).catch(
        (error: Error) => {
          throw this.problem(
            `is out of reach: ${own.signal.aborted ? 'no answer' : socketWords(error)}`,
            'Check the host and port of the proxy, and that it is running.',
          );
        },
      );
      const stop = () => void socket.destroy();
      ending.signal.addEventListener('abort', stop, { once: true });
      try {
        return await (this.options.kind === 'socks5' ? this.socks(socket, place) : this.http(socket, place));
      } catch (error) {
        socket.destroy();
        throw own.signal.aborted ? this.late(socket as Socket) : error;
      } finally {
        ending.signal.removeEventListener('abort', stop);
      }
    } finally {
      stopTimer();
      ending.end();
    }
  };

  private async socks(socket: Duplex, place: HostPort): Promise<Duplex> {
    const { host, port, user, password = '', connectTimeout } = this.options;
    const hasLogin = user !== '' || password !== '';
    try {
      await SocksClient.createConnection({
        proxy: { host, port, type: 5, ...(hasLogin && { userId: user, password }) },
        command: 'connect',
        destination: place,
        // Ours ends it first, and knows who is to blame.
        timeout: connectTimeout * 2,
        existing_socket: socket as Socket,
      });
      return socket;
    } catch (error) {
      throw this.socksFailure((error as Error).message);
    }
  }

  private socksFailure(text: string): ConnectionError {
    const reply = / rejected connection - (\w+)$/.exec(text)?.[1];
    const cannot = reply === undefined ? undefined : SOCKS_REPLIES[reply];
    if (cannot !== undefined) return refusedFor(`${this.name} ${cannot}`);
    if (/Authentication failed/.test(text)) return this.loginRefused();
    if (/no accepted authentication type/.test(text))
      return this.options.user === ''
        ? this.loginRefused()
        : this.problem('takes no login by user and password', 'Leave the user empty.');
    if (/version|handshake|unknown authentication/i.test(text))
      return this.problem('does not speak SOCKS5', 'Check its port, or choose HTTP.');
    return this.problem(
      `closed the connection: ${escapeForLine(text).slice(0, 200)}`,
      'Check that it is a SOCKS5 proxy, and that it lets this computer use it.',
    );
  }

  private http(socket: Duplex, place: HostPort): Promise<Duplex> {
    const { user, password = '' } = this.options;
    const to = `${isIPv6(place.host) ? `[${place.host}]` : place.host}:${place.port}`;
    const login = Buffer.from(`${user}:${password}`).toString('base64');
    return new Promise((resolve, reject) => {
      const asking = request({
        method: 'CONNECT',
        path: to,
        headers: {
          Host: to,
          ...((user !== '' || password !== '') && { 'Proxy-Authorization': `Basic ${login}` }),
        },
        createConnection: () => socket,
      });
      asking.once('connect', (response, _socket, rest: Buffer) => {
        const failure = this.httpFailure(response.statusCode ?? 0, response.statusMessage ?? '');
        if (failure) return reject(failure);
        if (rest.length > 0) socket.unshift(rest);
        resolve(socket);
      });
      asking.once('error', (error: Error & { code?: string }) =>
        reject(
          error.code?.startsWith('HPE_')
            ? this.problem('does not speak HTTP', 'Check its port, or choose SOCKS5.')
            : this.problem(
                `closed the connection: ${socketWords(error)}`,
                'Check that it is an HTTP proxy, and that it lets this computer use it.',
              ),
        ),
      );
      asking.end();
    });
  }

  private httpFailure(status: number, reason: string): ConnectionError | null {
    if (status >= 200 && status < 300) return null;
    const text = `${status} ${escapeForLine(reason).slice(0, 100)}`.trim();
    if (status === 407 || status === 401) return this.loginRefused();
    if (status === 403) return refusedFor(`${this.name} does not allow a connection to it (${text})`);
    if (status >= 500 && status !== 501) return refusedFor(`${this.name} cannot reach it (${text})`);
    return this.problem(
      `does not connect to other servers (${text})`,
      'Ask whoever runs it whether CONNECT is allowed, and to which ports.',
    );
  }

  /** The time was up: SOCKS5 proxies have answered a greeting before they dial. */
  private late(socket: Socket): ConnectionError {
    return this.options.kind === 'http' || socket.bytesRead > 0
      ? refusedFor(`no answer through ${this.name}`)
      : this.problem('does not answer', 'Check its port, and that it is a SOCKS5 proxy.');
  }

  private loginRefused(): TransportError {
    const { user, password } = this.options;
    const isGiven = user !== '' || Boolean(password);
    return new TransportError(
      'auth',
      isGiven ? `${this.name} refuses the login of ${user || 'this user'}` : `${this.name} asks for a login`,
      isGiven ? 'Check the user and password for the proxy.' : 'Give the user and password for the proxy.',
      'proxyPassword',
    );
  }

  private problem(text: string, advice: string): TransportError {
    return new TransportError('unreachable', `${this.name} ${text}`, advice);
  }
}

/** The replies of RFC 1928, by the names of socks, that are about the node. */
const SOCKS_REPLIES: { readonly [name: string]: string } = {
  Failure: 'cannot reach it (general failure)',
  NotAllowed: 'does not allow a connection to it',
  NetworkUnreachable: 'cannot reach it: no route to the network',
  HostUnreachable: 'cannot reach it: no route to the host, or its name was not found',
  ConnectionRefused: 'cannot reach it: connection refused',
  TTLExpired: 'cannot reach it: no answer',
  AddressNotSupported: 'cannot reach it: it does not know this kind of address',
};

/** Aborts with either; Electron 25 lacks AbortSignal.any. */
function either(given: AbortSignal, own: AbortController): { signal: AbortSignal; end(): void } {
  const both = new AbortController();
  const stop = () => both.abort();
  if (given.aborted || own.signal.aborted) stop();
  for (const signal of [given, own.signal]) signal.addEventListener('abort', stop, { once: true });
  return { signal: both.signal, end: () => given.removeEventListener('abort', stop) };
}
