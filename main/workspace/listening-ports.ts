/** The ports on which this computer listens, from Linux's /proc/net/tcp and tcp6. Pure. */

/** How far a bus port is from its node's port, unless it is set. */
const BUS_OFFSET = 10_000;
const LISTENS = '0A';

export interface Listening {
  /** Where it is asked: a listener on all addresses is asked at 127.0.0.1. */
  host: string;
  port: number;
}

/** Ports that no program of a user has are left out, and so are the bus ports of others that listen. By port. */
export function listeningPorts(tables: string): Listening[] {
  const found = new Map<number, Listening>();
  for (const line of tables.split('\n')) {
    const fields =
      /^\s*\d+: (?<host>[0-9A-F]{8}|[0-9A-F]{32}):(?<port>[0-9A-F]{4}) \S+ (?<state>[0-9A-F]{2}) /.exec(
        line,
      )?.groups;
    if (!fields || fields['state'] !== LISTENS) continue;
    const port = Number.parseInt(fields['port']!, 16);
    const host = hostOf(fields['host']!);
    if (port < 1024 || host === null) continue;
    // IPv4 first: it is what the nodes of a cluster know each other by.
    if (!found.has(port) || host === '127.0.0.1') found.set(port, { host, port });
  }
  return [...found.values()]
    .filter(({ port }) => !found.has(port - BUS_OFFSET))
    .sort((a, b) => a.port - b.port);
}

/** Words of four bytes, each in the order of the machine, which is little-endian wherever Electron runs. Null for others. */
function hostOf(hex: string): string | null {
  if (/^0+$/.test(hex)) return '127.0.0.1';
  if (hex === '00000000000000000000000001000000') return '::1';
  const mapped = /^0000000000000000FFFF0000(?<ip>[0-9A-F]{8})$/.exec(hex)?.groups?.['ip'];
  const ip = hex.length === 8 ? hex : mapped;
  if (ip === undefined) return null;
  return [6, 4, 2, 0].map((at) => Number.parseInt(ip.slice(at, at + 2), 16)).join('.');
}
