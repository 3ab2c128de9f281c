import { describe, expect, it } from 'vitest';
import { BUNDLED_COMMANDS } from '../../../../shared/commands/command-table.ts';
import type { Execution, Hop } from '../../../../shared/session/execution.ts';
import type { NodeStats } from '../../../../shared/cluster/node-stats.ts';
import { nodeStats, NOTHING_SPECIAL } from '../../../support/cluster-fixtures.ts';
import { BOOT } from '../../../support/window-fixtures.ts';
import type { SlotDetail } from '../../../../shared/slots/slot-model.ts';
import { actionOf } from '../../../../renderer/window/keys.ts';
import { isShown } from '../../../../renderer/window/shown-panels.ts';
import type { Message } from '../../../../renderer/window/message.ts';
import { initialState, reduce } from '../../../../renderer/window/reduce.ts';
import type { State } from '../../../../renderer/window/state.ts';
import { countRows } from '../../../../renderer/kit/large-reply.ts';
import { describeShape, shapeOf } from '../../../../renderer/features/trace/trace-entry.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const connected = { ...BOOT.session, phase: 'connected', currentNode: '127.0.0.1:7000' } as const;
const start = (width = 1440) => initialState(BOOT, width, 0);
const after = (state: State, ...messages: Message[]) => messages.reduce(reduce, state);

const execution = (id: number, reply: Execution['reply'] = null): Execution => ({
  id,
  command: 'get k',
  slot: 1,
  keys: [],
  routedBy: 'owner',
  hops: [] as Hop[],
  node: '127.0.0.1:7002',
  shard: 3,
  reply,
  failure: null,
  milliseconds: 1,
  currentNode: '127.0.0.1:7002',
  database: 0,
  ...NOTHING_SPECIAL,
});

const stats = (ops: number | null): NodeStats => nodeStats(7000, { ops });

describe('the state of the window', () => {
  it('shows the first-run screen until there has been a cluster, and not again after it is gone', () => {
    expect(start().started).toBe(false);
    const gone = after(
      start(),
      { type: 'session', session: connected },
      { type: 'session', session: BOOT.session },
    );
    expect(gone.started).toBe(true);
  });

  it('has no first-run screen where a cluster was asked for at start', () => {
    const asked = { ...BOOT, session: { ...BOOT.session, phase: 'connecting' as const } };
    expect(initialState(asked, 1440, 0).started).toBe(true);
  });

  it('closes the connect dialog when what was asked for there has come about, and keeps it open with the failure', () => {
    const dialog = after({ ...start(), started: true }, { type: 'action', name: 'connect' });
    expect(dialog.overlay?.kind).toBe('connect');
    const typed = after(dialog, { type: 'connect-text', text: 'redis://:secret@a' }, { type: 'connect' });
    const done = after(typed, { type: 'session', session: connected }, { type: 'arrived' });
    expect(done.overlay).toBeNull();
    expect(done.connecting).toMatchObject({ target: '', pending: false });
    // One that was lost and comes back by itself takes nothing away from somebody who is typing.
    const typing = after(
      dialog,
      { type: 'connect-text', text: 'b:7000' },
      { type: 'connect-name', text: 'b' },
    );
    const back = after(typing, { type: 'session', session: connected });
    expect(back.overlay?.kind).toBe('connect');
    expect(back.connecting.target).toBe('b:7000');
    expect(back.connections.name).toBe('b');
    const failure = { code: 'unreachable', message: 'No.', advice: '' } as const;
    const failed = after(dialog, { type: 'connect' }, { type: 'connect-failed', failure });
    expect(failed.overlay?.kind).toBe('connect');
    expect(failed.connecting).toMatchObject({ pending: false, failure });
  });

  it('lets the prompt follow the node that an execution names', () => {
    const state = after(start(), { type: 'executed', shell: 1, executions: [execution(1)] });
    expect(state.session.currentNode).toBe('127.0.0.1:7002');
  });

  it('keeps the last 500 commands, newest first, without the bytes of their replies', () => {
    let state = start();
    const frame = bytes('$3\r\nbar\r\n');
    for (let id = 1; id <= 510; id++)
      state = reduce(state, {
        type: 'executed',
        shell: 1,
        executions: [execution(id, { whole: true, frame })],
      });
    expect(state.trace).toHaveLength(500);
    expect(state.trace[0]).toMatchObject({ id: 510, reply: { type: 'string', count: 3 }, large: null });
    expect(Object.values(state.trace[0]!)).not.toContain(frame);
  });

  it('keeps 60 samples a node, and none for an answer that did not come', () => {
    let state = start();
    for (let ops = 1; ops <= 70; ops++)
      state = reduce(state, { type: 'stats', stats: [stats(ops)], at: 1000 });
    state = reduce(state, { type: 'stats', stats: [stats(null)], at: 2000 });
    const metrics = state.metrics['127.0.0.1:7000']!;
    expect(metrics.samples).toHaveLength(60);
    expect(metrics.samples.at(-1)).toBe(70);
    expect(metrics.latest.ops).toBeNull();
  });

  it('drops the answer to a slot question that is no longer the last one', () => {
    const detail = (slot: number): SlotDetail => ({ slot, database: 0, parts: [], milliseconds: 1 });
    const failure = { code: 'unreachable', message: 'No.', advice: '' } as const;
    const asked = after(
      start(),
      { type: 'ask-slot', slot: 1, limit: 100 },
      { type: 'ask-slot', slot: 2, limit: 100 },
      { type: 'slot-detail', detail: detail(1) },
      { type: 'slot-failed', slot: 1, database: 0, failure },
    );
    expect(asked.slot).toMatchObject({ pending: true, detail: null, failure: null });
    expect(after(asked, { type: 'slot-detail', detail: detail(2) }).slot.detail?.slot).toBe(2);
  });

  it('opens the inspector as a drawer where there is no room, without changing the settings', () => {
    const narrow = start(1000);
    expect(isShown(narrow, 'inspector')).toBe(false);
    const open = after(narrow, { type: 'action', name: 'show-trace' });
    expect(isShown(open, 'inspector')).toBe(true);
    expect(open.settings).toEqual(BOOT.settings);
    expect(isShown(after(open, { type: 'action', name: 'toggle-inspector' }), 'inspector')).toBe(false);
  });

  it('hides and shows a side panel where there is room', () => {
    const hidden = after(start(), { type: 'action', name: 'toggle-nodes' });
    expect(hidden.settings.nodesShown).toBe(false);
    expect(after(hidden, { type: 'action', name: 'toggle-nodes' }).settings.nodesShown).toBe(true);
  });

  it('keeps a panel within its widths', () => {
    const wide = after(start(), { type: 'panel-width', panel: 'nodes', width: 5000 });
    const thin = after(start(), { type: 'panel-width', panel: 'inspector', width: -3 });
    expect([wide.settings.nodesWidth, thin.settings.inspectorWidth]).toEqual([480, 240]);
  });

  it('knows the bundled commands until the server has told its own', () => {
    expect(start().commands).toBe(BUNDLED_COMMANDS);
    expect(after(start(), { type: 'commands', commands: {} }).commands).toEqual({});
  });

  it('keeps 40 pages of a large reply, and forgets those read first', () => {
    const large = { id: 7, bytes: 1e7, elements: 1e6, what: 'array', command: 'lrange l 0 -1' };
    let state = after(start(), { type: 'open-reply', large });
    for (let page = 0; page < 45; page++)
      state = after(
        state,
        { type: 'want-pages', pages: [page] },
        { type: 'reply-page', version: 0, id: 7, page, content: { rows: [], table: null } },
      );
    const reply = state.overlay?.kind === 'reply' ? state.overlay : null;
    expect([...reply!.pages.keys()]).toEqual(Array.from({ length: 40 }, (_, i) => i + 5));
    expect(reply!.asked.size).toBe(0);
  });
});

describe('a reply in a few words', () => {
  it.each([
    ['+OK\r\n', 'status'],
    [':3\r\n', 'integer'],
    ['$-1\r\n', 'nil'],
    ['_\r\n', 'nil'],
    ['$1\r\nx\r\n', 'string, 1 byte'],
    ['*1200\r\n', 'array, 1,200'],
    ['~2\r\n', 'set, 2'],
    ['%1\r\n', 'map, 1 pair'],
    ['-ERR no\r\n', 'error'],
    ['', 'reply'],
  ])('%j is %s', (frame, words) => {
    expect(describeShape(shapeOf({ whole: true, frame: bytes(frame) }), 'en')).toBe(words);
  });

  it('counts the pieces of a string by its own length, not its frame', () => {
    const length = 4096 * 3;
    const frame = `$${length}\r\n`.length + length + 2;
    expect(countRows({ id: 1, bytes: frame, elements: null, what: 'string', command: 'get s' })).toBe(3);
  });
});

describe('shortcuts', () => {
  const press = (key: string, ...modifiers: string[]) => ({
    key,
    ctrlKey: modifiers.includes('ctrl'),
    metaKey: modifiers.includes('meta'),
    shiftKey: modifiers.includes('shift'),
    altKey: modifiers.includes('alt'),
  });

  it('take the command key on macOS and Ctrl elsewhere', () => {
    expect(actionOf(press('k', 'ctrl'), false)).toBe('palette');
    expect(actionOf(press('k', 'meta'), true)).toBe('palette');
    expect(actionOf(press('k', 'ctrl'), true)).toBeNull();
  });

  it('need exactly their modifiers', () => {
    expect(actionOf(press('F6'), false)).toBe('next-panel');
    expect(actionOf(press('F6', 'shift'), false)).toBe('previous-panel');
    expect(actionOf(press('T', 'ctrl', 'shift'), false)).toBe('show-trace');
    expect(actionOf(press('t', 'ctrl'), false)).toBeNull();
    expect(actionOf(press('P', 'ctrl', 'shift'), false)).toBe('palette');
  });
});
