/** An address that moves from one proxy to another, as keepalived moves it: each command is told, and none runs twice. */
import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { bundleProgram } from '../support/bundle-program.ts';
import { CodisProxy } from '../support/codis-proxy.ts';
import { keysSet, MovedCommands, type MovedCommand } from '../support/moved-commands.ts';
import { main, namespaceOptions, type NamespaceReport } from '../support/namespaced-proxies.ts';
import { openSession } from '../support/open-session.ts';
import { waitUntil } from '../support/redis-cluster.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** None was sent twice, and each was told for what it was. `received`: the keys that came to either proxy. */
function expectTold(commands: readonly MovedCommand[], received: readonly string[]): void {
  expect(new Set(received).size).toBe(received.length);
  for (const { key, succeeded, code, advice } of commands) {
    const was = received.includes(key);
    if (succeeded) expect(was, key).toBe(true);
    else if (code === 'unreachable') expect(was, key).toBe(false);
    else expect(code, key).toBe('unknown-fate');
    expect(advice).not.toMatch(/replica/);
  }
}

const options = namespaceOptions();

test.runIf(options)(
  'between two machines, released and lost: commands go on at the other one, and each is told',
  async () => {
    const module = JSON.stringify(path.resolve('test/support/namespaced-proxies.ts'));
    const program = await bundleProgram(
      `import { ${main.name} as main } from ${module};\nawait main(process.argv[2]);`,
    );
    closing.push(() => program.remove());
    symlinkSync(path.resolve('test/support/samples'), path.join(path.dirname(program.file), 'samples'));
    const args = [...options!, process.execPath, program.file, 'client'];
    const { stdout } = await promisify(execFile)('unshare', args, { timeout: 120_000 });
    const { commands, received, phase } = JSON.parse(stdout) as NamespaceReport;
    expect(received.map((keys) => keys.length > 9)).toEqual([true, true]);
    expectTold(commands, received.flat());
    expect(phase).toBe('connected');
  },
);

test('a listener that moves: commands go on at the other proxy, and each is told', async () => {
  const first = new CodisProxy();
  const second = new CodisProxy({ backends: first.backends });
  closing.push(
    () => first.close(),
    () => second.close(),
  );
  const port = await first.listen();
  const alone = { addresses: [first.address], password: undefined, tls: undefined };
  const { session } = await openSession(alone, 'direct');
  closing.push(() => session.close());

  const commands = new MovedCommands(session);
  await commands.untilSucceeded(20);
  await first.close();
  await commands.send();
  await second.listen(port);
  await commands.untilSucceeded(10);
  expectTold(
    commands.all,
    [first, second].flatMap((proxy) => keysSet(proxy.received)),
  );
  await waitUntil('the panels have found it too', () => session.state.phase === 'connected');
  expect(session.state.server).toBe('codis');
});
