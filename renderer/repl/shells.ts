/** The window's shells, one terminal each in the same place; one of them is shown. */
import type { Escape } from '../../shared/session/settings.ts';
import type { ThemeName } from './text/theme.ts';
import type { Shell, ShellHooks, TerminalLook } from './contract.ts';
import { TerminalShell } from './shell.ts';

export interface Shells {
  /** The one that is shown. */
  active(): Shell;
  of(id: number): Shell | null;
  all(): Shell[];
  open(id: number): Shell;
  close(id: number): void;
  show(id: number): void;
}

export function createShells(
  container: HTMLElement,
  hooksOf: (id: number) => ShellHooks,
  look: () => { theme: ThemeName; escape: Escape; terminal: TerminalLook },
): Shells {
  const shells = new Map<number, { shell: Shell; element: HTMLElement }>();
  let shown = 0;
  return {
    active: () => shells.get(shown)!.shell,
    of: (id) => shells.get(id)?.shell ?? null,
    all: () => [...shells.values()].map(({ shell }) => shell),
    open(id) {
      const known = shells.get(id);
      if (known) return known.shell;
      const element = document.createElement('div');
      element.className = 'shell';
      container.append(element);
      const { theme, escape, terminal } = look();
      const shell = new TerminalShell(element, hooksOf(id), theme, terminal);
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
    show(id) {
      if (!shells.has(id)) return;
      shown = id;
      for (const [other, { element }] of shells) element.hidden = other !== id;
      shells.get(id)!.shell.fit();
    },
  };
}
