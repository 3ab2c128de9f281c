/** The window's shells, one terminal each; one of them is shown, or two in panes. */
import type { Escape } from '../../shared/session/settings.ts';
import type { ThemeName } from './text/theme.ts';
import type { Shell, ShellHooks, TerminalLook } from './contract.ts';
import { TerminalShell } from './shell.ts';
import { openPlace, type ShellPlace } from './shell-place.ts';

export interface Shells {
  /** The one that is shown, or that of the focused pane. */
  active(): Shell;
  of(id: number): Shell | null;
  all(): Shell[];
  open(id: number): Shell;
  close(id: number): void;
  /** `panes`: all that are shown, in their order. */
  show(active: number, panes: readonly number[]): void;
  /** Focuses the active shell, unless something in it has the focus, such as its find bar. */
  focus(): void;
}

/** Id of the element that holds a shell. */
export const shellElementId = (id: number) => `shell-${id}`;

/**
 * `onFocus` is called when something in a shell has taken the focus, and keeps it. `first` is the place of the first shell, which
 * is there already.
 */
export function createShells(
  container: HTMLElement,
  first: ShellPlace,
  onFocus: (id: number) => void,
  hooksOf: (id: number) => ShellHooks,
  look: () => { theme: ThemeName; escape: Escape; terminal: TerminalLook },
): Shells {
  const shells = new Map<number, { shell: Shell; element: HTMLElement }>();
  let shown = 0;
  let free: ShellPlace | null = first;
  return {
    active: () => shells.get(shown)!.shell,
    of: (id) => shells.get(id)?.shell ?? null,
    all: () => [...shells.values()].map(({ shell }) => shell),
    open(id) {
      const known = shells.get(id);
      if (known) return known.shell;
      const { theme, escape, terminal } = look();
      const place = free ?? openPlace(container, theme, terminal);
      free = null;
      const { element } = place.frame;
      element.id = shellElementId(id);
      element.addEventListener('focusin', () =>
        // A dialog that closes gives the focus back before what was chosen in it moves the focus on.
        queueMicrotask(() => element.contains(document.activeElement) && onFocus(id)),
      );
      const shell = new TerminalShell(place, hooksOf(id), theme, terminal);
      shell.setEscape(escape);
      shells.set(id, { shell, element });
      element.hidden = shells.size > 1;
      if (shells.size === 1) shown = id;
      return shell;
    },
    close(id) {
      const one = shells.get(id);
      shells.delete(id);
      one?.shell.dispose();
      one?.element.remove();
    },
    show(active, panes) {
      if (!shells.has(active)) return;
      shown = active;
      for (const [id, { element }] of shells) {
        const at = panes.indexOf(id);
        element.hidden = at < 0;
        element.dataset.pane = at === 1 ? 'second' : 'first';
      }
      for (const id of panes) shells.get(id)?.shell.fit();
    },
    focus() {
      const { shell, element } = shells.get(shown)!;
      if (!element.contains(document.activeElement)) shell.focus();
    },
  };
}
