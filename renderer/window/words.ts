/** Texts of the window's own parts. */
import { inLanguages } from '../../shared/language/texts.ts';
import { hintLineZh, languageZh, paletteZh } from './words.zh-Hans.ts';

/** The line under the shell: where the line being typed would go. */
export const hintLineWords = inLanguages({
  en: {
    empty: 'Type a command: this line says which slot and node it would go to.',
    emptyWithoutSlots: 'Type a command: this line says what would become of it.',
    slotQuestion: 'A question about a slot goes to its owner',
    hashedPart: 'Hashed part',
    key: 'Key',
    slot: 'slot {slot}',
    shard: 'shard {shard}',
    ownerUnknown: 'the owner is not known',
    noRedirect: 'current node, no redirect',
    wouldBeMoved: 'would be MOVED, from {node}',
    wouldBeMovedError: 'would be a MOVED error: redirects are off',
    straightToOwner: 'sent straight to its owner',
    /** Keys of one command that do not go together. */
    spread:
      '{keys, plural, one {# key} other {# keys}}, {slots, plural, one {# slot} other {# slots}}, {shards, plural, one {# shard} other {# shards}}',
  },
  'zh-Hans': hintLineZh,
});
export type HintLineWords = ReturnType<typeof hintLineWords>;

export const paletteWords = inLanguages({
  en: {
    title: 'Commands and keys',
    query: 'Command, node, key or slot',
    placeholder: 'A command, a node, a key or a slot',
    list: 'Commands',
    node: 'Go to node {address}',
    primary: 'primary',
    replica: 'replica',
    slot: 'Slot {slot}',
    keySlot: 'Slot of key {key}: {slot}',
    slotGroup: 'Slot',
  },
  'zh-Hans': paletteZh,
});

export const languageWords = inLanguages({
  en: {
    noChineseFont:
      'This computer has no font with Chinese characters, so they are shown as boxes. Install one, such as Noto Sans CJK SC, and start Slotshell again. The View menu changes the language.',
  },
  'zh-Hans': languageZh,
});
