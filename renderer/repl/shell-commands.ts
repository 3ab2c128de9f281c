/** The actions of the keymap's commands. */
import type { ShellHooks } from './contract.ts';
import type { LineEditor } from '../../shared/repl/line-editor.ts';
import type { Command } from '../../shared/repl/line/keymap.ts';
import { killToEnd, moveRight } from '../../shared/repl/line/line.ts';
import type { Screen } from './screen/screen.ts';

type OfShell = 'enter' | 'interrupt' | 'clear' | 'paste' | 'run-split' | 'open-reply' | 'open-value';

const nothing = () => undefined;

export function commandsOf(
  editor: LineEditor,
  screen: Screen,
  hooks: Pick<ShellHooks, 'openPalette' | 'openFind'>,
  ofShell: { readonly [name in OfShell]: () => void },
): { readonly [name in Command]: () => void } {
  const recall = (direction: 'older' | 'newer') => {
    if (!editor.recall(direction)) screen.scrollToBottom();
  };
  return {
    ...ofShell,
    older: () => recall('older'),
    newer: () => recall('newer'),
    'search-older': () => editor.search('older'),
    'search-newer': () => editor.search('newer'),
    'kill-or-palette': () => (editor.isAtEnd ? hooks.openPalette() : editor.edit(killToEnd)),
    'forward-or-find': () => (editor.text ? editor.edit(moveRight) : hooks.openFind()),
    'page-up': () => screen.scrollPages(-1),
    'page-down': () => screen.scrollPages(1),
    'to-top': () => screen.scrollToTop(),
    'to-bottom': () => screen.scrollToBottom(),
    // The editor has taken these.
    complete: nothing,
    'complete-back': nothing,
    escape: nothing,
  };
}
