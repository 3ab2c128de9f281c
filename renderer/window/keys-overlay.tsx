import { actionLabel } from '../../shared/action-labels.ts';
import { ACTIONS } from '../../shared/actions.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import { shortcutOf } from '../../shared/session/shortcuts.ts';
import { EDITOR_KEYS, SHELL_KEYS } from '../../shared/session/shell-keys.ts';
import type { Overlays } from './contract.ts';
import type { OverlayPart } from './feature.ts';
import type { PanelProps } from './state.ts';
import { Dialog, DialogHead } from '../kit/dialog.tsx';
import { Shortcut } from '../kit/parts.tsx';
import { keyText } from '../kit/words.ts';
import { keysWords } from './keys-words.ts';

/** The list of all keys. */
export const keysOverlay: OverlayPart<Overlays['keys']> = {
  open: (message) => (message.type === 'action' && message.name === 'keys' ? { kind: 'keys' } : null),
  draw: (props) => <KeysOverlay {...props} />,
};

function KeysOverlay({ state: { language, settings }, send }: PanelProps) {
  const words = keysWords(language);
  const close = () => send({ type: 'close-overlay' });
  return (
    <Dialog label={words.title} kind="keys" onClose={close}>
      <DialogHead title={words.title} onClose={close} />
      <div class="keycolumns" tabIndex={0} autoFocus>
        <section aria-label={words.everywhere}>
          <h3>{words.everywhere}</h3>
          <dl>
            {ACTIONS.map(({ name }) => ({ name, keys: shortcutOf(name, settings.shortcuts) }))
              .filter(({ keys }) => keys !== '')
              .map(({ name, keys }) => (
                <div key={name}>
                  <dt>
                    <Shortcut keys={keys} />
                  </dt>
                  <dd>{actionLabel(name, language)}</dd>
                </div>
              ))}
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
