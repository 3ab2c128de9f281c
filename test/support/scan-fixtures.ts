/** Keys on a test cluster, and scans of it. */
import { spawn } from 'node:child_process';
import { KeyspaceScan, type ScanTuning } from '../../main/cluster/scan/keyspace-scan.ts';
import {
  DEFAULT_SCAN,
  type ScanOptions,
  type ScanState,
  type TagQuery,
} from '../../shared/slots/scan-model.ts';
import { keySlot } from '../../shared/slots/slots.ts';
import { openSession } from './open-session.ts';
import { waitUntil, type RedisCluster } from './redis-cluster.ts';

const encoder = new TextEncoder();

/** Sets string keys of one byte, by the hundred thousand, at the nodes that own them. */
export async function setKeys(cluster: RedisCluster, keys: Iterable<string>): Promise<void> {
  const ports = cluster.nodes.filter(({ role }) => role === 'primary').map(({ port }) => port);
  const owners = new Uint16Array(16384);
  if (cluster.nodes[0]!.id === '') owners.fill(ports[0]!);
  else
    for (const line of String(await cluster.command(ports[0]!, 'CLUSTER', 'NODES')).split('\n')) {
      const [, address = '', , , , , , , ...ranges] = line.trim().split(' ');
      for (const range of ranges) {
        const [first, last = first] = range.split('-').map(Number);
        owners.fill(Number(/:(\d+)@/.exec(address)?.[1]), first, last! + 1);
      }
    }
  const texts = new Map<number, string[]>();
  for (const key of keys) {
    const port = owners[keySlot(encoder.encode(key))]!;
    const lines = texts.get(port) ?? [];
    texts.set(port, lines);
    lines.push(`*3\r\n$3\r\nSET\r\n$${Buffer.byteLength(key)}\r\n${key}\r\n$1\r\nx\r\n`);
  }
  await Promise.all([...texts].map(([port, lines]) => pipe(port, lines)));
}

function pipe(port: number, lines: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('redis-cli', ['-p', String(port), '--pipe'], { stdio: ['pipe', 'ignore', 'ignore'] });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`redis-cli --pipe: ${code}`))));
    for (let at = 0; at < lines.length; at += 10_000)
      child.stdin.write(lines.slice(at, at + 10_000).join(''));
    child.stdin.end();
  });
}

export interface OpenedScan {
  scan: KeyspaceScan;
  states: ScanState[];
  /** Resolves when it has ended. */
  ended(): Promise<ScanState>;
  close(): void;
}

/** Begins a scan over a session of its own, as a window would. */
export async function openScan(
  cluster: Pick<RedisCluster, 'addresses' | 'password' | 'tls'>,
  options: Partial<ScanOptions> = {},
  tuning: ScanTuning = {},
): Promise<OpenedScan> {
  const { session } = await openSession(cluster, 'direct');
  const states: ScanState[] = [];
  const scan = new KeyspaceScan(
    session.cluster,
    1,
    { ...DEFAULT_SCAN, ...options },
    (state) => states.push(state),
    { seed: 7, ...tuning },
  );
  const isOver = ({ phase }: ScanState) => phase === 'done' || phase === 'stopped' || phase === 'failed';
  return {
    scan,
    states,
    ended: async () => {
      await waitUntil('the scan to end', () => isOver(scan.state), 90_000);
      return scan.state;
    },
    close: () => session.close(),
  };
}

export const query = (more: Partial<TagQuery> = {}): TagQuery => ({
  filter: '',
  shard: null,
  order: 'keys',
  descending: true,
  from: 0,
  count: 500,
  ...more,
});
