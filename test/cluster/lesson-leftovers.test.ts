/** What a lesson leaves if its program is killed, and that the next start ends it and nothing else. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cleanUpLeftovers, serversOf } from '../../main/demo/leftovers.ts';
import { startTime } from '../../main/demo/process-identity.ts';
import { PREFIX } from '../../main/lesson/lesson-servers.ts';
import { bundleProgram } from '../support/bundle-program.ts';
import { Nutcracker } from '../support/nutcracker.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';

const isRunning = (pid: number) => startTime(pid) !== null;
const directoriesOf = (pid: number) =>
  readdirSync(os.tmpdir())
    .filter((name) => name.startsWith(`${PREFIX}-${pid}-`))
    .map((name) => path.join(os.tmpdir(), name));

test('the servers and the proxy of a killed program are ended at the next start; a proxy of somebody else is not', async () => {
  const program = await bundleProgram(
    `import { LessonCluster } from ${JSON.stringify(path.resolve('main/lesson/lesson-cluster.ts'))};
     const cluster = new LessonCluster({ onStatus: () => {} });
     // Other tests take ports at the same moment.
     const start = () => cluster.open('proxy', true).then(() => cluster.act('start-proxy')).catch(start);
     start().then(() => console.log('up'));`,
  );
  const server = await RedisServer.start();
  const stranger = await Nutcracker.start({ servers: [server.port] });
  const child = spawn(process.execPath, [program.file], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const directories = directoriesOf(child.pid!);
    const processes = directories.flatMap(serversOf);
    expect(directories).toHaveLength(2);
    expect(processes).toHaveLength(3);

    expect(cleanUpLeftovers(PREFIX)).not.toContain(directories[0]);
    expect(processes.every(isRunning)).toBe(true);

    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(processes.every(isRunning)).toBe(true);
    expect(cleanUpLeftovers(PREFIX)).toEqual(expect.arrayContaining(directories));
    await waitUntil('the processes to be gone', () => !processes.some(isRunning));
    expect(directories.some((directory) => existsSync(directory))).toBe(false);
    await expect(stranger.metrics()).resolves.toMatchObject({ connections: 0 });
  } finally {
    child.kill('SIGKILL');
    await stranger.stop();
    await server.stop();
    program.remove();
  }
});
