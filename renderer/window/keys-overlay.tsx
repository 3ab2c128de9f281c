import { ACTIONS } from '../../shared/actions.ts';
import { EDITOR_KEYS, SHELL_KEYS } from '../../shared/session/shell-keys.ts';
import type { Overlays } from './contract.ts';
import type { OverlayPart } from './feature.ts';
import type { PanelProps } from './state.ts';
import { Dialog, DialogHead } from '../kit/dialog.tsx';
import { Shortcut } from '../kit/parts.tsx';

/** The list of all keys. */
export const keysOverlay: OverlayPart<Overlays['keys']> = {
  open: (message) => (message.type === 'action' && message.name === 'keys' ? { kind: 'keys' } : null),
  draw: (props) => <KeysOverlay {...props} />,
};

function KeysOverlay({ send }: PanelProps) {
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
        <Keys title="In the shell" keys={SHELL_KEYS} />
        <Keys title="In the editor" keys={EDITOR_KEYS} />
      </div>
    </Dialog>
  );
}

function Keys({ title, keys }: { title: string; keys: typeof SHELL_KEYS }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {keys.map(([chords, does]) => (
          <div key={chords}>
            <dt>
              {chords.split(', ').map((one) => (
                <Shortcut key={one} keys={one} />
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
