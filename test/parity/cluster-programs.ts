/** redis-cli --cluster and slotshell --cluster on real nodes, with what they print in comparable form. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BareNodes, type BareNodesOptions } from '../support/bare-nodes.ts';
import { buildHeadless } from '../support/headless.ts';
import { PLAIN_ENVIRONMENT } from '../support/redis-cli.ts';
import { waitUntil } from '../support/redis-cluster.ts';

export interface Ended {
  /** Null if it was killed. */
  code: number | null;
  out: string;
  err: string;
}

export interface RunOptions {
  /** Written at once, before the input ends. */
  input?: string;
  /** Written one after the other, each when the prompt before it is seen. */
  answers?: readonly (readonly [prompt: string, answer: string])[];
  env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is killed. */
  deadline?: number;
  /** Ends it as soon as so many characters were printed. */
  most?: number;
}

const state = mkdtempSync(path.join(os.tmpdir(), 'slotshell-parity-'));
process.once('exit', () => rmSync(state, { recursive: true, force: true }));

const DEADLINE_MS = 60_000;

function run(file: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const { input = '', answers = [], env = {}, deadline = DEADLINE_MS, most = Infinity } = options;
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH, HOME: state, XDG_STATE_HOME: state, ...PLAIN_ENVIRONMENT, ...env },
  });
  let out = '';
  let err = '';
  let answered = 0;
  let searched = 0;
  child.stdin.on('error', () => {}); // it may end before it has read all
  if (answers.length === 0) child.stdin.end(input);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    if (out.length > most) child.kill('SIGKILL');
    const next = answers[answered];
    const at = next ? out.indexOf(next[0], searched) : -1;
    if (!next || at < 0) return;
    searched = at + next[0].length;
    answered++;
    child.stdin.write(`${next[1]}\n`);
    if (answered === answers.length) child.stdin.end();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), deadline);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    });
  });
}

export const redisCli = (args: readonly string[], options: RunOptions = {}, cli = 'redis-cli') =>
  run(cli, ['--cluster', ...args], options);

export const slotshell = async (args: readonly string[], options: RunOptions = {}) =>
  run(process.execPath, [await buildHeadless(), '--cluster', ...args], options);

/** Nodes that know no other, and names for them in what is printed. */
export class Nodes {
  readonly bare: BareNodes;
  /** In the order of the ports. */
  readonly ids: readonly string[];

  private constructor(bare: BareNodes, ids: readonly string[]) {
    this.bare = bare;
    this.ids = ids;
  }

  static async start(count: number, options: Omit<BareNodesOptions, 'hosts'> = {}): Promise<Nodes> {
    const bare = await BareNodes.start({
      nodeTimeout: 2000,
      ...options,
      hosts: Array.from({ length: count }, () => '127.0.0.1'),
    });
    const ids = await Promise.all(
      bare.ports.map(async (port) => String(await bare.command(port, 'CLUSTER', 'MYID'))),
    );
    return new Nodes(bare, ids);
  }

  at(node: number): string {
    return this.bare.addresses[node]!;
  }

  id(node: number): string {
    return this.ids[node]!;
  }

  command(node: number, ...words: string[]) {
    return this.bare.command(this.bare.ports[node]!, ...words);
  }

  /** A cluster of the first nodes, made by redis-cli; resolves when all serve and know all. */
  async join(primaries: number, replicas: number): Promise<void> {
    const count = primaries * (1 + replicas);
    const addresses = this.bare.addresses.slice(0, count);
    const { code, out, err } = await redisCli([
      'create',
      ...addresses,
      ...['--cluster-replicas', String(replicas), '--cluster-yes'],
    ]);
    if (code !== 0) throw new Error(`${out}${err}`);
    await this.settled(count);
  }

  /** Resolves when the first `count` nodes agree, serve, and replicas are in sync. */
  settled(count: number): Promise<boolean> {
    return waitUntil('the nodes to agree', async () => {
      const maps = new Set<string>();
      for (let node = 0; node < count; node++) {
        const info = String(await this.command(node, 'CLUSTER', 'INFO'));
        if (!info.includes('cluster_state:ok')) return false;
        const replication = String(await this.command(node, 'INFO', 'replication'));
        if (replication.includes('master_link_status:down')) return false;
        maps.add(ownersIn(String(await this.command(node, 'CLUSTER', 'NODES'))));
      }
      return maps.size === 1;
    });
  }

  /** Addresses and ids are replaced by names. */
  named(text: string): string {
    let named = text;
    for (const [node, id] of this.ids.entries())
      named = named.replaceAll(id, `<id ${node}>`).replaceAll(id.slice(0, 8), `<short ${node}>`);
    for (const [node, address] of this.bare.addresses.entries()) {
      named = named
        .replaceAll(address, `<node ${node}>`)
        .replaceAll(`localhost:${portOf(address)}`, `<local ${node}>`);
      named = named.replaceAll(`127.0.0.1-${portOf(address)}`, `<file ${node}>`);
    }
    return named;
  }

  stop(): Promise<void> {
    return this.bare.stop();
  }
}

const portOf = (address: string) => address.split(':').at(-1)!;

const ownersIn = (nodes: string): string =>
  nodes
    .trim()
    .split('\n')
    .map((line) => {
      const [id, , flags, primary, , , , , ...slots] = line.split(' ');
      return [id, flags!.replace('myself,', ''), primary, ...slots].join(' ');
    })
    .sort()
    .join('\n');

/** Lines, without dots for progress, and prompts apart from what follows them. */
export const linesOf = (text: string): string[] =>
  text
    .replaceAll(/(\): |\? |Source node #\d+: )/g, '$1\n')
    .split('\n')
    .map((line) => (/^[.]+$/.test(line) ? '' : line));
