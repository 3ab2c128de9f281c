import { afterEach, expect, test } from 'vitest';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { closedPort } from '../../support/closed-port.ts';
import { ScriptedNode, type NodeScript } from '../../support/scripted-node.ts';

const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 3000 });
let node: ScriptedNode | null = null;
afterEach(async () => {
  nodes.close();
  await node?.close();
  node = null;
});

async function listen(script: NodeScript): Promise<string> {
  node = new ScriptedNode(script);
  return `127.0.0.1:${await node.listen()}`;
}

const questions = (count: number) => Array.from({ length: count }, (_, i) => ['ECHO', i, Buffer.from('ü')]);

test('answers come in the order of the commands, error replies among them', async () => {
  const address = await listen(([, i, word]) =>
    i === '1' ? '-ERR not this one\r\n' : Buffer.from(`$${word!.length}\r\n${word}\r\n`, 'latin1'),
  );
  const answers = await nodes.pipeline(address, questions(1000));
  expect(node!.received).toHaveLength(1000);
  expect(node!.received[999]).toEqual(['ECHO', '999', Buffer.from('ü').toString('latin1')]);
  expect(answers[1]).toEqual({ kind: 'refused', says: 'ERR not this one' });
  expect(answers.filter(({ kind }) => kind === 'reply')).toHaveLength(999);
  expect(answers[999]).toMatchObject({ reply: { bytes: new Uint8Array(Buffer.from('ü')) } });
});

test('two pipelines at once get their own answers', async () => {
  const address = await listen(([, i]) => `:${i}\r\n`);
  const [some, others] = await Promise.all([
    nodes.pipeline(address, questions(50)),
    nodes.pipeline(address, [['ECHO', 7]]),
  ]);
  expect(some[49]).toMatchObject({ reply: { digits: '49' } });
  expect(others).toMatchObject([{ reply: { digits: '7' } }]);
  expect(await nodes.pipeline(address, [])).toEqual([]);
});

test('a cut connection leaves the commands without an answer unknown, and the next pipeline connects again', async () => {
  const address = await listen(([, i], socket) => {
    if (i !== '2') return `:${i}\r\n`;
    socket.destroy();
    return null;
  });
  const answers = await nodes.pipeline(address, questions(4));
  expect(answers.map(({ kind }) => kind)).toEqual(['reply', 'reply', 'unknown', 'unknown']);
  expect(await nodes.pipeline(address, [['ECHO', 5]])).toMatchObject([{ reply: { digits: '5' } }]);
});

test('a node that falls silent leaves the rest unknown once the time is up', async () => {
  const address = await listen(([, i]) => (i === '0' ? ':0\r\n' : null));
  const answers = await nodes.pipeline(address, questions(3), { timeoutMs: 200 });
  expect(answers).toMatchObject([
    { kind: 'reply' },
    { kind: 'unknown', says: 'no answer within 200 ms' },
    { kind: 'unknown' },
  ]);
});

test('nothing is sent to a node that cannot be reached, or has no address', async () => {
  const answers = await nodes.pipeline(`127.0.0.1:${await closedPort()}`, questions(2));
  expect(answers.map(({ kind }) => kind)).toEqual(['unreachable', 'unreachable']);
  expect(await nodes.pipeline('noaddr', questions(1))).toMatchObject([{ kind: 'unreachable' }]);
});
