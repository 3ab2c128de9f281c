/** Texts of the settings' page. Those of the settings are in shared/session/settings-words.ts. */
import { inLanguages } from '../../../shared/language/texts.ts';
import { pageZh } from './words.zh-Hans.ts';

export const pageWords = inLanguages({
  en: {
    title: 'Settings',
    search: 'Search settings',
    sections: 'Sections',
    none: 'No setting has these words.',
    openFile: 'Open settings file',
    problems:
      'The settings file has something wrong in it. It stays as it is until you change a setting; then a copy of it is kept.',
    reset: 'Reset',
    resetTo: 'Reset to {value}',
    empty: 'nothing',

    wholeNumber: 'A whole number from {min} to {max}.',
    length:
      '{shortest, plural, =0 {At most {longest} characters.} other {From {shortest} to {longest} characters.}}',
    action: 'Action',
    keys: 'Keys',
    change: 'Change',
    changeOf: 'Change the keys of {action}',
    resetOf: 'Reset the keys of {action}',
    resetAllKeys: 'Reset all keys',
    noKeys: 'none',
    press: 'Press the new keys…',
    pressAbout: 'Escape keeps the old ones, Backspace leaves the action without keys.',
    cancel: 'Cancel',
    notKeys: 'An action needs Ctrl, Cmd or Alt with another key, or a function key.',
    taken: '{keys} is taken by: {actions}.',
    takeThem: 'Use them here',
    alsoAction: 'Also the keys of: {action}',
    alsoElsewhere: '{place}: {does}',
    places: {
      shell: 'In the shell',
      editor: 'In the editor',
      fields: 'In text fields',
      system: 'In the system',
    },
    others: {
      copy: 'copy',
      cut: 'cut',
      paste: 'paste',
      selectAll: 'select all',
      undo: 'undo',
      redo: 'redo',
      quit: 'quit',
      close: 'close the window',
      fullScreen: 'full screen',
    },
  },
  'zh-Hans': pageZh,
});
