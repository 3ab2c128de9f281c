import { expect, test } from 'vitest';
import {
  beginDebugging,
  LostAtStart,
  type DebugTransport,
} from '../../../../../main/cluster/debugger/lua-debug.ts';
import { argsOf, decode, latin1, type Reply } from '../../../../../shared/resp/resp.ts';

const reply = (text: string): Reply => decode(Buffer.from(text));
const STOPPED = '*1\r\n+* Stopped at 1, stop reason = step over\r\n';

/** By node: the frames with which it answers, in order; null for a connection that ends there. */
function cluster(nodes: Record<string, (string | null)[]>) {
  const sent: string[] = [];
  const open = (node: string): Promise<DebugTransport> => {
    const frames = nodes[node]!.values();
    return Promise.resolve({
      askTwo: (args, hasSecond) => {
        sent.push(`${node} ${args.map((word) => latin1(word)).join(' ')}`);
        const frame = frames.next().value;
        if (frame === null || frame === undefined) return Promise.reject(new Error('cut'));
        const first = reply(frame);
        return Promise.resolve([first, hasSecond(first) ? reply(frames.next().value!) : null]);
      },
      close: () => void sent.push(`${node} closed`),
    });
  };
  return { sent, open };
}
const start = { script: argsOf('EVAL', 'return 1', '1', 'k'), isSync: false, follows: true };

test('MOVED and ASK lead the script on: it has not run where they come from', async () => {
  const { sent, open } = cluster({
    'a:1': ['+OK\r\n', '-MOVED 7629 b:2\r\n'],
    'b:2': ['+OK\r\n', '-ASK 7629 c:3\r\n'],
    'c:3': ['+OK\r\n', '+OK\r\n', STOPPED],
  });
  expect(await beginDebugging({ ...start, node: 'a:1', open })).toMatchObject({ kind: 'begun', node: 'c:3' });
  expect(sent).toEqual([
    'a:1 SCRIPT DEBUG yes',
    'a:1 EVAL return 1 1 k',
    'a:1 closed',
    'b:2 SCRIPT DEBUG yes',
    'b:2 EVAL return 1 1 k',
    'b:2 closed',
    'c:3 SCRIPT DEBUG yes',
    'c:3 ASKING',
    'c:3 EVAL return 1 1 k',
  ]);
});

test('a redirect that is not to be followed is a refusal, and so is one that never ends', async () => {
  const one = cluster({ 'a:1': ['+OK\r\n', '-MOVED 7629 b:2\r\n'] });
  const ended = await beginDebugging({ ...start, node: 'a:1', open: one.open, follows: false });
  expect(ended).toMatchObject({ kind: 'refused', ended: null });
  const loop = cluster({ 'a:1': ['+OK\r\n', '-MOVED 7629 a:1\r\n'] });
  expect(await beginDebugging({ ...start, node: 'a:1', open: loop.open })).toMatchObject({ kind: 'refused' });
  expect(loop.sent.filter((line) => line.endsWith('closed'))).toHaveLength(17);
});

test('without the word of the server there is no EVAL, and a lost connection tells whether there was one', async () => {
  const denied = cluster({ 'a:1': ['-NOPERM no\r\n'] });
  expect(await beginDebugging({ ...start, node: 'a:1', open: denied.open })).toMatchObject({
    kind: 'refused',
  });
  expect(denied.sent).toEqual(['a:1 SCRIPT DEBUG yes', 'a:1 closed']);
  for (const [frames, wasSent] of [
    [[null], false],
    [['+OK\r\n', null], true],
  ] as const) {
    const { open } = cluster({ 'a:1': [...frames] });
    const failure = await beginDebugging({ ...start, node: 'a:1', open }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LostAtStart);
    expect(failure).toMatchObject({ wasSent });
  }
});
