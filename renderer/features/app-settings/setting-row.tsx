/** One setting: its texts, its control, and the way back to its default. */
import { useState } from 'preact/hooks';
import type { LanguageName } from '../../../shared/language/language.ts';
import {
  DEFAULT_SETTINGS,
  SETTINGS,
  type SettingChange,
  type SettingRow as Row,
  type Settings,
  type ShownSetting,
} from '../../../shared/session/settings.ts';
import { choicesOf, settingWords, valueLabel } from '../../../shared/session/settings-words.ts';
import { codeFonts } from '../../kit/code-font.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import type { PanelProps } from '../../window/state.ts';
import { pageWords } from './words.ts';

type Value = Settings[ShownSetting];

export function SettingRow({ name, state, send }: PanelProps & { name: ShownSetting }) {
  const { language, settings } = state;
  const words = pageWords(language);
  const { title, about } = settingWords(language)[name];
  const value = settings[name];
  const first = DEFAULT_SETTINGS[name];
  const set = (next: Value) => send({ type: 'set', change: { name, value: next } as SettingChange });
  const reset = words.resetTo({ value: valueLabel(name, first, language) || words.empty });
  return (
    <div class="setting" {...menuTarget({ kind: 'app-setting', name })}>
      <div class="settingtext">
        <label for={`setting-${name}`}>{title}</label>
        <p id={`about-${name}`} class="sm f2">
          {about}
        </p>
        {name === 'font' && (
          <p
            class="settingpreview mono"
            style={{ fontFamily: codeFonts(settings.font), fontSize: `${settings.fontSize}px` }}
            aria-hidden="true"
          >
            {PREVIEW}
          </p>
        )}
      </div>
      <div class="settingcontrol">
        <Control name={name} value={value} language={language} set={set} />
        {value !== first && (
          <button
            type="button"
            class="btn quiet"
            aria-label={`${title}: ${reset}`}
            title={reset}
            onClick={() => {
              set(first);
              // The button goes away under the focus.
              document.getElementById(`setting-${name}`)?.focus();
            }}
          >
            {words.reset}
          </button>
        )}
      </div>
    </div>
  );
}

const PREVIEW = 'get user:{1000} 0Oo 1lI| "a\\x00" -> (nil)';

interface ControlProps {
  name: ShownSetting;
  value: Value;
  language: LanguageName;
  set(value: Value): void;
}

function Control(props: ControlProps) {
  const row: Row = SETTINGS[props.name];
  if ('values' in row) return <Choice {...props} />;
  if ('min' in row) return <Typed {...props} row={row} />;
  return 'longest' in row ? <Typed {...props} row={row} /> : <Switch {...props} />;
}

const idsOf = (name: ShownSetting) => ({ id: `setting-${name}`, 'aria-describedby': `about-${name}` });

function Choice({ name, value, language, set }: ControlProps) {
  return (
    <select
      {...idsOf(name)}
      class="input"
      onChange={({ currentTarget }) => set(currentTarget.value as Value)}
    >
      {choicesOf(name, language).map(({ change }) => (
        <option key={change.value} value={String(change.value)} selected={change.value === value}>
          {valueLabel(name, change.value, language)}
        </option>
      ))}
    </select>
  );
}

function Switch({ name, value, set }: ControlProps) {
  return (
    <input
      {...idsOf(name)}
      type="checkbox"
      checked={value === true}
      onChange={({ currentTarget }) => set(currentTarget.checked)}
    />
  );
}

/** A number or a text, taken at Enter or when it is left. One that is not allowed stays in the field with the reason. */
function Typed({ name, value, language, set, row }: ControlProps & { row: Row }) {
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const isNumber = 'min' in row;
  const take = () => {
    if (typed === null) return;
    const wrong = problemOf(row, typed, language);
    setProblem(wrong);
    if (wrong !== null) return;
    set((isNumber ? Number(typed) : typed) as Value);
    setTyped(null);
  };
  const giveUp = () => {
    setTyped(null);
    setProblem(null);
  };
  return (
    <div class="settingfield">
      <div class="row">
        <input
          {...idsOf(name)}
          class={isNumber ? 'input num' : 'input mono'}
          inputMode={isNumber ? 'numeric' : 'text'}
          autocomplete="off"
          spellcheck={false}
          placeholder={name === 'font' ? 'JetBrains Mono' : ''}
          value={typed ?? String(value)}
          aria-invalid={problem !== null}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value);
            setProblem(null);
          }}
          onBlur={take}
          onKeyDown={(event) => {
            if (event.key === 'Enter') take();
            else if (event.key === 'Escape' && typed !== null) giveUp();
            else return;
            event.preventDefault();
          }}
        />
        {'unit' in row && <span class="sm f2">{settingWords(language).units[row.unit]}</span>}
      </div>
      {problem !== null && (
        <p class="sm bad" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function problemOf(row: Row, typed: string, language: LanguageName): string | null {
  const words = pageWords(language);
  if ('min' in row) {
    const { min, max } = row;
    const number = Number(typed);
    const isGood = /^\d+$/.test(typed.trim()) && number >= min && number <= max;
    return isGood ? null : words.wholeNumber({ min, max });
  }
  if (!('longest' in row)) return null;
  const { shortest, longest } = row;
  return typed.length >= shortest && typed.length <= longest ? null : words.length({ shortest, longest });
}
