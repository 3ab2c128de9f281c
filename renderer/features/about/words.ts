/** Texts of About and of the report of a problem. */
import { inLanguages } from '../../../shared/language/texts.ts';
import { aboutZh } from './words.zh-Hans.ts';

export const aboutWords = inLanguages({
  en: {
    title: 'About Slotshell',
    purpose: 'A desktop shell for Redis and Valkey clusters.',
    facts: {
      version: 'Version',
      commit: 'Commit',
      electron: 'Electron',
      chromium: 'Chromium',
      node: 'Node',
      system: 'System',
    },
    unknown: 'unknown',
    licence: 'Free software under the MIT licence.',
    noTelemetry: 'No telemetry: Slotshell sends nothing about you or your use of it to anyone.',
    licences: 'Licences',
    report: 'Report a problem',
    reportAbout:
      'Nothing is sent. Read the text, copy it, and put it into your report: versions, the settings you have changed, and the last lines of the log, which hold no passwords, commands, keys or values.',
    reportText: 'Text of the report',
    reading: 'Reading the log…',
    copy: 'Copy',
    copied: 'Copied.',
  },
  'zh-Hans': aboutZh,
});
