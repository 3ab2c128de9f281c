/** A shell's element, and the terminal in it. */
import type { TerminalLook } from './contract.ts';
import { buildFrame, type Frame } from './screen/frame.ts';
import { openTerminal, type OpenTerminal } from './screen/terminal.ts';
import type { ThemeName } from './text/theme.ts';

export interface ShellPlace {
  readonly frame: Frame;
  readonly opened: OpenTerminal;
  /** The terminal's own. */
  readonly theme: ThemeName;
}

/** Not seen before its element has an id. */
export function openPlace(container: HTMLElement, theme: ThemeName, look: TerminalLook): ShellPlace {
  const element = document.createElement('div');
  element.className = 'shell';
  container.append(element);
  const frame = buildFrame(element);
  return { frame, opened: openTerminal(frame.holder, theme, look), theme };
}
