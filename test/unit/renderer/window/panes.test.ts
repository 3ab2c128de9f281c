import { describe, expect, it } from 'vitest';
import type { Split } from '../../../../shared/session/shown.ts';
import { DISCONNECTED } from '../../../../shared/session/session.ts';
import type { Message } from '../../../../renderer/window/message.ts';
import { otherPane, shownShells } from '../../../../renderer/window/panes-state.ts';
import { initialState, reduce } from '../../../../renderer/window/reduce.ts';
import { shownBy } from '../../../../renderer/window/shown-state.ts';
import type { State } from '../../../../renderer/window/state.ts';
import { BOOT } from '../../../support/window-fixtures.ts';

/** A window of three shells, of which the first is shown. */
const start = (shells = [1, 2, 3], split: Split | null = null, shell = 1): State =>
  initialState(
    {
      ...BOOT,
      shells: shells.map((number) => ({ ...DISCONNECTED, shell: number })),
      shown: { shell, split, view: 'shell' },
    },
    1440,
    0,
  );
const after = (state: State, ...messages: Message[]) => messages.reduce(reduce, state);
const act = (name: Extract<Message, { type: 'action' }>['name']): Message => ({ type: 'action', name });
/** The shells in their panes, the active one in brackets. */
const seen = (state: State) =>
  `${state.split?.direction ?? 'one'} ` +
  shownShells(state)
    .map((shell) => (shell === state.active ? `[${shell}]` : shell))
    .join(' ');

describe('two panes', () => {
  it('shows the next shell beside or below the one that was shown, and focuses it', () => {
    expect(seen(start())).toBe('one [1]');
    expect(seen(after(start(), act('split-right')))).toBe('right 1 [2]');
    expect(seen(after(start(), act('split-down')))).toBe('down 1 [2]');
    expect(seen(after(start([1, 2, 3], null, 3), act('split-right')))).toBe('right 3 [1]');
  });

  it('waits for a new shell if there is only one', () => {
    const asked = after(start([1]), act('split-down'));
    expect(seen(asked)).toBe('one [1]');
    const session = { ...DISCONNECTED, shell: 2 };
    expect(seen(after(asked, { type: 'shell-opened', session, direction: 'down' }))).toBe('down 1 [2]');
    expect(seen(after(asked, { type: 'shell-opened', session, direction: null }))).toBe('one [2]');
  });

  it('turns the panes if they are split in the other direction, and keeps which is focused', () => {
    const turned = after(start(), act('split-right'), { type: 'pane-share', share: 30 }, act('split-down'));
    expect(seen(turned)).toBe('down 1 [2]');
    expect(turned.split?.share).toBe(30);
  });

  it('moves between the panes, and the session of the window is that of the focused one', () => {
    const moved = after(start(), act('split-right'), act('other-pane'));
    expect(seen(moved)).toBe('right [1] 2');
    expect(moved.session.shell).toBe(1);
    expect(otherPane(moved)).toBe(2);
    expect(seen(after(start(), act('other-pane')))).toBe('one [1]');
  });

  it('shows a shell that has no pane in the focused one, and focuses the pane of one that has', () => {
    const split = after(start(), act('split-right'));
    expect(seen(after(split, { type: 'show-shell', shell: 3 }))).toBe('right 1 [3]');
    expect(seen(after(split, { type: 'show-shell', shell: 1 }))).toBe('right [1] 2');
    expect(seen(after(split, act('next-shell'), act('next-shell')))).toBe('right [1] 3');
    const session = { ...DISCONNECTED, shell: 4 };
    expect(seen(after(split, { type: 'shell-opened', session, direction: null }))).toBe('right 1 [4]');
    expect(seen(after(split, { type: 'show-shell', shell: 9 }))).toBe('right 1 [2]');
  });

  it('shows a chosen shell in the other pane', () => {
    expect(seen(after(start(), { type: 'split-with', shell: 3, direction: 'down' }))).toBe('down 1 [3]');
    const split = after(start(), act('split-right'), act('other-pane'));
    expect(seen(after(split, { type: 'split-with', shell: 3, direction: 'right' }))).toBe('right 1 [3]');
    expect(seen(after(start(), { type: 'split-with', shell: 9, direction: 'right' }))).toBe('one [1]');
  });

  it('closes a pane without its shell, and a pane goes with its shell', () => {
    const split = after(start(), act('split-right'));
    const closed = after(split, act('close-pane'));
    expect(seen(closed)).toBe('one [1]');
    expect(Object.keys(closed.sessions)).toEqual(['1', '2', '3']);
    expect(seen(after(split, act('close-shell')))).toBe('one [1]');
    expect(seen(after(split, { type: 'close-shell', shell: 1 }))).toBe('one [2]');
    expect(seen(after(split, { type: 'close-shell', shell: 3 }))).toBe('right 1 [2]');
  });

  it('keeps both panes large enough to be used', () => {
    const share = (to: number) =>
      after(start(), act('split-right'), { type: 'pane-share', share: to }).split?.share;
    expect([share(3), share(33.4), share(99)]).toEqual([20, 33, 80]);
    expect(after(start(), { type: 'pane-share', share: 30 }).split).toBeNull();
  });

  it('comes back as it was kept, unless a shell of it is missing', () => {
    const split = { direction: 'down', panes: [3, 2], share: 60 } as const;
    const back = start([1, 2, 3], split, 2);
    expect(seen(back)).toBe('down 3 [2]');
    expect(shownBy(back)).toEqual({ shell: 2, split, view: 'shell' });
    expect(seen(start([1, 2], split, 2))).toBe('one [2]');
    expect(seen(start([1, 2, 3], split, 1))).toBe('one [1]');
    expect(seen(start([1, 2], { ...split, panes: [2, 2] }, 2))).toBe('one [2]');
  });
});
