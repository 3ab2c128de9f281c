/** What is read of a node's silence if it is this program that stood still. */
import { expect, test } from 'vitest';
import { BatchLink } from '../../main/cluster/wire/batch-link.ts';
import { encodeCommand } from '../../main/cluster/wire/command-frame.ts';
import { dialNode } from '../../main/cluster/wire/dial-node.ts';
import { silenceWatch } from '../../main/cluster/wire/silence-timer.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { connect, frameOf, scripted } from '../support/connection-fixtures.ts';

const settings = (port: number) => ({
  host: '127.0.0.1',
  port,
  database: 0,
  protocol: 2 as const,
  connectTimeout: 300,
});

/** As if the machine were frozen: the scripted node, of the same thread, stands still too. */
const standStill = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const script = ([name]: string[]) => (name === 'GET' ? '$1\r\nv\r\n' : name === 'HANG' ? null : undefined);

test('time in which this program stood still is not held against a node', async () => {
  const node = await scripted(script);
  const connection = connect(node.port, { connectTimeout: 300 });
  const first = connection.send(argsOf('GET', 'a'), { timeout: 300 });
  standStill(400);
  expect(frameOf(await first)).toBe('$1\r\nv\r\n');
  const second = connection.send(argsOf('GET', 'a'), { timeout: 300 });
  standStill(400);
  expect(frameOf(await second)).toBe('$1\r\nv\r\n');
});

test('nor is it in a batch', async () => {
  const node = await scripted(script);
  const link = new BatchLink({ ...settings(node.port), connectTimeout: 5000 });
  const bytes = encodeCommand(argsOf('GET', 'a'));
  expect((await link.send(bytes, 1, 300)).error).toBeNull();
  const replies = link.send(bytes, 1, 300);
  // The batch is written at the end of this turn, and its time begins.
  await new Promise((resolve) => setImmediate(resolve));
  standStill(400);
  expect((await replies).error).toBeNull();
  link.close();
});

test('a node that stays silent after that is reported', async () => {
  const node = await scripted(script);
  const connection = connect(node.port);
  await connection.send(argsOf('GET', 'a'));
  const lost = connection.send(argsOf('HANG'), { timeout: 300 });
  standStill(400);
  await expect(lost).rejects.toMatchObject({ message: 'no answer within 300 ms' });
});

test('nor while a socket opens', async () => {
  const node = await scripted(script);
  const opening = dialNode(settings(node.port), `127.0.0.1:${node.port}`);
  standStill(400);
  (await opening).destroy();
});

test('a watch over many replies ends with the first silence, and not with a standstill', async () => {
  let isSilent = false;
  const silence = new Promise<void>((resolve) => {
    const watch = silenceWatch(200, () => {
      isSilent = true;
      resolve();
    });
    // A reply that has come meanwhile is read after the timers.
    setImmediate(() => {
      standStill(400);
      setImmediate(() => {
        expect(isSilent).toBe(false);
        watch.heard();
      });
    });
  });
  await silence;
});
