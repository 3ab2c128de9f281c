/** `host:port` as Redis writes it: IPv6 unbracketed, the port after the last colon. */
import { escapeForLine } from '../../shared/format/escape.ts';
import type { NodeAddress } from '../../shared/model.ts';

export interface HostPort {
  host: string;
  port: number;
}

/** Characters of a host's name, as DNS has them. */
const MOST = 253;

/** Null where there is no port from 1 to 65535 after the last colon. Takes `[::1]:7000` and `::1:7000` alike. */
export function parseAddress(text: string): HostPort | null {
  const colon = text.lastIndexOf(':');
  const port = Number(/^\d{1,5}$/.exec(text.slice(colon + 1))?.[0] ?? 0);
  if (colon < 0 || port < 1 || port > 65535) return null;
  return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port };
}

export const formatAddress = (host: string, port: number): NodeAddress => `${readableName(host)}:${port}`;

/** A name that a server gave, fit to be shown anywhere: of the length of a host's at most; what is unsafe is escaped, and leads nowhere. */
export const readableName = (text: string): string => escapeForLine(text.slice(0, MOST));

/** The host of an address; empty where it has none. */
export const hostOf = (address: NodeAddress): string => parseAddress(address)?.host ?? '';
