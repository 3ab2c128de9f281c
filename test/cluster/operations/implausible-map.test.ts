/** Nodes that answer CLUSTER NODES with more than a cluster can have. */
import { afterEach, expect, test } from 'vitest';
import { mapAt } from '../../../main/cluster/operations/create/own-line.ts';
import { checkMarks } from '../../../main/cluster/operations/moving/ownership.ts';
import { OperationNodes } from '../../../main/cluster/operations/reading/nodes.ts';
import { recordedContext } from '../../support/operations.ts';
import { ScriptedNode } from '../../support/scripted-node.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

test('in the midst of a move it is a failed step with words, and a node that joins has no map', async () => {
  const id = 'a'.repeat(40);
  const line = `${id} 127.0.0.1:7000@17000 myself,master - 0 0 1 connected ${'0-16383 '.repeat(20)}\n`;
  const text = line.repeat(100);
  const node = new ScriptedNode(() => `$${text.length}\r\n${text}\r\n`);
  const port = await node.listen();
  open.push(node);
  const source = `127.0.0.1:${port}`;
  const nodes = new OperationNodes({ database: 0, protocol: 2, connectTimeout: 1000 });
  open.push(nodes);
  const move = { context: recordedContext(nodes, source), source, target: source, from: id, to: id };
  await expect(checkMarks(move as never, [1], 'open')).rejects.toMatchObject({
    name: 'MoveFailure',
    message: expect.stringContaining(`${source} does not say what it owns`),
  });
  expect(await mapAt(nodes, source)).toBeNull();
});
