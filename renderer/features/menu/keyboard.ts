/** What a key does in a menu. Pure. */
import type { MenuItem } from './item.ts';

export type MenuKey = { to: string } | 'choose' | 'close' | null;

/** `at` is the id of the item that has the keyboard. Null for keys that a menu leaves to the window. */
export function menuKey(key: string, items: readonly MenuItem[], at: string): MenuKey {
  const here = Math.max(
    0,
    items.findIndex(({ id }) => id === at),
  );
  const to = (index: number): MenuKey => {
    const item = items[(index + items.length) % items.length];
    return item ? { to: item.id } : null;
  };
  switch (key) {
    case 'ArrowDown':
      return to(here + 1);
    case 'ArrowUp':
      return to(here - 1);
    case 'Home':
    case 'PageUp':
      return to(0);
    case 'End':
    case 'PageDown':
      return to(items.length - 1);
    case 'Enter':
    case ' ':
      return 'choose';
    case 'Escape':
    case 'Tab':
    case 'ArrowLeft':
      return 'close';
  }
  if ([...key].length !== 1) return null;
  // The next item that begins with the letter, from the one after this on.
  const next = [...items.slice(here + 1), ...items.slice(0, here + 1)].find(({ label }) =>
    label.toLowerCase().startsWith(key.toLowerCase()),
  );
  return next ? { to: next.id } : null;
}
