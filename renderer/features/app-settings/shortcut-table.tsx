/** The keys of every action: each can be changed, with what else the keys do, and reset. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { actionLabel, menuLabel } from '../../../shared/action-labels.ts';
import { ACTIONS, type ActionName } from '../../../shared/actions.ts';
import {
  actionsOf,
  firstShortcut,
  keysOf,
  otherUses,
  shortcutOf,
  type Shortcuts,
} from '../../../shared/session/shortcuts.ts';
import { isMac, Shortcut, shortcutText } from '../../kit/parts.tsx';
import { keyText } from '../../kit/words.ts';
import type { PanelProps } from '../../window/state.ts';
import { hasWords } from './state.ts';
import { pageWords } from './words.ts';

/** The actions whose label, menu or keys have the words; English is found in every language. */
export const foundActions = ({ language, settings, 'app-settings': own }: PanelProps['state']) =>
  ACTIONS.filter(({ name, label, menu }) =>
    hasWords(
      own.query,
      actionLabel(name, language),
      label,
      menuLabel(menu, language),
      shortcutText(shortcutOf(name, settings.shortcuts)),
    ),
  );

export function ShortcutTable({ state, send }: PanelProps) {
  const words = pageWords(state.language);
  const own = state.settings.shortcuts;
  const set = (value: Shortcuts) => send({ type: 'set', change: { name: 'shortcuts', value } });
  return (
    <>
      {Object.keys(own).length > 0 && (
        <button type="button" class="btn" onClick={() => set({})}>
          {words.resetAllKeys}
        </button>
      )}
      <table class="shortcuttable">
        <thead>
          <tr>
            <th scope="col">{words.action}</th>
            <th scope="col">{words.keys}</th>
            <th scope="col">{words.change}</th>
          </tr>
        </thead>
        <tbody>
          {foundActions(state).map(({ name }) => (
            <ActionRow key={name} name={name} state={state} send={send} set={set} />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface RowProps extends PanelProps {
  name: ActionName;
  set(value: Shortcuts): void;
}

function ActionRow({ name, state, send, set }: RowProps) {
  const words = pageWords(state.language);
  const own = state.settings.shortcuts;
  const label = actionLabel(name, state.language);
  const keys = shortcutOf(name, own);
  const isOwn = own[name] !== undefined;
  const notes = keys === '' ? [] : notesOn(name, keys, state);
  const change = useRef<HTMLButtonElement>(null);
  const take = (next: string, taken: readonly ActionName[] = []) => {
    const { [name]: _, ...others } = own;
    const freed = Object.fromEntries(taken.map((other) => [other, '']));
    set({ ...others, ...freed, ...(next === firstShortcut(name) ? {} : { [name]: next }) });
    change.current?.focus();
  };
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>
        {keys === '' ? <span class="f3">{words.noKeys}</span> : <Shortcut keys={keys} />}
        {notes.map((note) => (
          <p key={note} class="xs warn">
            {note}
          </p>
        ))}
      </td>
      <td>
        {state['app-settings'].changing === name ? (
          <Recorder name={name} state={state} send={send} take={take} />
        ) : (
          <span class="row wrap">
            <button
              ref={change}
              type="button"
              class="btn quiet"
              aria-label={words.changeOf({ action: label })}
              onClick={() => send({ type: 'page-change-keys', name })}
            >
              {words.change}
            </button>
            {isOwn && (
              <button
                type="button"
                class="btn quiet"
                aria-label={words.resetOf({ action: label })}
                onClick={() => {
                  const { [name]: _, ...others } = own;
                  set(others);
                  change.current?.focus();
                }}
              >
                {words.reset}
              </button>
            )}
          </span>
        )}
      </td>
    </tr>
  );
}

/** What else the keys of an action do, one sentence each. */
function notesOn(name: ActionName, keys: string, { language, settings }: PanelProps['state']): string[] {
  const words = pageWords(language);
  const others = actionsOf(keys, settings.shortcuts).filter((other) => other !== name);
  return [
    ...others.map((other) => words.alsoAction({ action: actionLabel(other, language) })),
    ...otherUses(keys, isMac).map((use) =>
      words.alsoElsewhere({
        place: words.places[use.place],
        does: 'chords' in use ? keyText(use.chords, use.does, language) : words.others[use.does],
      }),
    ),
  ];
}

interface RecorderProps extends PanelProps {
  name: ActionName;
  take(keys: string, taken?: readonly ActionName[]): void;
}

/** Takes the next keys. If another action has them, asks first. */
function Recorder({ name, state, send, take }: RecorderProps) {
  const words = pageWords(state.language);
  const { asked } = state['app-settings'];
  const field = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const giveUp = () => send({ type: 'page-change-keys', name: null });
  const onKeyDown = (event: KeyboardEvent) => {
    // Tab leaves, and the marks alone are no keys yet.
    if (['Tab', 'Shift', 'Control', 'Alt', 'Meta', 'AltGraph'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return giveUp();
    if (event.key === 'Backspace') return take('');
    const keys = keysOf(event, isMac);
    if (keys === null) return send({ type: 'page-ask-keys', asked: { keys: '', taken: [] } });
    const taken = actionsOf(keys, state.settings.shortcuts).filter((other) => other !== name);
    if (taken.length === 0) take(keys);
    else send({ type: 'page-ask-keys', asked: { keys, taken } });
  };
  const taken = asked?.taken.map((other) => actionLabel(other, state.language)).join(', ');
  return (
    <div class="recorder">
      <span class="row wrap">
        <button ref={field} type="button" class="btn recording" onKeyDown={onKeyDown}>
          {words.press}
        </button>
        <button type="button" class="btn quiet" onClick={giveUp}>
          {words.cancel}
        </button>
      </span>
      <p class="xs f2">{words.pressAbout}</p>
      {asked && (
        <p class="sm warn" role="alert">
          {asked.keys === ''
            ? words.notKeys
            : words.taken({ keys: shortcutText(asked.keys), actions: taken ?? '' })}
        </p>
      )}
      {asked && asked.keys !== '' && (
        <button type="button" class="btn" onClick={() => take(asked.keys, asked.taken)}>
          {words.takeThem}
        </button>
      )}
    </div>
  );
}
