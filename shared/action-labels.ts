/** Labels of actions and menus in each language. English ones are in the table of actions itself. */
import { ACTION_LABELS, MENU_LABELS } from './action-labels.zh-Hans.ts';
import { ACTIONS, type Action, type ActionName } from './actions.ts';
import type { LanguageName } from './language/language.ts';

const ENGLISH = new Map(ACTIONS.map(({ name, label }) => [name, label]));

export const actionLabel = (name: ActionName, language: LanguageName): string =>
  (language === 'zh-Hans' && ACTION_LABELS[name]) || ENGLISH.get(name)!;

export const menuLabel = (menu: Action['menu'], language: LanguageName): string =>
  language === 'zh-Hans' ? MENU_LABELS[menu] : menu;
