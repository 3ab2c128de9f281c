/** What features and the window's own effects work with. */
import type { Client } from '../../shared/ipc.ts';
import { failureOf } from '../kit/client.ts';
import type { Surroundings } from './feature.ts';
import type { Send } from './state.ts';
import type { LateEditor } from '../editor/late-editor.ts';
import type { Shells } from '../repl/shells.ts';

/** Something that is hidden now keeps the focus until the next frame. */
function isFocusLost(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || !activeElement.checkVisibility();
}

export function surroundingsOf(
  client: Client,
  { shells, editor }: { shells: Shells; editor: LateEditor },
  send: Send,
  draw: () => void,
): Surroundings {
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
    isFocusLost,
    inform: (text) => shell().notice({ tone: 'info', text }),
    report(error) {
      const { message, advice } = failureOf(error);
      shell().notice({ tone: 'bad', text: `${message} ${advice}`.trim() });
    },
  };
}
