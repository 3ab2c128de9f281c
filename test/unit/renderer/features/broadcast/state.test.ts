import { describe, expect, it } from 'vitest';
import { DISCONNECTED, type SessionState } from '../../../../../shared/session/session.ts';
import { broadcastLines, isTicked, targetsOf } from '../../../../../renderer/features/broadcast/state.ts';
import type { Message } from '../../../../../renderer/window/message.ts';
import { initialState, reduce } from '../../../../../renderer/window/reduce.ts';
import type { State } from '../../../../../renderer/window/state.ts';
import { BOOT } from '../../../../support/window-fixtures.ts';

const on = (shell: number, more: Partial<SessionState> = {}): SessionState => ({
  ...DISCONNECTED,
  shell,
  phase: 'connected',
  label: 'orders',
  currentNode: '127.0.0.1:7000',
  ...more,
});
/** A window of three shells. */
const start = (more: Partial<SessionState> = {}): State =>
  initialState({ ...BOOT, session: on(1, more), shells: [1, 2, 3].map((shell) => on(shell, more)) }, 1440, 0);
const after = (state: State, ...messages: Message[]) => messages.reduce(reduce, state);
const switched: Message = { type: 'action', name: 'broadcast' };
const tick = (shell: number, isOn = true): Message => ({ type: 'broadcast-tick', shell, on: isOn });
const targets = (state: State) => [1, 2, 3].map((shell) => targetsOf(state, shell));
const NONE = [[], [], []];

describe('broadcast', () => {
  it('is off at first, and goes to all other shells of an ordinary connection once it is on', () => {
    expect(targets(start())).toEqual(NONE);
    expect(targets(after(start(), switched))).toEqual([
      [2, 3],
      [1, 3],
      [1, 2],
    ]);
    expect(targets(after(start(), switched, switched))).toEqual(NONE);
    expect(targets(after(start(), switched, { type: 'broadcast-end' }))).toEqual(NONE);
  });

  it.each([{ environment: 'production' }, { readOnly: true }] as const)(
    'ticks no shell by itself on %o',
    (careful) => {
      const begun = after(start(careful), switched);
      expect(targets(begun)).toEqual(NONE);
      expect(targets(after(begun, tick(1)))).toEqual(NONE);
      expect(targets(after(begun, tick(1), tick(3)))).toEqual([[3], [], [1]]);
    },
  );

  it('leaves a shell that is not ticked alone, and sends nothing from it', () => {
    expect(targets(after(start(), switched, tick(2, false)))).toEqual([[3], [], [1]]);
    expect(targets(after(start(), tick(2)))).toEqual(NONE);
  });

  it('does not take in a shell that is opened later, and forgets one that is closed', () => {
    const opened = after(start(), switched, { type: 'shell-opened', session: on(4), direction: null });
    expect(isTicked(opened, 4)).toBe(false);
    expect(targetsOf(opened, 1)).toEqual([2, 3]);
    expect(targetsOf(after(opened, { type: 'close-shell', shell: 2 }), 1)).toEqual([3]);
  });

  it('ends where a shell is on another connection, or on the same with other rights; a lost one comes back', () => {
    const begun = after(start(), switched);
    for (const other of [
      { label: 'billing' },
      { profile: 'an id' },
      { environment: 'production' },
      { readOnly: true },
    ] as const)
      expect(after(begun, { type: 'session', session: on(2, other) }).broadcast.isOn).toBe(false);
    expect(after(begun, { type: 'session', session: { ...DISCONNECTED, shell: 2 } }).broadcast.isOn).toBe(
      false,
    );
    const lost = after(begun, { type: 'session', session: on(2, { phase: 'lost' }) });
    expect(targetsOf(lost, 1)).toEqual([2, 3]);
  });

  it('shows the shell that lines are entered in', () => {
    expect(after(start(), { type: 'action', name: 'show-map' }, switched).view).toBe('shell');
  });

  it('takes commands only: what is about one shell stays there', () => {
    const own = ['exit', 'quit', 'clear', 'help get', ':set hints', 'connect 127.0.0.1 7001', '', '"open'];
    expect(broadcastLines(['set a 1', ...own, '@all ping', '3 incr n'])).toEqual([
      'set a 1',
      '@all ping',
      '3 incr n',
    ]);
  });
});
