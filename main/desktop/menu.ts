import { Menu, type MenuItemConstructorOptions } from 'electron';
import { actionLabel, menuLabel } from '../../shared/action-labels.ts';
import { ACTIONS, type Action, type ActionName } from '../../shared/actions.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import {
  SETTINGS,
  SHOWN_SETTINGS,
  type SettingChange,
  type SettingRow,
  type Settings,
  type ShownSetting,
} from '../../shared/session/settings.ts';
import { shortcutOf } from '../../shared/session/shortcuts.ts';
import { choicesOf, settingWords, valueLabel } from '../../shared/session/settings-words.ts';
import { menuWords } from './words.ts';

type Item = MenuItemConstructorOptions;

const isMac = process.platform === 'darwin';

interface Drawn {
  language: LanguageName;
  settings: Settings;
}

/** Called when an item is used. */
interface Chosen {
  act: (name: ActionName) => void;
  set: (change: SettingChange) => void;
}

const SEPARATOR: Item = { type: 'separator' };

/** Actions such as `mode-direct` are choices of one thing; a separator sets them apart from the items above. */
const choiceOf = (name: string) => /^(mode|protocol|zoom)-/.exec(name)?.[1] ?? '';

function actionItems(menu: Action['menu'], { language, settings }: Drawn, { act }: Chosen): Item[] {
  const actions: readonly (Action & { name: ActionName })[] = ACTIONS.filter(
    (action) => action.menu === menu,
  );
  return actions.flatMap(({ name }, index) => {
    const keys = shortcutOf(name, settings.shortcuts);
    const before = actions[index - 1];
    const item: Item = { label: actionLabel(name, language), click: () => act(name) };
    // Shown, not registered: the window's keymap knows what has the focus, the menu does not.
    if (keys !== '') Object.assign(item, { accelerator: acceleratorOf(keys), registerAccelerator: false });
    return before && choiceOf(before.name) !== choiceOf(name) ? [SEPARATOR, item] : [item];
  });
}

/** Electron's names of keys. */
const acceleratorOf = (keys: string) => keys.replace(/Arrow/, '');

const menuOf = (name: ShownSetting): Action['menu'] | undefined => {
  const row: SettingRow = SETTINGS[name];
  return row.group === undefined ? undefined : row.menu;
};

/** The settings of a menu: a choice is a menu of its own, a switch an item with a mark. */
function settingItems(menu: Action['menu'], drawn: Drawn, chosen: Chosen): Item[] {
  const items = SHOWN_SETTINGS.filter((name) => menuOf(name) === menu).map((name) =>
    settingItem(name, drawn, chosen),
  );
  return items.length > 0 ? [SEPARATOR, ...items] : [];
}

function settingItem(name: ShownSetting, { language, settings }: Drawn, { set }: Chosen): Item {
  const label = settingWords(language)[name].title;
  const current = settings[name];
  if (typeof current === 'boolean')
    return {
      label,
      type: 'checkbox',
      checked: current,
      click: () => set({ name, value: !current } as SettingChange),
    };
  const submenu = choicesOf(name, language).map(({ change }): Item => ({
    label: valueLabel(name, change.value, language),
    type: 'radio',
    checked: change.value === current,
    click: () => set(change),
  }));
  return { label, submenu };
}

/** Chromium handles the system's editing keys. If they were registered here, readline would lose Ctrl+A and Ctrl+Z. */
const FIELD_ROLES = ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const;
const textField = (language: LanguageName): Item => ({
  label: menuWords(language).textFields,
  submenu: FIELD_ROLES.map((role) => ({
    role,
    label: menuWords(language)[role],
    registerAccelerator: false,
  })),
});

/** Returns what shows the menu as it is drawn by then; the menu is made again only for another language or other settings. */
export function menuIn(drawn: () => Drawn, chosen: Chosen): () => void {
  let shown = '';
  return () => {
    const next = drawn();
    const key = JSON.stringify([
      next.language,
      next.settings.shortcuts,
      ...SHOWN_SETTINGS.filter(menuOf).map((n) => next.settings[n]),
    ]);
    if (key === shown) return;
    shown = key;
    installMenu(next, chosen);
  };
}

/** Makes the application's menu from the table of actions and the settings. Ctrl+W does not close the window: it deletes a word. */
function installMenu(drawn: Drawn, chosen: Chosen): void {
  const { language } = drawn;
  const words = menuWords(language);
  const label = (menu: Action['menu']) => menuLabel(menu, language);
  const items = (menu: Action['menu']) => [
    ...actionItems(menu, drawn, chosen),
    ...settingItems(menu, drawn, chosen),
  ];
  const template: Item[] = [
    {
      label: label('Connection'),
      submenu: [
        ...items('Connection'),
        ...(isMac ? [] : [SEPARATOR, { role: 'quit', label: words.quit } as Item]),
      ],
    },
    { label: label('Edit'), submenu: [...items('Edit'), SEPARATOR, textField(language)] },
    {
      label: label('View'),
      submenu: [...items('View'), SEPARATOR, { role: 'togglefullscreen', label: words.fullScreen }],
    },
    { label: label('Go'), submenu: items('Go') },
    { label: label('Demo'), submenu: items('Demo') },
    {
      label: label('Help'),
      role: 'help',
      submenu: [...items('Help')],
    },
  ];
  if (isMac) template.unshift({ role: 'appMenu' });
  if (isMac) template.splice(-1, 0, { role: 'windowMenu' });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
