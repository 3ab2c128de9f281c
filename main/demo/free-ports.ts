import net from 'node:net';

/** A cluster node's bus listens at its port plus this (cluster-port's default). */
export const BUS_OFFSET = 10_000;

export interface PortSearch {
  /** How many consecutive ports. */
  count: number;
  /** Where to look first; from there upwards. */
  first: number;
  /** The last port that may be taken; its bus port stays below the usual ephemeral ports (32768) at 22767. */
  last: number;
}

export interface PortRun {
  ports: number[];
  /** Lets later searches of this process have the ports again. */
  release(): void;
}

// A second search must not find a port that was found free and is not bound yet.
const reserved = new Set<number>();

/** The first run of consecutive loopback ports that are free, with their bus ports, or null if there is none. */
export async function reservePorts({ count, first, last }: PortSearch): Promise<PortRun | null> {
  for (let start = first; start + count - 1 <= last; start++) {
    const ports = Array.from({ length: count }, (_, i) => start + i);
    const taken = await reserveAll(ports);
    if (taken === null) return { ports, release: () => ports.forEach((port) => reserved.delete(port)) };
    start = taken;
  }
  return null;
}

/** Reserves these very ports, or names the first that is taken, itself or its bus port. */
export async function reserveExactly(
  ports: readonly number[],
): Promise<PortRun | { taken: number; isBus: boolean }> {
  for (const port of ports) {
    if (reserved.has(port) || !(await isFree(port))) return { taken: port, isBus: false };
    if (!(await isFree(port + BUS_OFFSET))) return { taken: port + BUS_OFFSET, isBus: true };
  }
  const busy = ports.find((port) => reserved.has(port));
  if (busy !== undefined) return { taken: busy, isBus: false };
  for (const port of ports) reserved.add(port);
  return { ports: [...ports], release: () => ports.forEach((port) => reserved.delete(port)) };
}

/** Null if all are now reserved; else the highest port that is not free, and none is reserved. */
async function reserveAll(ports: number[]): Promise<number | null> {
  const busy = ports.filter((port) => reserved.has(port)).at(-1);
  if (busy !== undefined) return busy;
  for (const port of ports) reserved.add(port);
  const free = await Promise.all(
    ports.map(async (port) => (await isFree(port)) && (await isFree(port + BUS_OFFSET))),
  );
  const taken = ports.filter((_, i) => !free[i]).at(-1);
  if (taken === undefined) return null;
  for (const port of ports) reserved.delete(port);
  return taken;
}

async function isFree(port: number): Promise<boolean> {
  // macOS lets 127.0.0.1 be bound beside a listener on all addresses (AirPlay's 7000): so ask who answers too.
  return !(await answers(port)) && (await canListen(port));
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(500, () => end(true));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
