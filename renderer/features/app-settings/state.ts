/** The page of the settings: what is searched for, and its file. The settings themselves are the window's. */
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
}

export type SettingsPageMessage =
  | { type: 'page-query'; query: string }
  | { type: 'page-file'; file: SettingsPage['file'] }
  | { type: 'page-open-file' };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    'app-settings': SettingsPage;
  }
  interface Messages {
    'app-settings': SettingsPageMessage;
  }
}

export const NO_PAGE: SettingsPage = { query: '', file: null };

export function reducePage(own: SettingsPage, message: Message): SettingsPage {
  switch (message.type) {
    case 'page-query':
      return { ...own, query: message.query };
    case 'page-file':
      return { ...own, file: message.file };
    case 'action':
      return message.name === 'show-app-settings' ? { ...own, query: '' } : own;
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

/** The settings that are found, by group; a group without any is left out. English is found in every language. */
export function foundSettings(
  query: string,
  language: LanguageName,
): { group: SettingGroup; names: ShownSetting[] }[] {
  const found = SHOWN_SETTINGS.filter((name) =>
    hasWords(query, name, textOf(name, language), textOf(name, 'en')),
  );
  return (Object.keys(SETTING_GROUPS) as SettingGroup[])
    .map((group) => ({ group, names: found.filter((name) => SETTINGS[name].group === group) }))
    .filter(({ names }) => names.length > 0);
}
