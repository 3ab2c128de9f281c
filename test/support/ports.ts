/** Ports for the servers of tests. What a test has stopped comes back on its port: nobody else may be given it meanwhile. */
import { reservePorts, type PortRun, type PortSearch } from '../../main/demo/free-ports.ts';

/** The bus ports of cluster nodes are 10,000 above; the system gives ports from 32768 to clients. */
const CLUSTERS = { from: 12_000, to: 20_000 };
const SERVERS = { from: 30_000, to: 32_000 };

/** Test runners number the processes that work beside each other, Playwright from 0 and Vitest from 1: each has its slice. */
const SLICES = 8;
const WORKER = process.env['TEST_PARALLEL_INDEX'] ?? Number(process.env['VITEST_POOL_ID'] ?? 1) - 1;

function searchIn({ from, to }: typeof SERVERS, count: number): PortSearch {
  const width = (to - from) / SLICES;
  const begin = from + (Number(WORKER) % SLICES) * width;
  return { count, first: begin + Math.floor(Math.random() * (width - count)), last: begin + width - 1 };
}

export const clusterPorts = (count: number): PortSearch => searchIn(CLUSTERS, count);

/** Starts a program on this many ports; tries other ports if one was taken meanwhile. Rejects with the error of the fifth attempt. */
export async function startOnFreePorts<T extends { start(): Promise<void>; stop(): Promise<void> | void }>(
  count: number,
  make: (ports: PortRun) => T,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const ports = await reservePorts(searchIn(SERVERS, count));
    if (!ports) continue;
    const program = make(ports);
    try {
      await program.start();
      return program;
    } catch (error) {
      await program.stop();
      if (attempt === 5) throw error;
    }
  }
}
