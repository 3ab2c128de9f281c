import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cleanUpLeftovers, serversOf } from '../../main/demo/leftovers.ts';
import { ownProcesses, startTime } from '../../main/demo/process-identity.ts';
import { bundleProgram } from '../support/bundle-program.ts';
import { waitUntil } from '../support/redis-cluster.ts';

/** Directories of demo clusters that the process of this number made. */
const directoriesOf = (pid: number | undefined) =>
  readdirSync(os.tmpdir())
    .filter((name) => name.startsWith(`slotshell-demo-${pid}-`))
    .map((name) => path.join(os.tmpdir(), name));

const isRunning = (pid: number) => startTime(pid) !== null;

describe('what a crash of ours leaves', () => {
  const children: ChildProcess[] = [];
  const directories: string[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  });
  const temporary = (prefix: string) => {
    const directory = mkdtempSync(path.join(os.tmpdir(), prefix));
    directories.push(directory);
    return directory;
  };
  const child = (program: string, ...words: string[]) => {
    const started = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(started);
    return started;
  };
  const ended = (process: ChildProcess) => new Promise((resolve) => process.once('exit', resolve));

  /** A number whose process has been and gone. */
  async function goneProcess(): Promise<{ pid: number; started: string | null }> {
    const process = child('sleep', '60');
    const gone = { pid: process.pid ?? 0, started: startTime(process.pid ?? 0) };
    process.kill('SIGKILL');
    await ended(process);
    return gone;
  }

  /** A program that starts a demo cluster, says so when it is up, and exits when written to. */
  let program: Awaited<ReturnType<typeof bundleProgram>>;
  beforeAll(async () => {
    program = await bundleProgram(
      `import { DemoCluster } from ${JSON.stringify(path.resolve('main/demo/demo-cluster.ts'))};
       new DemoCluster({ onStatus: () => {} }).start().then(() => console.log('up'));
       process.stdin.once('data', () => process.exit());`,
    );
  });
  afterAll(() => program.remove());

  /** A process that has started a demo cluster, with that cluster's directory and servers. */
  async function runDemo() {
    const running = child(process.execPath, program.file);
    await new Promise((resolve) => running.stdout?.once('data', resolve));
    const [directory = ''] = directoriesOf(running.pid);
    const servers = serversOf(directory);
    expect(servers.filter(isRunning)).toHaveLength(6);
    return { running, directory, servers };
  }

  it('is nothing if our process exits, in any way', async () => {
    const { running, directory, servers } = await runDemo();
    running.stdin?.write('exit');
    await ended(running);
    expect(existsSync(directory)).toBe(false);
    await waitUntil('the servers to be gone', () => !servers.some(isRunning));
  });

  it('is killed and removed at the next start', async () => {
    const { running, directory, servers } = await runDemo();
    expect(cleanUpLeftovers()).not.toContain(directory);
    expect(servers.filter(isRunning)).toHaveLength(6);

    running.kill('SIGKILL');
    await ended(running);
    expect(servers.filter(isRunning)).toHaveLength(6);
    expect(cleanUpLeftovers()).toContain(directory);
    await waitUntil('the servers to be gone', () => !servers.some(isRunning));
    expect(existsSync(directory)).toBe(false);
  });

  it('is found whenever in its start the process was killed, between any two servers too', async () => {
    // Other tests run demo clusters of their own at the same time.
    const serversOfProcess = (pid: number | undefined) =>
      ownProcesses().filter(({ argv }) => argv.some((arg) => arg.includes(`slotshell-demo-${pid}-`)));
    /** How many servers run when the process is killed; then some more turns of the file system's clock. */
    for (let moment = 0; moment < 24; moment++) {
      const running = child(process.execPath, program.file);
      const enough = Math.floor(moment / 3);
      await waitUntil('the start to have come that far', () =>
        enough === 0
          ? directoriesOf(running.pid).length > 0
          : serversOfProcess(running.pid).length >= Math.min(enough, 6) || running.exitCode !== null,
      );
      const until = performance.now() + (moment % 3) * 2;
      while (performance.now() < until);
      running.kill('SIGKILL');
      await ended(running);
      const [directory = ''] = directoriesOf(running.pid);
      expect(cleanUpLeftovers()).toContain(directory);
      expect(existsSync(directory)).toBe(false);
      await waitUntil('no server to be left', () => serversOfProcess(running.pid).length === 0);
    }
  });

  it('goes without harm to a process that merely has its files open', async () => {
    const owner = await goneProcess();
    const directory = path.join(os.tmpdir(), `slotshell-demo-${owner.pid}-test`);
    directories.push(directory);
    mkdirSync(path.join(directory, '7000'), { recursive: true });
    writeFileSync(path.join(directory, 'owner.json'), JSON.stringify({ owner }));
    const file = path.join(directory, '7000', 'redis.conf');
    writeFileSync(file, 'port 7000\n');
    const reader = child('tail', '-f', file);
    await new Promise((resolve) => reader.stdout?.once('data', resolve));
    expect(cleanUpLeftovers()).toContain(directory);
    expect(existsSync(directory)).toBe(false);
    expect(startTime(reader.pid ?? 0)).not.toBeNull();
    expect(reader.exitCode ?? reader.signalCode).toBeNull();
  });

  it('is removed too if the owner never wrote its record, and left if the owner lives', async () => {
    const owner = await goneProcess();
    const abandoned = temporary(`slotshell-demo-${owner.pid}-`);
    const living = temporary(`slotshell-demo-${process.pid}-`);
    const removed = cleanUpLeftovers();
    expect(removed).toContain(abandoned);
    expect(removed).not.toContain(living);
  });
});
