/**
 * The engine, plain sockets and redis-cli -c in turn, on a cluster that runs. A program of one file, as the product is: a test
 * runner's own loader costs a part of each call. Arguments: a port, the rounds. Prints one line of JSON: medians by name.
 */
import { spawn } from 'node:child_process';
import type { Session } from '../../../main/cluster/session/session.ts';
import { runLines } from '../../../main/workspace/run-lines.ts';
import type { Topology } from '../../../shared/cluster/topology.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { median } from '../../support/median.ts';
import { pastedLines, timeRedisCli } from '../../support/redis-cli-paste.ts';
import { oneByOne, oneByOneFollowing, pipelined, PlainCluster } from '../limits/plain-sockets.ts';
import { benchSession } from '../bench-session.ts';

const COMMANDS = 2000;
/** Lines that the window sends together. */
const TOGETHER = 500;
const keys = Array.from({ length: COMMANDS }, (_, i) => `key:${(i * 7919) % 100_003}`);
const gets = keys.map((key) => `get ${key}`);

const [port = 0, rounds = 7] = process.argv.slice(2, 4).map(Number);
const only = process.argv[4];

function redisCli(): Promise<number> {
  const start = performance.now();
  const child = spawn('redis-cli', ['-c', '-p', String(port)], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(gets.map((line) => `${line}\n`).join(''));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(performance.now() - start));
  });
}

async function engine(session: Session, mode: RedirectMode): Promise<number> {
  session.setMode(mode);
  const start = performance.now();
  let answered = 0;
  for (const line of gets) {
    const [outcome] = await runLines([line], 0, session, null);
    if (outcome?.kind === 'executed' && outcome.executions[0]!.reply) answered++;
  }
  const time = performance.now() - start;
  if (answered !== COMMANDS) throw new Error(`${answered} of ${COMMANDS} GETs were answered`);
  return time;
}

async function paste(session: Session): Promise<number> {
  session.setMode('direct');
  const start = performance.now();
  for (let at = 0; at < pastedLines.length;) {
    const outcomes = await runLines(pastedLines.slice(at, at + TOGETHER), 0, session, null);
    if (outcomes.some((outcome) => outcome.kind !== 'executed')) throw new Error('a line was not executed');
    at += outcomes.length;
  }
  return performance.now() - start;
}

function ownersOf(topology: Topology): Uint16Array {
  const owners = new Uint16Array(16384);
  for (const { primary, slots } of topology.shards)
    for (const { first, last } of slots)
      owners.fill(Number(primary!.address.split(':').at(-1)), first, last + 1);
  return owners;
}

const medians = (all: { [name: string]: number[] }) =>
  Object.fromEntries(Object.entries(all).map(([name, values]) => [name, median(values)]));

async function main(): Promise<void> {
  const session = await benchSession(port);
  const plain = new PlainCluster(ownersOf(session.topology!));
  for (const key of keys) await session.execute(argsOf('set', key, 'value'));

  const sides: { readonly [name: string]: () => Promise<number> } = {
    cli: redisCli,
    plain: () => oneByOne(plain, gets),
    direct: () => engine(session, 'direct'),
    plainFollow: () => oneByOneFollowing(plain, gets),
    follow: () => engine(session, 'follow'),
    cliPaste: () => timeRedisCli(port),
    plainPaste: () => pipelined(plain, pastedLines),
    paste: () => paste(session),
  };
  const times: { [name: string]: number[] } = {};
  const cpu: { [name: string]: number[] } = {};
  for (let round = -1; round < rounds; round++)
    for (const [name, side] of Object.entries(sides)) {
      if (only !== undefined && !only.split(',').includes(name)) continue;
      const before = process.cpuUsage();
      const time = await side();
      const { user, system } = process.cpuUsage(before);
      // The first round warms up.
      if (round < 0) continue;
      (times[name] ??= []).push(time);
      (cpu[name] ??= []).push((user + system) / 1000);
    }
  plain.close();
  session.close();
  console.log(JSON.stringify({ times: medians(times), cpu: medians(cpu) }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
