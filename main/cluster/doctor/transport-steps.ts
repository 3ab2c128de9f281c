/** Checks the transport to the servers: names, tunnel, ports. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { counted, plural } from '../../../shared/format/count.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { parseAddress } from '../wire/address.ts';
import { socketWords } from '../wire/connect-failure.ts';
import type { TlsOptions } from '../wire/link-options.ts';
import { openSocket } from '../wire/dial.ts';
import { ConnectionError, TransportError } from '../wire/errors.ts';
import { silenceTimer } from '../wire/silence-timer.ts';
import { HostKeyError } from '../wire/ssh-tunnel.ts';
import { skipped, textOfError, type Diagnostics, type Finding, type Side } from './diagnostics.ts';

export async function checkNames({ tunnel, proxy }: Diagnostics, side: Side): Promise<Finding> {
  const { what, places, connection } = side;
  const { family = 0, connectTimeout } = connection;
  const hosts = [...new Set(places.map((place) => parseAddress(place)?.host ?? place))];
  const names = hosts.filter((host) => !isIP(host) && !host.startsWith('/'));
  if (hosts.length === 0) return skipped('nothing to resolve');
  if (tunnel) return skipped('the SSH server resolves names');
  if (proxy) return skipped('the proxy resolves names');
  if (names.length === 0)
    return skipped(
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
    advice: 'Check the spelling, the VPN and the name server, or use IP addresses.',
    details: [...bad, ...details.filter(({ good }) => good)],
  };
}

/** Asks the proxy for one connection: a place that it cannot reach is no fault of its own. */
export async function checkProxy({ proxy, tunnel, signal, ...diagnostics }: Diagnostics): Promise<Finding> {
  if (!proxy) return skipped('not used');
  const { sentinels, servers } = diagnostics.findings;
  const [first] = sentinels.places.length > 0 ? sentinels.places : servers.places;
  const place = tunnel ? tunnel.place : first === undefined ? null : parseAddress(first);
  if (!place) return skipped('there is no address to ask it for');
  try {
    (await proxy.dial(place, signal)).destroy();
  } catch (error) {
    if (!(error instanceof ConnectionError) || error instanceof TransportError)
      return {
        status: 'failed',
        found: textOfError(error),
        advice: error instanceof TransportError ? error.advice : 'Check the host and port of the proxy.',
      };
  }
  return { status: 'ok', found: `${proxy.name.replace(/^the /, '')} answers` };
}

export async function checkTunnel({ tunnel }: Diagnostics): Promise<Finding> {
  if (!tunnel) return skipped('not used');
  try {
    await tunnel.connect();
    return { status: 'ok', found: 'connected; the host key matches the accepted one' };
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
  if (places.length === 0) return skipped(`no ${what} known`);
  let isWayOpen = true;
  const details = await Promise.all(
    places.map(async (place) => {
      const start = performance.now();
      const at = dialledAt(place, connection);
      try {
        (await reachSocket(diagnostics, side, place, undefined)).destroy();
        open.push(place);
        return { text: `${at} accepts, ${(performance.now() - start).toFixed(1)} ms`, good: true };
      } catch (error) {
        isWayOpen &&= !(error instanceof TransportError);
        return { text: `${at}: ${reason(error)}`, good: false };
      }
    }),
  );
  if (!isWayOpen)
    return skipped(diagnostics.tunnel ? 'the SSH tunnel is not connected' : 'the proxy cannot be used');
  // Keep the order of the settings, not that of the replies.
  open.sort((a, b) => places.indexOf(a) - places.indexOf(b));
  const good = open.length;
  const isAll = good === places.length;
  return {
    status: isAll ? 'ok' : good > 0 ? 'warning' : 'failed',
    found: `${good} of ${counted(places.length, what)} ${plural(good, 'accepts', 'accept')}`,
    advice: isAll
      ? ''
      : diagnostics.tunnel
        ? THROUGH_TUNNEL
        : diagnostics.proxy
          ? THROUGH_PROXY
          : portAdvice(side),
    details: isAll && places.length === 1 ? [] : details.sort((a, b) => Number(a.good) - Number(b.good)),
  };
}

const THROUGH_TUNNEL = 'The SSH server makes these connections: the addresses must be reachable from there.';
const THROUGH_PROXY =
  'The proxy makes these connections: the addresses must be reachable from there, and allowed by its rules.';
const portAdvice = ({ what }: Side): string =>
  what === 'master'
    ? 'The address that the Sentinels name may not be reachable from here: add it to the NAT map. If a failover is in progress, wait for it.'
    : 'Check the host and port, that the server is running, and that no firewall is in between.';

/** The address, and the one that the NAT map gives for it, if any. */
function dialledAt(place: NodeAddress, { reach }: Side['connection']): string {
  const address = parseAddress(place);
  const to = address && reach?.(address);
  return to && (to.host !== address.host || to.port !== address.port)
    ? `${place} at ${to.host}:${to.port} (NAT map)`
    : place;
}

export const reason = (error: unknown): string =>
  (error instanceof ConnectionError ? error.message : socketWords(error as Error)).slice(0, 500);

/** Opens a socket to a node within `connectTimeout`; a stopped examination closes it. */
export async function reachSocket(
  { signal }: Pick<Diagnostics, 'signal'>,
  { connection }: Pick<Side, 'connection'>,
  node: NodeAddress,
  tls: TlsOptions | undefined,
): Promise<Duplex> {
  const { reach, family = 0, dial, connectTimeout } = connection;
  const address = parseAddress(node);
  if (!address) throw new ConnectionError('unreachable', 'not a valid address', false);
  const transport = { place: reach?.(address) ?? address, name: address.host, family, tls, dial };
  const own = new AbortController();
  const stop = () => own.abort();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const opening = openSocket(transport, own.signal);
    opening.then(
      (socket) => {
        // Errors after the end, such as a reset that follows an alert, do not matter.
        socket.on('error', () => undefined);
        if (own.signal.aborted) socket.destroy();
      },
      () => undefined,
    );
    // A dial through a tunnel may not react to being aborted.
    return await within(connectTimeout, opening);
  } catch (error) {
    stop();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Rejects with a ConnectionError (`timeout`) after this many milliseconds; the work itself continues. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    stop = silenceTimer(milliseconds, () =>
      reject(new ConnectionError('timeout', `no answer within ${milliseconds} ms`, false)),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    stop();
  }
}
