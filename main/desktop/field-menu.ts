/** The menu of a text field, and of selected text, where the page has no menu of its own: by the right button and the menu key. */
import { Menu, type MenuItemConstructorOptions, type WebContents } from 'electron';
import type { LanguageName } from '../../shared/language/language.ts';
import { menuWords } from './words.ts';

export function offerFieldMenu(contents: WebContents, language: () => LanguageName): void {
  contents.on('context-menu', (_event, { isEditable, selectionText, editFlags }) => {
    const words = menuWords(language());
    const copy: MenuItemConstructorOptions = { role: 'copy', label: words.copy, enabled: editFlags.canCopy };
    const template: MenuItemConstructorOptions[] = isEditable
      ? [
          { role: 'cut', label: words.cut, enabled: editFlags.canCut },
          copy,
          { role: 'paste', label: words.paste, enabled: editFlags.canPaste },
          { type: 'separator' },
          { role: 'selectAll', label: words.selectAll, enabled: editFlags.canSelectAll },
        ]
      : selectionText === ''
        ? []
        : [copy];
    if (template.length > 0) Menu.buildFromTemplate(template).popup();
  });
}
