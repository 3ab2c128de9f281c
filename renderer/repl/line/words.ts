/** Texts of the hint: what a line would do that goes to no single slot. */
import { inLanguages } from '../../../shared/language/texts.ts';
import { hintZh } from './words.zh-Hans.ts';

export const hintWords = inLanguages({
  en: {
    tooLong: '{count, number} characters: too long to check before it runs',
    afterQuote: 'A blank must follow the closing quote',
    wouldNotBeSent: 'Would not be sent: {why}',
    byFirstKey: 'twemproxy sends it to the server of the first key: the others must be there too',
    codisOffline: 'Slot {slot} has no server: codis refuses commands on its keys',
    proxyPicks: 'The proxy {node} picks the server by the key',
    proxyAnswers: 'No key: the proxy {node} answers, or any server behind it',
    unseenScript: '{name} runs only a script whose text this shell has seen',
    readOnly: '{name} would be refused: it does more than read',
    allPrimaries: '{count, plural, one {# primary} other {# primaries}}',
    allNodes: '{count, plural, one {# node} other {# nodes}}',
    /** `all` is one of the two above. */
    toAll: '{name} has no key: it would go to all {all}',
    asksFirst: '{name} asks before it goes to {node}',
    asksFirstOrAll: '{name} asks before it goes to {node}, or to all {all}',
    targets: {
      '@all': 'Sent to every node; equal answers are grouped',
      '@primaries': 'Sent to every primary; equal answers are grouped',
      '@replicas': 'Sent to every replica; equal answers are grouped',
      '@split': 'One command per slot; the answers are combined in the order of the keys',
    },
    named: 'Sent to the node that {target} names',
    own: {
      clear: 'Clears the transcript',
      help: 'F1 lists all keys',
      exit: 'Closing the window ends the shell',
      quit: 'Closing the window ends the shell',
    },
    unknown: 'Unknown command: {name}',
    askSlot: 'A slot from 0 to {last}: its owner is asked',
    slots: 'Slots are 0 to {last}',
    noSlots: 'Not in a cluster: there are no slots to ask about',
    notOwner: '{node} does not own slot {slot} and would answer 0 keys; its owner is {owner}',
    notConnected: 'Not connected',
    keyDecides: 'The key decides the slot',
    noKey: 'No key: runs on the current node, {node}',
    oneServer: 'Not in a cluster: every key is on {node}',
  },
  'zh-Hans': hintZh,
});
export type HintWords = ReturnType<typeof hintWords>;
