/** Chinese explanations: what they say, and that their rows are as wide as the terminal draws them. */
import { expect, test } from 'vitest';
import {
  describeExecution,
  describeFailure,
  describeNotice,
} from '../../../../../renderer/repl/transcript/entry.ts';
import { layout } from '../../../../../renderer/repl/transcript/layout.ts';
import type { Failure } from '../../../../../shared/failure.ts';
import { Reading } from '../../../../../shared/repl/line/reading.ts';
import { textWidth } from '../../../../../shared/repl/text/width.ts';
import { clusterContext, execution, hop, nodeAt, wholeReply } from '../../../../support/cluster-fixtures.ts';
import { HeadlessScreen } from '../../../../support/headless-screen.ts';

const context = {
  ...clusterContext({ mode: 'off', currentNode: nodeAt(7000) }),
  language: 'zh-Hans' as const,
};

const moved = execution({
  slot: 12706,
  node: nodeAt(7000),
  shard: 1,
  hops: [hop(7000, { outcome: 'moved', slot: 12706, target: nodeAt(7002) })],
  reply: wholeReply('-MOVED 12706 127.0.0.1:7002\r\n'),
});
const { pieces } = describeExecution(new Reading('set k1 v1'), moved, context);

test('a MOVED is explained in Chinese, and the server’s own words stay', async () => {
  const screen = new HeadlessScreen(140, 24);
  await screen.show(layout(pieces, 140).text);
  const lines = screen.lines().map((line) => line.trim());
  expect(lines[0]).toMatch(/^\(error\) MOVED 12706 127\.0\.0\.1:7002 .*槽位 12706 · .* · 0 跳 · 0\.7 毫秒$/);
  expect(lines[1]).toBe('槽位 12706 属于 127.0.0.1:7002 [3]，不属于 127.0.0.1:7000。命令没有执行。');
  expect(lines.join('\n')).toContain('重定向已关闭，相当于 redis-cli 不加 -c。');
  expect(lines.at(-1)).toBe('槽位 12706 的所有键都在 127.0.0.1:7002，直到该槽位再次迁移。');
});

test('a refusal that main has in Chinese is told in it, and any other as it came', async () => {
  const failure = { code: 'refused' as const, message: 'MULTI was not sent.', advice: 'Connect elsewhere.' };
  const translations = { 'zh-Hans': { message: 'MULTI 没有发送。', advice: '请连接别处。' } };
  const linesOf = async (told: Failure) => {
    const screen = new HeadlessScreen(80, 4);
    await screen.show(layout(describeFailure(told, 'zh-Hans').pieces, 80).text);
    return screen.lines().map((line) => line.trim());
  };
  expect(await linesOf({ ...failure, translations })).toEqual(['MULTI 没有发送。', '请连接别处。']);
  expect(await linesOf(failure)).toEqual(['MULTI was not sent.', 'Connect elsewhere.']);
});

test.each([25, 31, 44, 57, 80, 133])(
  'rows of %i columns are full, and none begins with a closing mark',
  async (columns) => {
    const box = pieces.filter(({ kind }) => kind === 'box');
    const { text, rows } = layout(box, columns);
    const screen = new HeadlessScreen(columns, 40);
    await screen.show(text);
    // The terminal has counted as many rows as the layout: nothing was wrapped by the terminal itself.
    expect(screen.cursor()).toEqual({ row: rows, column: 0 });
    for (const line of text
      .replaceAll(/\u001b\[[\d;]*m/g, '')
      .split('\r\n')
      .slice(0, -1)) {
      expect(textWidth(line)).toBe(columns);
      expect(line.trimStart()).not.toMatch(/^[，。：；）]/);
    }
  },
);

test('a notice is shown in the language of the window, and in English if main knows no other', () => {
  const textOf = (translations?: { 'zh-Hans': string }) => {
    const notice = { tone: 'info' as const, text: 'A node left.', ...(translations && { translations }) };
    return layout(describeNotice(notice, 'zh-Hans').pieces, 80).text;
  };
  expect(textOf({ 'zh-Hans': '一个节点离开了。' })).toContain('一个节点离开了。');
  expect(textOf()).toContain('A node left.');
});
