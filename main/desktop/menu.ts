import { Menu, type MenuItemConstructorOptions } from 'electron';
import { ACTIONS, type Action, type ActionName } from '../../shared/actions.ts';

type Item = MenuItemConstructorOptions;

const isMac = process.platform === 'darwin';

/** Actions such as `mode-direct` are choices of one setting; a separator sets them apart from the items above. */
const choiceOf = (name: string) => /^(mode|protocol|theme|zoom)-/.exec(name)?.[1] ?? '';

function actionItems(menu: Action['menu'], onAction: (name: ActionName) => void): Item[] {
  const actions: readonly (Action & { name: ActionName })[] = ACTIONS.filter(
    (action) => action.menu === menu,
  );
  return actions.flatMap(({ name, label, shortcut }, index) => {
    const before = actions[index - 1];
    const item: Item = { label, click: () => onAction(name) };
    // Shown, not registered: the window's keymap knows what has the focus, the menu does not.
    if (shortcut !== undefined) Object.assign(item, { accelerator: shortcut, registerAccelerator: false });
    return before && choiceOf(before.name) !== choiceOf(name)
      ? [{ type: 'separator' as const }, item]
      : [item];
  });
}

/** Chromium handles the system's editing keys. If they were registered here, readline would lose Ctrl+A and Ctrl+Z. */
const FIELD_ROLES = ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const;
const textField: Item = {
  label: 'In text fields',
  submenu: FIELD_ROLES.map((role) => ({ role, registerAccelerator: false })),
};

/** Makes the application's menu from the table of actions. Ctrl+W does not close the window: it deletes a word. */
export function installMenu(onAction: (name: ActionName) => void): void {
  const items = (menu: Action['menu']) => actionItems(menu, onAction);
  const separator: Item = { type: 'separator' };
  const template: Item[] = [
    {
      label: 'Connection',
      submenu: [...items('Connection'), ...(isMac ? [] : [separator, { role: 'quit' } as Item])],
    },
    { label: 'Edit', submenu: [...items('Edit'), separator, textField] },
    {
      label: 'View',
      submenu: [...items('View'), separator, { role: 'togglefullscreen' }],
    },
    { label: 'Go', submenu: items('Go') },
    { label: 'Demo', submenu: items('Demo') },
    {
      label: 'Help',
      role: 'help',
      submenu: [...items('Help'), ...(isMac ? [] : [separator, { role: 'about' } as Item])],
    },
  ];
  if (isMac) template.unshift({ role: 'appMenu' });
  if (isMac) template.splice(-1, 0, { role: 'windowMenu' });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
