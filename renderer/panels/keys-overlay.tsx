import { ACTIONS } from '../../shared/actions.ts';
import type { PanelProps } from '../state.ts';
import { Dialog, DialogHead } from './dialog.tsx';
import { Shortcut } from './parts.tsx';

/** Readline's keys, which the shell answers itself; renderer/repl/keymap.ts is where they are bound. */
const SHELL_KEYS: readonly [keys: string, does: string][] = [
  ['Enter', 'Run the line'],
  ['Tab', 'Complete'],
  ['Up, Ctrl+P', 'Earlier line'],
  ['Down, Ctrl+N', 'Later line'],
  ['Ctrl+R', 'Search the history'],
  ['Ctrl+A, Home', 'Start of the line'],
  ['Ctrl+E, End', 'End of the line'],
  ['Alt+B', 'Back a word'],
  ['Alt+F', 'Forward a word'],
  ['Ctrl+W', 'Delete the word before'],
  ['Alt+D', 'Delete the word after'],
  ['Ctrl+U', 'Delete to the start'],
  ['Ctrl+K', 'Delete to the end'],
  ['Ctrl+Y', 'Put back what was deleted'],
  ['Ctrl+T', 'Swap two characters'],
  ['Ctrl+L', 'Clear the transcript'],
  ['Ctrl+C', 'Drop the line, or stop the running command'],
  ['PageUp, PageDown', 'Scroll the transcript'],
];

export function KeysOverlay({ send }: PanelProps) {
  const close = () => send({ type: 'close-overlay' });
  return (
    <Dialog label="All keys" kind="keys" onClose={close}>
      <DialogHead title="All keys" onClose={close} />
      <div class="keycolumns" tabIndex={0} autoFocus>
        <section aria-label="Everywhere">
          <h3>Everywhere</h3>
          <dl>
            {ACTIONS.map((action) =>
              'shortcut' in action ? (
                <div key={action.name}>
                  <dt>
                    <Shortcut keys={action.shortcut} />
                  </dt>
                  <dd>{action.label}</dd>
                </div>
              ) : null,
            )}
          </dl>
        </section>
        <section aria-label="In the shell">
          <h3>In the shell</h3>
          <dl>
            {SHELL_KEYS.map(([keys, does]) => (
              <div key={keys}>
                <dt>
                  {keys.split(', ').map((one) => (
                    <Shortcut key={one} keys={one} />
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
