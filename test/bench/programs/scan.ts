/**
 * A scan of all keys, grouped, and redis-cli --scan of each node after the other, in turns, on a cluster that runs. A program of
 * one file, as the product is. Arguments: the port of each primary with commas, the rounds, COUNT. Prints one line of JSON:
 * medians in milliseconds, and the longest time between two turns of the event loop.
 */
import { spawn } from 'node:child_process';
import { KeyspaceScan } from '../../../main/cluster/scan/keyspace-scan.ts';
import { Session } from '../../../main/cluster/session/session.ts';
import { DEFAULT_SCAN, type ScanState } from '../../../shared/slots/scan-model.ts';
import { median } from '../../support/median.ts';

const [portList = '', rounds = '5', count = '1000'] = process.argv.slice(2);
const ports = portList.split(',');

function listed(port: string): Promise<void> {
  const child = spawn('redis-cli', ['-p', port, '--scan'], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
}

async function redisCli(): Promise<number> {
  const start = performance.now();
  for (const port of ports) await listed(port);
  return performance.now() - start;
}

function scan(session: Session, samples: number): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const onState = ({ phase }: ScanState) => {
      if (phase === 'done') resolve(performance.now() - start);
      if (phase === 'failed') reject(new Error('the scan failed'));
    };
    new KeyspaceScan(session.cluster, 1, { ...DEFAULT_SCAN, samples, count: Number(count) }, onState);
  });
}

async function main(): Promise<void> {
  const session = new Session(
    {
      label: 'bench',
      environment: 'local',
      seeds: [`127.0.0.1:${ports[0]}`],
      mode: 'direct',
      showsOwn: () => false,
      connection: { database: 0, protocol: 2, connectTimeout: 2000 },
    },
    {},
  );
  await session.connect();
  const times: { [name: string]: number[] } = { cli: [], plain: [], sampled: [] };
  for (let round = -1; round < Number(rounds); round++) {
    const sides = { cli: await redisCli(), plain: await scan(session, 0), sampled: await scan(session, 200) };
    // The first round warms up.
    if (round >= 0) for (const [name, time] of Object.entries(sides)) times[name]!.push(time);
  }
  session.close();
  console.log(JSON.stringify(Object.fromEntries(Object.entries(times).map(([k, v]) => [k, median(v)]))));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
