import { actionLabel } from '../../shared/action-labels.ts';
import { ACTIONS } from '../../shared/actions.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import { EDITOR_KEYS, SHELL_KEYS } from '../../shared/session/shell-keys.ts';
import type { Overlays } from './contract.ts';
import type { OverlayPart } from './feature.ts';
import type { PanelProps } from './state.ts';
import { Dialog, DialogHead } from '../kit/dialog.tsx';
import { Shortcut } from '../kit/parts.tsx';
import { keysWords, keyText } from './keys-words.ts';

/** The list of all keys. */
export const keysOverlay: OverlayPart<Overlays['keys']> = {
  open: (message) => (message.type === 'action' && message.name === 'keys' ? { kind: 'keys' } : null),
  draw: (props) => <KeysOverlay {...props} />,
};

function KeysOverlay({ state: { language }, send }: PanelProps) {
  const words = keysWords(language);
  const close = () => send({ type: 'close-overlay' });
  return (
    <Dialog label={words.title} kind="keys" onClose={close}>
      <DialogHead title={words.title} onClose={close} />
      <div class="keycolumns" tabIndex={0} autoFocus>
        <section aria-label={words.everywhere}>
          <h3>{words.everywhere}</h3>
          <dl>
            {ACTIONS.map((action) =>
              'shortcut' in action ? (
                <div key={action.name}>
                  <dt>
                    <Shortcut keys={action.shortcut} />
                  </dt>
                  <dd>{actionLabel(action.name, language)}</dd>
                </div>
              ) : null,
            )}
          </dl>
        </section>
        <Keys title={words.inShell} keys={SHELL_KEYS} language={language} />
        <Keys title={words.inEditor} keys={EDITOR_KEYS} language={language} />
      </div>
    </Dialog>
  );
}

interface KeysProps {
  title: string;
  keys: typeof SHELL_KEYS;
  language: LanguageName;
}

function Keys({ title, keys, language }: KeysProps) {
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
            <dd>{keyText(chords, does, language)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
