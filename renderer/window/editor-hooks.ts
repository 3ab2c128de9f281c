/** Calls that the editor makes to the rest of the window. */
import type { Client } from '../../shared/ipc.ts';
import type { EditorHooks } from '../editor/contract.ts';
import type { Shortcuts } from '../../shared/session/shortcuts.ts';
import type { Shell } from '../repl/contract.ts';
import { actionOf } from './keys.ts';
import type { Send } from './state.ts';

interface Parts {
  client: Client;
  send: Send;
  shell(): Shell;
  /** The shell that is shown. */
  active(): number;
  report(error: unknown): void;
  onLine: EditorHooks['onLine'];
  shortcuts(): Shortcuts;
}

export const editorHooks = ({
  client,
  send,
  shell,
  active,
  report,
  onLine,
  shortcuts,
}: Parts): EditorHooks => ({
  debug: {
    start: (script) => client.startDebug({ ...script, shell: active() }),
    goOn: (command) => client.goOnDebugging({ command }),
    print: (text, isCode) => client.printInDebugger({ text, isCode }),
    setBreakpoints: (lines) => client.setBreakpoints({ lines }),
    end: () => client.endDebug(undefined),
  },
  run: (script) => shell().runAll(script),
  shortcut(event) {
    const name = actionOf(event, /Mac/.test(navigator.platform), shortcuts());
    // In the editor these two are about its own text; every other shortcut is the window's.
    if (!name || name === 'copy' || name === 'paste') return false;
    send({ type: 'action', name });
    return true;
  },
  onLine,
  openText: () => client.openText(undefined),
  saveText: (suggestion, text) => client.saveText({ suggestion, text }),
  complain: report,
  close: () => send({ type: 'action', name: 'toggle-editor' }),
});
