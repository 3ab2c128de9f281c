import { Menu, type MenuItemConstructorOptions } from 'electron';
import { actionLabel, menuLabel } from '../../shared/action-labels.ts';
import { ACTIONS, type Action, type ActionName } from '../../shared/actions.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import { menuWords } from './words.ts';

type Item = MenuItemConstructorOptions;

const isMac = process.platform === 'darwin';

/** Actions such as `mode-direct` are choices of one setting; a separator sets them apart from the items above. */
const choiceOf = (name: string) => /^(mode|protocol|theme|language|zoom)-/.exec(name)?.[1] ?? '';

function actionItems(
  menu: Action['menu'],
  language: LanguageName,
  onAction: (name: ActionName) => void,
): Item[] {
  const actions: readonly (Action & { name: ActionName })[] = ACTIONS.filter(
    (action) => action.menu === menu,
  );
  return actions.flatMap(({ name, shortcut }, index) => {
    const before = actions[index - 1];
    const item: Item = { label: actionLabel(name, language), click: () => onAction(name) };
    // Shown, not registered: the window's keymap knows what has the focus, the menu does not.
    if (shortcut !== undefined) Object.assign(item, { accelerator: shortcut, registerAccelerator: false });
    return before && choiceOf(before.name) !== choiceOf(name)
      ? [{ type: 'separator' as const }, item]
      : [item];
  });
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

/** Returns what shows the menu in the language that is drawn by then; the menu is made again only for another language. */
export function menuIn(language: () => LanguageName, onAction: (name: ActionName) => void): () => void {
  let shown: LanguageName | null = null;
  return () => {
    const next = language();
    if (next === shown) return;
    shown = next;
    installMenu(next, onAction);
  };
}

/** Makes the application's menu from the table of actions. Ctrl+W does not close the window: it deletes a word. */
function installMenu(language: LanguageName, onAction: (name: ActionName) => void): void {
  const words = menuWords(language);
  const label = (menu: Action['menu']) => menuLabel(menu, language);
  const items = (menu: Action['menu']) => actionItems(menu, language, onAction);
  const separator: Item = { type: 'separator' };
  const template: Item[] = [
    {
      label: label('Connection'),
      submenu: [
        ...items('Connection'),
        ...(isMac ? [] : [separator, { role: 'quit', label: words.quit } as Item]),
      ],
    },
    { label: label('Edit'), submenu: [...items('Edit'), separator, textField(language)] },
    {
      label: label('View'),
      submenu: [...items('View'), separator, { role: 'togglefullscreen', label: words.fullScreen }],
    },
    { label: label('Go'), submenu: items('Go') },
    { label: label('Demo'), submenu: items('Demo') },
    {
      label: label('Help'),
      role: 'help',
      submenu: [
        ...items('Help'),
        ...(isMac ? [] : [separator, { role: 'about', label: words.about } as Item]),
      ],
    },
  ];
  if (isMac) template.unshift({ role: 'appMenu' });
  if (isMac) template.splice(-1, 0, { role: 'windowMenu' });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
