/** The page of the settings: what is searched for, and its file. The settings themselves are the window's. */
import type { ActionName } from '../../../shared/actions.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import {
  SETTING_GROUPS,
  SETTINGS,
  SHOWN_SETTINGS,
  type SettingGroup,
  type ShownSetting,
} from '../../../shared/session/settings.ts';
import { settingWords } from '../../../shared/session/settings-words.ts';
import type { Message } from '../../window/message.ts';

export interface SettingsPage {
  query: string;
  /** Null until it is read. */
  file: { path: string; problems: readonly string[] } | null;
  /** The action whose next keys are waited for. */
  changing: ActionName | null;
  /** Keys that were pressed for it, and are another action's. */
  asked: { keys: string; taken: readonly ActionName[] } | null;
}

export type SettingsPageMessage =
  | { type: 'page-query'; query: string }
  | { type: 'page-file'; file: SettingsPage['file'] }
  | { type: 'page-open-file' }
  | { type: 'page-change-keys'; name: ActionName | null }
  | { type: 'page-ask-keys'; asked: SettingsPage['asked'] };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    'app-settings': SettingsPage;
  }
  interface Messages {
    'app-settings': SettingsPageMessage;
  }
}

export const NO_PAGE: SettingsPage = { query: '', file: null, changing: null, asked: null };

export function reducePage(own: SettingsPage, message: Message): SettingsPage {
  switch (message.type) {
    case 'page-query':
      return { ...own, query: message.query };
    case 'page-file':
      return { ...own, file: message.file };
    case 'page-change-keys':
      return { ...own, changing: message.name, asked: null };
    case 'page-ask-keys':
      return { ...own, asked: message.asked };
    case 'set':
    case 'view':
      return { ...own, changing: null, asked: null };
    case 'action':
      return message.name === 'show-app-settings' ? { ...own, query: '', changing: null, asked: null } : own;
    default:
      return own;
  }
}

const textOf = (name: ShownSetting, language: LanguageName): string => {
  const words = settingWords(language);
  const { title, about, values } = words[name];
  return [words.groups[SETTINGS[name].group], title, about, ...Object.values(values)].join(' ');
};

/** True if the texts have every word of the query, in any order. */
export const hasWords = (query: string, ...texts: readonly string[]): boolean => {
  const text = texts.join(' ').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/**
 * The settings that are found, by group; a group without any is left out. English is found in every language. `hasActions`: the
 * keys of actions are found.
 */
export function foundSettings(
  query: string,
  language: LanguageName,
  hasActions: boolean,
): { group: SettingGroup; names: ShownSetting[] }[] {
  const found = SHOWN_SETTINGS.filter((name) =>
    name === 'shortcuts' ? hasActions : hasWords(query, name, textOf(name, language), textOf(name, 'en')),
  );
  return (Object.keys(SETTING_GROUPS) as SettingGroup[])
    .map((group) => ({ group, names: found.filter((name) => SETTINGS[name].group === group) }))
    .filter(({ names }) => names.length > 0);
}
