/** `host:port` as Redis writes it: IPv6 unbracketed, the port after the last colon. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { noAddress } from '../../../shared/cluster/no-address.ts';

export interface HostPort {
  host: string;
  port: number;
}

/** Characters of a host's name, as DNS has them. */
const MOST = 253;

/** Paths of Unix sockets that the user has named. */
const sockets = new Set<string>();

/**
 * Where an address leads: everything that is dialled comes through here. Null if there is no port from 1 to 65535 after the
 * last colon, or the host is none: what a server names is never a path, which Node would open as a Unix socket, and never
 * empty, which Node takes for localhost. Takes `[::1]:7000` and `::1:7000` alike.
 */
export function parseAddress(text: string): HostPort | null {
  const place = splitAddress(text);
  return place && (isHost(place.host) || sockets.has(place.host)) ? place : null;
}

/** As parseAddress, but the host may be anything, or nothing. */
export function splitAddress(text: string): HostPort | null {
  const colon = text.lastIndexOf(':');
  const port = Number(/^\d{1,5}$/.exec(text.slice(colon + 1))?.[0] ?? 0);
  if (colon < 0 || port < 1 || port > 65535) return null;
  return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port };
}

/** What may be dialled as a host by its name: never empty, which Node takes for localhost, and never the path of a socket. */
export const isHost = (text: string): boolean => text !== '' && !/[@/\\\s\p{Cc}]/u.test(text);

/** The address of a Unix socket that the user, and nobody else, names by its path: `/path:1`. */
export function socketAddress(path: string): NodeAddress {
  sockets.add(path);
  return `${path}:1`;
}

export const formatAddress = (host: string, port: number): NodeAddress => `${readableName(host)}:${port}`;

/** The address that a server gives for the node of this id; noAddress() if the port is invalid. */
export const addressOf = (host: string, port: number, id: string): NodeAddress => {
  const address = formatAddress(host, port);
  return parseAddress(address) ? address : noAddress(id);
};

/** A name that a server gave, fit to be shown anywhere: of the length of a host's at most; what is unsafe is escaped, and leads nowhere. */
export const readableName = (text: string): string => escapeForLine(text.slice(0, MOST));

/** The host of an address; empty where it has none. */
export const hostOf = (address: NodeAddress): string => parseAddress(address)?.host ?? '';
