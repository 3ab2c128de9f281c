/** Texts about newer versions of the app. */
import { inLanguages } from '../../../shared/language/texts.ts';
import { updateZh } from './words.zh-Hans.ts';

export const updateWords = inLanguages({
  en: {
    checking: 'Looking for updates…',
    newest: 'Slotshell {version} is the newest version.',
    there: 'Slotshell {version} is there.',
    loading: 'Slotshell {version} is being downloaded…',
    ready: 'Slotshell {version} is there: restart to use it.',
    load: 'Download',
    install: 'Restart',
    releases: 'Open the release page',
    close: 'Close',
  },
  'zh-Hans': updateZh,
});
