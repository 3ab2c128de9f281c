/** The objects that features and the window's own effects work with. */
import type { Client } from '../../shared/ipc.ts';
import type { Surroundings } from './feature.ts';
import type { Send } from './state.ts';
import type { Work } from './work.ts';

/** Something that is hidden now keeps the focus until the next frame. */
function isFocusLost(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || !activeElement.checkVisibility();
}

export function surroundingsOf(client: Client, work: Work, send: Send, draw: () => void): Surroundings {
  const { shells, editor, report } = work;
  const shell = () => shells.active();
  return {
    client,
    shell,
    shellOf: (id) => shells.of(id),
    allShells: () => shells.all(),
    send,
    draw,
    focusShell() {
      draw();
      shell().focus();
    },
    focusEditor: () => editor.focus(),
    openInEditor: (file) => editor.openFile(file),
    confEditor: (element, hooks) => editor.openConf(element, hooks),
    isFocusLost,
    inform: (text) => shell().notice({ tone: 'info', text }),
    report,
  };
}
