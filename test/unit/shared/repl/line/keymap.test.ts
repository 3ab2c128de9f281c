import { describe, expect, it } from 'vitest';
import { actionFor, isTyping, type KeyPress } from '../../../../../shared/repl/line/keymap.ts';
import { SHELL_KEYS } from '../../../../../shared/session/shell-keys.ts';
import { killBlankWordBack, moveWordLeft, undo } from '../../../../../shared/repl/line/line.ts';

function press(chord: string): KeyPress {
  const parts = chord.split('+');
  const key = parts.pop() || '+';
  return {
    key,
    code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
    ctrlKey: parts.includes('Ctrl'),
    altKey: parts.includes('Alt'),
    shiftKey: parts.includes('Shift'),
    metaKey: parts.includes('Meta'),
  };
}

describe('the keymap', () => {
  it.each(SHELL_KEYS.flatMap(([keys]) => keys.split(', ')))('binds %s, which F1 lists', (chord) => {
    const action = actionFor(press(chord));
    expect(action).not.toBeNull();
    expect(action).not.toEqual({ command: 'nothing' });
  });

  it('knows readline keys, in either case and on other alphabets', () => {
    expect(actionFor(press('Ctrl+w'))).toEqual({ edit: killBlankWordBack });
    expect(actionFor(press('Ctrl+W'))).toEqual({ edit: killBlankWordBack });
    expect(actionFor({ ...press('Ctrl+ц'), code: 'KeyW' })).toEqual({ edit: killBlankWordBack });
    expect(actionFor(press('Alt+b'))).toEqual({ edit: moveWordLeft });
    expect(actionFor(press('Ctrl+Shift+_'))).toEqual({ edit: undo });
    expect(actionFor(press('Enter'))).toEqual({ command: 'enter' });
  });

  it.each(['F1', 'F5', 'F6', 'Shift+F6', 'Ctrl+j', 'Ctrl+1', 'Ctrl+3', 'Ctrl+Shift+C', 'Ctrl+Shift+K'])(
    'leaves %s to the window',
    (chord) => {
      expect(actionFor(press(chord))).toBeNull();
      expect(isTyping(press(chord), false)).toBe(false);
    },
  );
  it.each(['Meta+c', 'Meta+k', 'Meta+v', 'Alt+F4', 'Alt+x'])('leaves %s to the window', (chord) => {
    expect(actionFor(press(chord))).toBeNull();
    expect(isTyping(press(chord), false)).toBe(false);
  });

  it('takes characters as text, also those that need AltGr', () => {
    expect(isTyping(press('a'), false)).toBe(true);
    expect(isTyping(press('Shift+A'), false)).toBe(true);
    expect(isTyping(press('漢'), false)).toBe(true);
    expect(isTyping(press('Ctrl+Alt+{'), true)).toBe(true);
    expect(actionFor(press('Ctrl+Alt+{'))).toBeNull();
  });
});
