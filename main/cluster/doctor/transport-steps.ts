/** The way to the servers: names, tunnel, ports. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { parseAddress } from '../wire/address.ts';
import { socketWords } from '../wire/connect-failure.ts';
import type { TlsOptions } from '../wire/link-options.ts';
import { openSocket } from '../wire/dial.ts';
import { ConnectionError, TransportError } from '../wire/errors.ts';
import { HostKeyError } from '../wire/ssh-tunnel.ts';
import { counted, SKIPPED, textOfError, type Diagnostics, type Finding, type Side } from './diagnostics.ts';

export async function checkNames({ tunnel }: Diagnostics, side: Side): Promise<Finding> {
  const { what, places, connection } = side;
  const { family = 0, connectTimeout } = connection;
  const hosts = [...new Set(places.map((place) => parseAddress(place)?.host ?? place))];
  const names = hosts.filter((host) => !isIP(host) && !host.startsWith('/'));
  if (hosts.length === 0) return SKIPPED('there is nothing to resolve');
  if (tunnel) return SKIPPED('names are resolved by the SSH server');
  if (names.length === 0)
    return SKIPPED(
      hosts.length === 1 ? `it is an address, not a name` : `the ${what}s are addresses, not names`,
    );
  const details = await Promise.all(
    names.map(async (name) => {
      try {
        const found = await within(connectTimeout, lookup(name, { all: true, family }));
        return { text: `${name} is ${found.map(({ address }) => address).join(', ')}`, good: true };
      } catch (error) {
        return { text: `${name}: ${reason(error)}`, good: false };
      }
    }),
  );
  const bad = details.filter(({ good }) => !good);
  if (bad.length === 0)
    return {
      status: 'ok',
      found: details
        .map(({ text }) => text)
        .join('; ')
        .slice(0, 1000),
    };
  return {
    status: bad.length === hosts.length ? 'failed' : 'warning',
    found: `${bad.length} of ${counted(names.length, 'name')} not found`,
    advice: 'Check the spelling, the VPN, and the name server; or give addresses.',
    details: [...bad, ...details.filter(({ good }) => good)],
  };
}

export async function checkTunnel({ tunnel }: Diagnostics): Promise<Finding> {
  if (!tunnel) return SKIPPED('not used');
  try {
    await tunnel.connect();
    return { status: 'ok', found: 'connected; the host key is the one that was accepted' };
  } catch (error) {
    if (error instanceof HostKeyError)
      return {
        status: 'failed',
        found: error.message,
        advice: error.advice,
        remedy: { kind: 'accept-host-key', hostKey: error.hostKey, known: error.known },
      };
    return {
      status: 'failed',
      found: textOfError(error),
      advice: error instanceof TransportError ? error.advice : 'Check the SSH host and port.',
    };
  }
}

export async function checkPorts(diagnostics: Diagnostics, side: Side): Promise<Finding> {
  const { what, places, open, connection } = side;
  if (places.length === 0) return SKIPPED(`no ${what} is known`);
  let stands = true;
  const details = await Promise.all(
    places.map(async (place) => {
      const start = performance.now();
      const at = dialledAt(place, connection);
      try {
        (await reachSocket(diagnostics, side, place, undefined)).destroy();
        open.push(place);
        return { text: `${at} accepts, ${(performance.now() - start).toFixed(1)} ms`, good: true };
      } catch (error) {
        stands &&= !(error instanceof TransportError);
        return { text: `${at}: ${reason(error)}`, good: false };
      }
    }),
  );
  if (!stands) return SKIPPED('the SSH tunnel does not stand');
  // As they were given, not as they answered.
  open.sort((a, b) => places.indexOf(a) - places.indexOf(b));
  const good = open.length;
  const isAll = good === places.length;
  return {
    status: isAll ? 'ok' : good > 0 ? 'warning' : 'failed',
    found: `${good} of ${counted(places.length, what)} accept${good === 1 ? 's' : ''}`,
    advice: isAll ? '' : diagnostics.tunnel ? THROUGH_TUNNEL : portAdvice(side),
    details: isAll && places.length === 1 ? [] : details.sort((a, b) => Number(a.good) - Number(b.good)),
  };
}

const THROUGH_TUNNEL =
  'The SSH server was asked to connect there: the addresses must be right as it sees them.';
const portAdvice = ({ what }: Side): string =>
  what === 'master'
    ? 'The Sentinels name it by an address that may not lead there from here: give it a line in the NAT map, or wait where a failover is under way.'
    : 'Check host and port, that the server runs, and that no firewall is in between.';

/** The address; where a line of the map leads elsewhere, that too. */
function dialledAt(place: NodeAddress, { reach }: Side['connection']): string {
  const address = parseAddress(place);
  const to = address && reach?.(address);
  return to && (to.host !== address.host || to.port !== address.port)
    ? `${place} at ${to.host}:${to.port} (by hand)`
    : place;
}

export const reason = (error: unknown): string =>
  (error instanceof ConnectionError ? error.message : socketWords(error as Error)).slice(0, 500);

/** A socket to a node, within the time a connection may take; closed when the checkup is stopped before. */
export async function reachSocket(
  { signal }: Pick<Diagnostics, 'signal'>,
  { connection }: Pick<Side, 'connection'>,
  node: NodeAddress,
  tls: TlsOptions | undefined,
): Promise<Duplex> {
  const { reach, family = 0, dial, connectTimeout } = connection;
  const address = parseAddress(node);
  if (!address) throw new ConnectionError('unreachable', 'it is no address', false);
  const transport = { place: reach?.(address) ?? address, name: address.host, family, tls, dial };
  const own = new AbortController();
  const stop = () => own.abort();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const opening = openSocket(transport, own.signal);
    opening.then(
      (socket) => {
        // What it says after its end, such as a reset that follows an alert, is of no account.
        socket.on('error', () => undefined);
        if (own.signal.aborted) socket.destroy();
      },
      () => undefined,
    );
    // What is dialled through a tunnel may be silent about being given up.
    return await within(connectTimeout, opening);
  } catch (error) {
    stop();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Rejects with a ConnectionError (`timeout`) after so many milliseconds; the work itself goes on. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ConnectionError('timeout', `no answer within ${milliseconds} ms`, false)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
