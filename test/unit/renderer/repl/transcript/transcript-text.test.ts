import { afterEach, describe, expect, it } from 'vitest';
import { Records, newestReply, type Ran } from '../../../../../renderer/repl/transcript/record.ts';
import { replyJson } from '../../../../../renderer/repl/transcript/reply-json.ts';
import { decode } from '../../../../../shared/resp/resp.ts';
import { clusterContext, execution, hop, nodeAt, wholeReply } from '../../../../support/cluster-fixtures.ts';
import { ShellOnScreen } from '../../../../support/shell-on-screen.ts';

const frame = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const opened: ShellOnScreen[] = [];
const open = () => {
  const shell = new ShellOnScreen(100, 24, clusterContext());
  opened.push(shell);
  return shell;
};
afterEach(() => opened.splice(0).forEach(({ core }) => core.dispose()));

const redirected = () =>
  execution({
    command: 'get foo',
    hops: [hop(7000, { outcome: 'moved', slot: 12182, target: nodeAt(7002) }), hop(7002)],
    reply: wholeReply('$5\r\n\u0416\u0001\r\n\r\n'),
    milliseconds: 612.3456,
  });

async function shellWith(...done: [string, ReturnType<typeof execution>][]): Promise<ShellOnScreen> {
  const shell = open();
  for (const [line, answer] of done) {
    shell.core.run(line);
    await shell.answer(answer);
  }
  return shell;
}

describe('a copy of the transcript', () => {
  it('is empty if there is nothing', () => {
    const shell = open();
    for (const form of ['plain', 'redis-cli', 'json'] as const)
      expect(shell.core.transcript.text(form, 'all')).toBe(shell.core.transcript.text(form, 'chosen'));
    expect(shell.core.transcript.text('plain', 'all')).toBe('');
  });

  it('is what redis-cli prints: prompt, redirect, reply in its escaping, time', async () => {
    const shell = await shellWith(['get foo', redirected()]);
    expect(shell.core.transcript.text('redis-cli', 'chosen')).toBe(
      [
        '127.0.0.1:7000> get foo',
        '-> Redirected to slot [12182] located at 127.0.0.1:7002',
        '"\\xd0\\x96\\x01\\r\\n"',
        '(0.61s)',
        '',
      ].join('\n'),
    );
  });

  it('is what one sees, without the notes at the right', async () => {
    const shell = await shellWith(['get foo', redirected()]);
    shell.core.notice({ tone: 'info', text: 'The map has changed' });
    const text = shell.core.transcript.text('plain', 'all');
    expect(text.split('\n')[0]).toBe('127.0.0.1:7000> get foo');
    expect(text).toContain('-> Redirected to slot [12182]');
    expect(text).toContain('The map has changed\n');
    expect(text).not.toContain('hop');
    expect(text).not.toContain('MOVED');
  });

  it('is JSON with the trace and the types of the reply', async () => {
    const shell = await shellWith(['get foo', redirected()]);
    const json = JSON.parse(shell.core.transcript.text('json', 'chosen'));
    expect(json).toMatchObject({
      prompt: '127.0.0.1:7000> ',
      line: 'get foo',
      command: 'get foo',
      slot: 12182,
      keys: [{ text: 'foo', slot: 12182, shard: 3 }],
      hops: [
        { node: nodeAt(7000), outcome: 'moved', target: nodeAt(7002) },
        { node: nodeAt(7002), outcome: 'reply' },
      ],
      node: nodeAt(7002),
      milliseconds: 612.346,
      reply: { type: 'string', value: '\u0416\u0001\r\n' },
      failure: null,
    });
  });

  it('takes the entries that are selected, and the last command where none are', async () => {
    const shell = await shellWith(
      ['get a', execution({ reply: wholeReply('+A\r\n') })],
      ['get b', execution({ reply: wholeReply('+B\r\n') })],
      ['get c', execution({ reply: wholeReply('+C\r\n') })],
    );
    shell.core.notice({ tone: 'info', text: 'later' });
    await shell.settled();
    const lines = () => shell.core.transcript.text('redis-cli', 'chosen').match(/get \w/g);
    expect(lines()).toEqual(['get c']);
    shell.screen.selectedRows = [1, 2];
    expect(lines()).toEqual(['get a', 'get b']);
    expect(JSON.parse(shell.core.transcript.text('json', 'chosen'))).toHaveLength(2);
    expect(JSON.parse(shell.core.transcript.text('json', 'all'))).toHaveLength(4);
  });

  it('never holds a password', async () => {
    const shell = await shellWith(
      ['3 auth hunter2', execution({ command: 'auth ••••••', reply: wholeReply('+OK\r\n') })],
      ['config set requirepass hunter2', execution({ command: 'x', reply: wholeReply('-ERR no\r\n') })],
    );
    for (const form of ['plain', 'redis-cli', 'json'] as const) {
      expect(shell.core.transcript.text(form, 'all')).not.toContain('hunter2');
      expect(shell.core.transcript.text(form, 'all')).toContain('3 auth ••••••');
    }
  });

  it('says what is only a head, and what answered in groups', async () => {
    const head = frame('*1\r\n:1\r\n');
    const reply = { whole: false as const, head, id: 42, bytes: 2_000_000, elements: 9, shown: 1 };
    const groups = [
      {
        nodes: [
          { node: nodeAt(7000), shard: 1, milliseconds: 1 },
          { node: nodeAt(7001), shard: 2, milliseconds: 2 },
        ],
        reply: wholeReply(':4\r\n'),
        failure: null,
      },
    ];
    const shell = await shellWith(
      ['lrange a 0 -1', execution({ reply })],
      ['@primaries dbsize', execution({ reply: null, groups })],
    );
    const text = shell.core.transcript.text('redis-cli', 'all');
    expect(text).toContain('1) (integer) 1\n(8 more elements, 2000000 bytes in all)\n');
    expect(text).toContain('127.0.0.1:7000: (integer) 4\n127.0.0.1:7001: (integer) 4\n');
    const [first, second] = JSON.parse(shell.core.transcript.text('json', 'all'));
    expect(first.reply).toEqual({
      cut: { bytes: 2_000_000, elements: 9, shown: 1 },
      head: { type: 'array', value: [{ type: 'integer', value: 1 }] },
    });
    expect(second.groups[0].reply).toEqual({ type: 'integer', value: 4 });
  });
});

describe('the latest reply', () => {
  it('opens with Alt+V, or by its row', async () => {
    const shell = open();
    shell.press('Alt+v');
    expect((await shell.shown())[0]).toBe('There is no reply to open yet');
    shell.core.clear();
    shell.core.run('get foo');
    await shell.answer(execution());
    shell.core.run('lrange a 0 -1');
    const reply = {
      whole: false as const,
      head: frame('*1\r\n:1\r\n'),
      id: 42,
      bytes: 9,
      elements: 9,
      shown: 1,
    };
    await shell.answer(execution({ reply }));
    shell.press('Alt+v');
    expect(shell.events.at(-1)).toBe('open 42');
    expect(shell.core.transcript.openValue(0)).toBe(true);
    expect(shell.events.at(-1)).toBe('value get foo 9');
  });

  it('is not opened by Ctrl+F, which finds where there is nothing to move over', () => {
    const shell = open();
    shell.press('Ctrl+f');
    expect(shell.events.at(-1)).toBe('find');
    shell.type('ab');
    shell.press('Home', 'Ctrl+f');
    expect(shell.events.at(-1)).toBe('edit ab 1');
  });
});

describe('what is kept of replies', () => {
  const ran = (size: number): Ran => ({
    line: 'get a',
    execution: execution({ reply: { whole: true, frame: new Uint8Array(size) } }),
    forgotten: false,
  });

  it('is bounded: the oldest lose theirs', () => {
    const records = new Records(100);
    const all = [ran(60), ran(30), ran(20), ran(101), ran(5)];
    for (const one of all) records.add(one);
    expect(all.map(({ forgotten }) => forgotten)).toEqual([true, true, true, true, false]);
    expect(all[0]!.execution).toMatchObject({ reply: null, command: 'get foo' });
    expect(newestReply([{ ran: all }])?.reply).toEqual({ whole: true, frame: new Uint8Array(5) });
    records.dropOldest(all);
    const next = [ran(50), ran(50)];
    for (const one of next) records.add(one);
    expect(next.some(({ forgotten }) => forgotten)).toBe(false);
  });
});

describe('a reply as JSON', () => {
  it.each([
    ['+OK\r\n', { type: 'status', value: 'OK' }],
    ['-ERR x\r\n', { type: 'error', value: 'ERR x' }],
    [':9007199254740993\r\n', { type: 'integer', value: '9007199254740993' }],
    [':-7\r\n', { type: 'integer', value: -7 }],
    [',1.5\r\n', { type: 'double', value: 1.5 }],
    [',inf\r\n', { type: 'double', value: 'inf' }],
    ['(123456789012345678901\r\n', { type: 'big-number', value: '123456789012345678901' }],
    ['#t\r\n', { type: 'boolean', value: true }],
    ['_\r\n', { type: 'null', value: null }],
    ['$-1\r\n', { type: 'null', value: null }],
    ['$2\r\n\xff\x00\r\n', { type: 'string', value: { base64: '/wA=' } }],
    ['=5\r\ntxt:a\r\n', { type: 'verbatim', format: 'txt', value: 'a' }],
    ['~1\r\n+a\r\n', { type: 'set', value: [{ type: 'status', value: 'a' }] }],
    [
      '%1\r\n+a\r\n:1\r\n',
      {
        type: 'map',
        value: [
          [
            { type: 'status', value: 'a' },
            { type: 'integer', value: 1 },
          ],
        ],
      },
    ],
  ])('%j keeps its type', (text, json) => {
    expect(replyJson(decode(latin(text)))).toEqual(json);
  });
});
