/** Finds the servers of this computer that speak Redis's protocol: each listening port is asked PING once. */
import { connect } from 'node:net';
import { readFile } from 'node:fs/promises';
import type { LocalNodes } from '../../shared/operations/new-node.ts';
import { OperationNodes } from '../cluster/operations/reading/nodes.ts';
import { serverOf } from '../cluster/operations/reading/read-cluster.ts';
import { infoFields, serverMode, textOf } from '../cluster/wire/read-reply.ts';
import { listeningPorts } from './listening-ports.ts';

/** Milliseconds for a port to answer: on this computer it takes one. */
const ANSWER_MS = 500;
const MOST_ASKED = 256;
const AT_ONCE = 16;
/** Where servers of tutorials and of create-cluster listen. */
const USUAL_PORTS = [
  ...Array.from({ length: 12 }, (_, i) => 6379 + i),
  ...Array.from({ length: 12 }, (_, i) => 7000 + i),
  ...Array.from({ length: 8 }, (_, i) => 30001 + i),
];
const PING = '*1\r\n$4\r\nPING\r\n';
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];

export async function findLocalNodes(): Promise<LocalNodes> {
  const tables = await Promise.all(TABLES.map((file) => readFile(file, 'utf8').catch(() => null)));
  const isListed = tables.some((table) => table !== null);
  const listening = listeningPorts(tables.filter((table) => table !== null).join('\n'));
  const all = isListed ? listening : USUAL_PORTS.map((port) => ({ host: '127.0.0.1', port }));
  const asked = all.slice(0, MOST_ASKED);
  const found: LocalNodes['nodes'] = [];
  const waiting = [...asked];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const node = await nodeAt(next.host, next.port);
      if (node) found.push(node);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const order = new Map(asked.map(({ host, port }, i) => [`${host}:${port}`, i]));
  found.sort((a, b) => order.get(a.address)! - order.get(b.address)!);
  return {
    nodes: found,
    asked: asked.length,
    source: isListed ? 'listening' : 'usual',
    left: all.length - asked.length,
  };
}

async function nodeAt(host: string, port: number): Promise<LocalNodes['nodes'][number] | null> {
  const words = await ping(host, port);
  const isOpen = words.startsWith('+PONG');
  // Without a password, or to a user without rights, the answer is an error of one of these kinds.
  if (!isOpen && !/^-(?:NOAUTH|NOPERM|DENIED|LOADING|MASTERDOWN) /.test(words)) return null;
  const address = `${host}:${port}`;
  const nothing = { address, isLocked: !isOpen, server: '', isClusterEnabled: null };
  if (!isOpen) return nothing;
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: ANSWER_MS });
  try {
    const answer = await nodes.ask(address, ['INFO', 'all'], { timeoutMs: ANSWER_MS });
    if (answer.kind !== 'reply') return { ...nothing, isLocked: answer.kind === 'refused' };
    const info = infoFields(textOf(answer.reply));
    // Sentinels and proxies answer PING as well, and are no nodes.
    const mode = serverMode(info);
    if (mode === undefined || mode === 'sentinel') return null;
    return {
      ...nothing,
      server: serverOf(info).slice(0, 60),
      isClusterEnabled: info.get('cluster_enabled') === '1',
    };
  } finally {
    nodes.close();
  }
}

/** The first line of what the port answers; empty if it does not answer in time. */
function ping(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ host, port });
    const end = () => {
      socket.destroy();
      resolve(heard);
    };
    const timer = setTimeout(end, ANSWER_MS);
    socket.once('connect', () => socket.write(PING));
    socket.on('data', (bytes) => {
      heard = (heard + bytes.toString('latin1')).slice(0, 200);
      if (heard.includes('\r\n')) end();
    });
    socket.once('error', end);
    socket.once('close', () => {
      clearTimeout(timer);
      end();
    });
  });
}
