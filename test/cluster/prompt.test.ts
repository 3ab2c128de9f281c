/** After a failure, the prompt names the node of the next command, with and without a window. */
import { afterEach, describe, expect, test } from 'vitest';
import { runLines } from '../../main/workspace/run-lines.ts';
import type { Execution } from '../../shared/session/execution.ts';
import type { FailureCode } from '../../shared/failure.ts';
import { closedPort } from '../support/closed-port.ts';
import { buildHeadless } from '../support/headless.ts';
import { run } from '../support/open-session.ts';
import { ScriptedCluster, type Script } from '../support/scripted-cluster.ts';
import { ScriptedNode } from '../support/scripted-node.ts';
import { Terminal } from '../support/terminal.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const isPing = (words: string[]) => words[0]!.toLowerCase() === 'ping';
const pong = '+PONG\r\n';

/** Two nodes; the first redirects every key as `target` says, the second does what `second` says. */
async function start(target: string | null, second: Script): Promise<ScriptedCluster> {
  const cluster = await ScriptedCluster.start(
    (words, c) => (isPing(words) ? pong : `-MOVED 12182 ${target ?? c.address(1)}\r\n`),
    (words, c) => (isPing(words) ? pong : second(words, c)),
  );
  closing.push(() => cluster.stop());
  return cluster;
}

/** A node that refuses every login. */
async function startRefusing(): Promise<string> {
  const node = new ScriptedNode(() => null, { handshake: () => '-WRONGPASS invalid password\r\n' });
  await node.listen();
  closing.push(() => node.close());
  return `127.0.0.1:${node.port}`;
}

const back: Script = (_, c) => `-MOVED 12182 ${c.address(0)}\r\n`;
const silent: Script = () => null;

interface Trouble {
  name: string;
  code: FailureCode;
  open(): Promise<ScriptedCluster>;
  /** Whether one has to press Ctrl+C. */
  stops?: boolean;
}

const TROUBLES: Trouble[] = [
  { name: 'a redirect loop', code: 'redirect-loop', open: () => start(null, back) },
  {
    name: 'a dead target',
    code: 'unreachable',
    open: async () => start(`127.0.0.1:${await closedPort()}`, back),
  },
  { name: 'a refused login', code: 'auth', open: async () => start(await startRefusing(), back) },
  { name: 'Ctrl+C', code: 'cancelled', open: () => start(null, silent), stops: true },
];

describe.each(TROUBLES)('after $name', ({ code, open, stops }) => {
  test.each(['direct', 'follow'] as const)('in %s mode', async (mode) => {
    const cluster = await open();
    const session = await cluster.connect(mode, {}, 0, 'secret');
    const [asked] = cluster.received.slice(1);
    const running = runLines(['get foo'], 0, session, null);
    if (stops) {
      await cluster.nodes[1]!.until(() => asked!.length > 0);
      session.cancel();
    }
    const [outcome] = await running;
    if (outcome?.kind !== 'executed') throw new Error(outcome?.kind);
    const execution: Execution = outcome.executions[0]!;
    expect(execution.failure?.code).toBe(code);
    const { currentNode } = session.state;
    expect(execution.currentNode).toBe(currentNode);
    const next = await run(session, 'ping');
    expect(next.hops.map(({ node }) => node)).toEqual([currentNode]);
  });

  test('without a window', async () => {
    const cluster = await open();
    const program = [await buildHeadless(), '-c', '-a', 'secret', '-p', String(cluster.ports[0])];
    const terminal = new Terminal(process.execPath, program);
    closing.push(() => terminal.close());
    const prompt = new RegExp(`^127\\.0\\.0\\.1:${cluster.ports[0]}> $`, 'm');
    await terminal.until(prompt);
    terminal.type('get foo\n');
    if (stops) {
      await cluster.nodes[1]!.until(() => cluster.received[1]!.length > 0);
      terminal.type('\x03');
    }
    const text = await terminal.until(/> $/);
    expect(text).toMatch(/Error: |Could not connect|Stopped/);
    expect(text).toMatch(prompt);
    terminal.type('ping\n');
    expect(await terminal.until(/> $/)).toContain('PONG');
    expect(cluster.received[0]!.filter(isPing).length).toBeGreaterThan(0);
  });
});

test('without a window, the prompt shows that its own node is gone', async () => {
  const cluster = await start(null, back);
  const program = [await buildHeadless(), '-p', String(cluster.ports[0])];
  const terminal = new Terminal(process.execPath, program);
  closing.push(() => terminal.close());
  await terminal.until(/> $/);
  await cluster.nodes[0]!.close();
  terminal.type('ping\n');
  expect(await terminal.until(/> $/)).toMatch(/not connected> $/);
});
