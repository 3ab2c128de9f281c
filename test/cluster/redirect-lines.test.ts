/** Without a window, a redirect is told when it happens: a node that never answers would hide it otherwise. */
import { afterEach, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { ScriptedCluster, type Script } from '../support/scripted-cluster.ts';
import { Terminal } from '../support/terminal.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const pong = '+PONG\r\n';
const silent: Script = (words) => (words[0]!.toLowerCase() === 'ping' ? pong : null);
const accepted = new Set(['multi', 'discard']);

test.each([
  ['MOVED', ['get foo']],
  ['ASK', ['get foo']],
  ['MOVED', ['multi', 'get foo']],
  ['MOVED', ['watch foo']],
  ['MOVED', ['ssubscribe foo']],
])('%s is told before the other node has answered: %s', async (kind, lines) => {
  const redirecting: Script = ([word], c) => {
    if (word!.toLowerCase() === 'ping') return pong;
    return accepted.has(word!.toLowerCase()) ? undefined : `-${kind} 12182 ${c.address(1)}\r\n`;
  };
  const cluster = await ScriptedCluster.start(redirecting, silent);
  closing.push(() => cluster.stop());
  const terminal = new Terminal(process.execPath, [
    await buildHeadless(),
    '-c',
    '-p',
    String(cluster.ports[0]),
  ]);
  closing.push(() => terminal.close());
  for (const line of lines) {
    await terminal.until(/> $/);
    terminal.type(`${line}\n`);
  }
  const line = `-> Redirected to slot [12182] located at ${cluster.address(1)}\n`;
  const text = await terminal.until(/Redirected.*\n/);
  expect(text).toContain(line);
  terminal.type('\x03');
  // Not told again with the outcome.
  expect(await terminal.until(/> $/)).not.toContain('Redirected');
});

test('Ctrl+C while the first node is left ends the transaction: the other node gets nothing of it', async () => {
  const redirecting: Script = ([word], c) => {
    const name = word!.toLowerCase();
    if (name === 'ping') return pong;
    if (name === 'discard') return null;
    return name === 'multi' ? undefined : `-MOVED 12182 ${c.address(1)}\r\n`;
  };
  const cluster = await ScriptedCluster.start(redirecting, () => undefined);
  closing.push(() => cluster.stop());
  const args = [await buildHeadless(), '-c', '-p', String(cluster.ports[0])];
  const terminal = new Terminal(process.execPath, args);
  closing.push(() => terminal.close());
  for (const line of ['multi', 'get foo']) {
    await terminal.until(/> $/);
    terminal.type(`${line}\n`);
  }
  await cluster.nodes[0]!.until(() => cluster.received[0]!.some(([word]) => word === 'DISCARD'));
  terminal.type('\x03');
  await terminal.until(/\(TX aborted\)> $/);
  expect(cluster.received[1]).toEqual([]);
});
