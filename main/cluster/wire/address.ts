/** Addresses as Redis writes them: `host:port`, IPv6 unbracketed, the port after the last colon. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { noAddress } from '../../../shared/cluster/no-address.ts';

export interface HostPort {
  host: string;
  port: number;
}

/** Characters of a host name, as in DNS. */
const MAX_HOST = 253;

/** Paths of Unix sockets that the user has named. */
const sockets = new Set<string>();

/**
 * Parses an address; every address passes through here before it is dialled. Null if no port from 1 to 65535 follows the
 * last colon, or if the host is invalid: a path from a server would open a Unix socket, and Node takes an empty host for
 * localhost. Accepts both `[::1]:7000` and `::1:7000`.
 */
export function parseAddress(text: string): HostPort | null {
  const place = splitAddress(text);
  return place && (isHost(place.host) || sockets.has(place.host)) ? place : null;
}

/** Like parseAddress, but with any host, or none. */
export function splitAddress(text: string): HostPort | null {
  const colon = text.lastIndexOf(':');
  const port = Number(/^\d{1,5}$/.exec(text.slice(colon + 1))?.[0] ?? 0);
  if (colon < 0 || port < 1 || port > 65535) return null;
  return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port };
}

/** Whether a text may be dialled as a host: it is not empty, which Node takes for localhost, and not the path of a socket. */
export const isHost = (text: string): boolean => text !== '' && !/[@/\\\s\p{Cc}]/u.test(text);

/** Returns the address of a Unix socket that the user has named: `/path:1`. Servers cannot name one. */
export function socketAddress(path: string): NodeAddress {
  sockets.add(path);
  return `${path}:1`;
}

export const formatAddress = (host: string, port: number): NodeAddress => `${readableName(host)}:${port}`;

/** Returns the address of a node as a server reports it; noAddress() if it is invalid. */
export const addressOf = (host: string, port: number, id: string): NodeAddress => {
  const address = formatAddress(host, port);
  return parseAddress(address) ? address : noAddress(id);
};

/** Makes a name from a server safe to show: bounded to a host's length and escaped. An escaped name cannot be dialled. */
export const readableName = (text: string): string => escapeForLine(text.slice(0, MAX_HOST));

/** The host of an address; empty if it has none. */
export const hostOf = (address: NodeAddress): string => parseAddress(address)?.host ?? '';
