/** Texts of the pieces that all features share. */
import type { LanguageName } from '../../shared/language/language.ts';
import { inLanguages } from '../../shared/language/texts.ts';
import { agoZh, databaseZh, KEYS_ZH, shellZh } from './words.zh-Hans.ts';

export const words = {
  close: 'Close',
  shard: (shard: number | null, isGroup = false) => {
    const unit = isGroup ? 'group' : 'shard';
    return shard === null ? `${unit} not known` : `${unit} ${shard}`;
  },
  keys: { control: 'Ctrl', shift: 'Shift' },
  noAddress: 'no address',
  noSlots: 'no slots',
  readingMap: 'Reading the cluster’s slot map…',
  connect: 'Connect…',
  unmapped: (refusal: string) =>
    `This user may not read the cluster’s slot map, so Slotshell learns the owner of a slot only from MOVED. Commands work as in redis-cli. To allow the map, run ACL SETUSER … +cluster|slots +cluster|nodes, then press F5 here. The server says: ${refusal}`,
  unverifiedName: 'TLS name not verified',
  unverified: 'TLS not verified',
};

export const agoWords = inLanguages({
  en: { seconds: '{count} s ago', minutes: '{count} min ago', hours: '{count} h ago' },
  'zh-Hans': agoZh,
});

/** The only shell, and one of several. */
export const shellWords = inLanguages({
  en: { only: 'Shell', numbered: 'Shell {number}' },
  'zh-Hans': shellZh,
});

/** Follows a number of keys. */
export const databaseWords = inLanguages({
  en: { inDatabase: ' in database {database}' },
  'zh-Hans': databaseZh,
});

/** What keys of the shell or the editor do. The English text is beside them; it is shown if there is no other. */
export const keyText = (chords: string, english: string, language: LanguageName): string =>
  (language === 'zh-Hans' && KEYS_ZH[chords]) || english;
