import { ACTIONS } from '../../shared/actions.ts';
import { SHELL_KEYS } from '../../shared/shell-keys.ts';
import type { PanelProps } from '../state.ts';
import { Dialog, DialogHead } from './dialog.tsx';
import { Shortcut } from './parts.tsx';

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
