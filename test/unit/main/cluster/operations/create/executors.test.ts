import { expect, test } from 'vitest';
import { announcedBusPort } from '../../../../../../main/cluster/operations/create/bus-port.ts';
import { createExecutors } from '../../../../../../main/cluster/operations/create/executors.ts';
import type { Answer, Arg, OperationNodes } from '../../../../../../main/cluster/operations/reading/nodes.ts';
import type { Control } from '../../../../../../main/cluster/operations/run/context.ts';
import { recordedContext } from '../../../../../support/operations.ts';

const NODE = '10.0.0.1:7000';
const text = (words: string): Answer => ({
  kind: 'reply',
  reply: { type: 'string', bytes: Buffer.from(words) },
});
const own = (rest: string, flags = 'myself,master') => `me ${NODE}@17000 ${flags} ${rest}`;

/** A context whose only node answers by `answer`; the commands that it got, without CLUSTER NODES. */
function scripted(answer: (line: string) => Answer, control?: Control) {
  const sent: string[] = [];
  const ask = (_: string, args: readonly Arg[]) => {
    const line = args.map(String).join(' ');
    if (line !== 'CLUSTER NODES') sent.push(line);
    return Promise.resolve(answer(line));
  };
  const context = recordedContext({ ask } as unknown as OperationNodes, NODE);
  return { sent, context: control ? { ...context, control } : context };
}

const addSlots = {
  kind: 'add-slots' as const,
  node: NODE,
  slots: [{ first: 0, last: 3 }],
};

test('only slots that are missing are assigned', async () => {
  const { sent, context } = scripted((line) =>
    text(line === 'CLUSTER NODES' ? own('- 0 0 0 connected 0-1') : 'OK'),
  );
  expect((await createExecutors['add-slots'](addSlots, context)).end).toBe('done');
  expect(sent).toEqual(['CLUSTER ADDSLOTS 2 3']);
});

test('a lost answer is looked into, and the command is not sent again', async () => {
  for (const arrived of [true, false]) {
    let asked = false;
    const { sent, context } = scripted((line) => {
      if (line === 'CLUSTER NODES') return text(own(`- 0 0 0 connected${asked && arrived ? ' 0-3' : ''}`));
      asked = true;
      return { kind: 'unknown', says: 'the connection was lost' };
    });
    const end = await createExecutors['add-slots'](addSlots, context);
    expect(end).toMatchObject(arrived ? { end: 'done' } : { end: 'failed', unknown: true });
    expect(sent).toHaveLength(1);
  }
});

test('REPLICATE is tried again only while the node has not heard of its primary', async () => {
  let tries = 0;
  const { sent, context } = scripted((line) => {
    if (line === 'CLUSTER NODES') return text(own('- 0 0 0 connected'));
    tries++;
    return tries < 3 ? { kind: 'refused', says: 'ERR Unknown node me' } : text('OK');
  });
  const action = { kind: 'replicate' as const, node: NODE, primary: NODE };
  expect((await createExecutors.replicate(action, context)).end).toBe('done');
  expect(sent).toHaveLength(3);
  const full = scripted((line) =>
    line === 'CLUSTER NODES'
      ? text(own('- 0 0 0 connected'))
      : { kind: 'refused', says: 'ERR To set a master the node must be empty\nand without assigned slots.' },
  );
  expect(await createExecutors.replicate(action, full.context)).toEqual({
    end: 'failed',
    text: `${NODE}: ERR To set a master the node must be empty\\nand without assigned slots.`,
    unknown: false,
  });
  expect(full.sent).toHaveLength(1);
});

test('a wait ends at the user’s wish', async () => {
  const { context } = scripted(() => text(''), { wish: 'stop', rate: null });
  const end = await createExecutors.sync({ kind: 'sync', node: NODE, timeoutMs: 60_000 }, context);
  expect(end.end).toBe('left');
});

test('functions of the new node are not overwritten', async () => {
  let asked = 0;
  const { sent, context } = scripted((line) => {
    if (line === 'FUNCTION DUMP') return text('dump');
    const name = `library ${asked++}`;
    return {
      kind: 'reply',
      reply: { type: 'array', items: [{ type: 'string', bytes: Buffer.from(name) }] },
    };
  });
  const end = await createExecutors['copy-functions'](
    { kind: 'copy-functions', from: '10.0.0.2:7000', to: NODE },
    context,
  );
  expect(end).toMatchObject({ end: 'failed', unknown: false });
  expect(end.text).toContain('FUNCTION FLUSH');
  expect(sent).not.toContain('FUNCTION RESTORE dump');
});

test('the bus port is the one on the node’s own line', () => {
  const other = 'x 10.0.0.2:7000@17001 master - 0 0 0 connected\n';
  expect(announcedBusPort(`${other}${own('- 0 0 0 connected')}`)).toBe(17_000);
  expect(announcedBusPort('me :7000@5,name myself,master - 0 0 0 connected')).toBe(5);
  expect(announcedBusPort('me :7000@99999 myself,master - 0 0 0 connected')).toBeUndefined();
  expect(announcedBusPort(other)).toBeUndefined();
});
