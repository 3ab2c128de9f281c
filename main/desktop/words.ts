/** Texts of the menu that belong to no action. */
import { inLanguages } from '../../shared/language/texts.ts';
import { menuZh } from './words.zh-Hans.ts';

/** The editing keys have Electron's own names. */
export const menuWords = inLanguages({
  en: {
    textFields: 'In text fields',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    quit: 'Quit',
    fullScreen: 'Toggle Full Screen',
  },
  'zh-Hans': menuZh,
});
