import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockOwner } from '../../../../main/desktop/lock-owner.ts';
import { readMessage } from '../../../../main/desktop/read-second-start.ts';
import { messageOf } from '../../../../main/desktop/second-start.ts';

test('a second start tells its arguments, its directory, and of its environment the passwords alone', () => {
  const environment = { REDISCLI_AUTH: 'hunter2', VALKEYCLI_AUTH: '', HOME: '/root' };
  const message = messageOf(['slotshell', '-p', '1'], ['-p', '1'], environment, '/work');
  expect(message).toEqual({
    directory: '/work',
    args: ['-p', '1'],
    environment: { REDISCLI_AUTH: 'hunter2' },
  });
  expect(readMessage(structuredClone(message))).toEqual(message);
});

test('what would not fit into one packet is not sent: neither many arguments nor a long one', () => {
  const long = 'x'.repeat(12_000);
  expect(messageOf(['slotshell', long], [], {}, '/')).toBeNull();
  expect(messageOf([], [long], {}, '/')).toBeNull();
  expect(messageOf([], [], { REDISCLI_AUTH: long }, '/')).toBeNull();
  expect(messageOf([], [], {}, `/${long}`)).toBeNull();
  expect(messageOf([], ['é'.repeat(6_000)], {}, '/')).toBeNull();
});

test.each([
  null,
  undefined,
  'text',
  {},
  { directory: '', args: [], environment: {} },
  { directory: '/', args: 'x', environment: {} },
  { directory: '/', args: [1], environment: {} },
  { directory: '/', args: Array.from({ length: 1001 }, () => ''), environment: {} },
  { directory: '/', args: ['x'.repeat(12_001)], environment: {} },
  { directory: '/', args: [], environment: { REDISCLI_AUTH: 1 } },
  { directory: '/', args: [] },
])('%j is no message of a second start', (data) => {
  expect(readMessage(data)).toBeNull();
});

test('a message carries no variable that a connection does not need', () => {
  const read = readMessage({ directory: '/', args: [], environment: { LD_PRELOAD: 'x' }, more: 1 });
  expect(read).toEqual({ directory: '/', args: [], environment: {} });
});

function lockOf(text: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'slotshell-lock-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  symlinkSync(text, path.join(directory, 'SingletonLock'));
  return directory;
}

test('the owner of a lock is read from its link: the computer, and the process', () => {
  expect(lockOwner(tmpdir())).toBeNull();
  expect(lockOwner(lockOf(`${hostname()}-${process.pid}`))).toEqual({
    pid: process.pid,
    isHere: true,
    isStopped: false,
  });
  expect(lockOwner(lockOf('some-other-host-12'))).toEqual({ pid: 12, isHere: false, isStopped: false });
});

test.runIf(process.platform === 'linux')('a stopped process is told from one that runs', async () => {
  const child = spawn('sh', ['-c', 'kill -STOP $$'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const directory = lockOf(`${hostname()}-${child.pid}`);
  await expect.poll(() => lockOwner(directory)?.isStopped).toBe(true);
  child.kill('SIGKILL');
});
