import { describe, expect, it } from 'vitest';
import { item } from '../../../../../renderer/features/menu/item.ts';
import { menuKey } from '../../../../../renderer/features/menu/keyboard.ts';
import { EDGE, placeOf } from '../../../../../renderer/features/menu/placement.ts';

const items = ['Open', 'Copy', 'Close', 'Paste'].map((label) => item(label, label, []));
const press = (key: string, at = 'Open') => menuKey(key, items, at);

describe('a key in a menu', () => {
  it('moves between items, from the last to the first', () => {
    expect([press('ArrowDown'), press('ArrowUp'), press('Home', 'Close'), press('End')]).toEqual([
      { to: 'Copy' },
      { to: 'Paste' },
      { to: 'Open' },
      { to: 'Paste' },
    ]);
    expect(press('ArrowDown', 'Paste')).toEqual({ to: 'Open' });
  });

  it('goes to the next item that begins with a letter', () => {
    expect(press('c')).toEqual({ to: 'Copy' });
    expect(press('C', 'Copy')).toEqual({ to: 'Close' });
    expect(press('c', 'Close')).toEqual({ to: 'Copy' });
    expect(press('z')).toBeNull();
  });

  it('chooses, closes, and leaves others to the window', () => {
    expect([press('Enter'), press(' '), press('Escape'), press('Tab'), press('F6')]).toEqual([
      'choose',
      'choose',
      'close',
      'close',
      null,
    ]);
  });

  it('starts over from the first if its item has gone', () => {
    expect(press('ArrowDown', 'gone')).toEqual({ to: 'Copy' });
  });
});

describe('the place of a menu', () => {
  const menu = { width: 200, height: 300 };
  it('is right below the point where there is room, else at its other sides', () => {
    const within = { width: 1000, height: 700 };
    expect(placeOf({ x: 50, y: 60 }, menu, within)).toEqual({ left: 50, top: 60 });
    expect(placeOf({ x: 950, y: 650 }, menu, within)).toEqual({ left: 750, top: 350 });
  });

  it('is inside the smallest window wherever it opens', () => {
    const within = { width: 640, height: 400 };
    for (const x of [0, 320, 640])
      for (const y of [0, 200, 400]) {
        const { left, top } = placeOf({ x, y }, menu, within);
        expect(left).toBeGreaterThanOrEqual(EDGE);
        expect(top).toBeGreaterThanOrEqual(EDGE);
        expect(left + menu.width).toBeLessThanOrEqual(within.width - EDGE);
        expect(top + menu.height).toBeLessThanOrEqual(within.height - EDGE);
      }
  });

  it('begins at the edge if the menu is larger than the window', () => {
    expect(placeOf({ x: 10, y: 10 }, { width: 900, height: 900 }, { width: 640, height: 400 })).toEqual({
      left: EDGE,
      top: EDGE,
    });
  });
});
