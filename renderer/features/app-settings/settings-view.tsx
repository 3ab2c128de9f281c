/** The page of the settings: sections at the side, a row for each setting. */
import { useRef } from 'preact/hooks';
import type { SettingGroup } from '../../../shared/session/settings.ts';
import { settingWords } from '../../../shared/session/settings-words.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { PanelProps } from '../../window/state.ts';
import { SettingRow } from './setting-row.tsx';
import { foundActions, ShortcutTable } from './shortcut-table.tsx';
import { foundSettings } from './state.ts';
import { pageWords } from './words.ts';

const sectionId = (group: SettingGroup) => `settings-${group}`;

function Shortcuts(props: PanelProps) {
  return (
    <>
      <p class="sm f2">{settingWords(props.state.language).shortcuts.about}</p>
      <ShortcutTable {...props} />
    </>
  );
}

export function SettingsView({ state, send }: PanelProps) {
  const { language } = state;
  const { query, file } = state['app-settings'];
  const words = pageWords(language);
  const { groups } = settingWords(language);
  const found = foundSettings(query, language, foundActions(state).length > 0);
  const list = useRef<HTMLDivElement>(null);
  const goTo = (group: SettingGroup) => {
    const heading = document.getElementById(sectionId(group));
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus();
  };
  return (
    <section class="settings" aria-label={words.title}>
      <header class="settingshead">
        <h2>{words.title}</h2>
        <input
          class="input"
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          value={query}
          data-entry
          onInput={({ currentTarget }) => send({ type: 'page-query', query: currentTarget.value })}
        />
        <span class="grow" />
        <button type="button" class="btn" title={file?.path} onClick={() => send({ type: 'page-open-file' })}>
          {words.openFile}
        </button>
      </header>
      {file !== null && file.problems.length > 0 && (
        <div class="settingsproblems" role="alert">
          <p>{words.problems}</p>
          <ul class="sm">
            {file.problems.map((problem) => (
              <li key={problem} class="warn">
                {escapeForLine(problem)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div class="settingsbody">
        <nav aria-label={words.sections}>
          {found.map(({ group }) => (
            <button key={group} type="button" class="btn quiet" onClick={() => goTo(group)}>
              {groups[group]}
            </button>
          ))}
        </nav>
        <div ref={list} class="settingslist">
          {found.length === 0 && (
            <p class="blank" role="status">
              {words.none}
            </p>
          )}
          {found.map(({ group, names }) => (
            <section key={group} aria-labelledby={sectionId(group)}>
              <h3 id={sectionId(group)} tabIndex={-1}>
                {groups[group]}
              </h3>
              {names.map((name) =>
                name === 'shortcuts' ? (
                  <Shortcuts key={name} state={state} send={send} />
                ) : (
                  <SettingRow key={name} name={name} state={state} send={send} />
                ),
              )}
            </section>
          ))}
        </div>
      </div>
    </section>
  );
}
