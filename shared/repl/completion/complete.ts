/** The candidates for the word at the cursor. */
import type { Word } from '../../commands/command-line.ts';
import { findDoc, type CommandDoc, type CommandDocs } from '../../commands/command-docs.ts';
import { bodySyntax, joined, repetition, syntaxOf } from '../../commands/command-syntax.ts';
import { findKeys, type CommandTable } from '../../commands/command-table.ts';
import { readable } from '../../format/escape.ts';
import { latin1 } from '../../resp/resp.ts';
import { firstSecret } from '../../commands/command-secrets.ts';
import { readPrefix } from '../../commands/shell-line.ts';
import { matchArguments } from './argument-match.ts';
import { nextWords } from './argument-next.ts';
import type { Topology } from '../../cluster/topology.ts';
import { LONGEST_READ, Reading } from '../line/reading.ts';
import { quoteWord } from '../../commands/quote.ts';
import type { SeenKeys } from './seen-keys.ts';
import { tokenNote } from './token-notes.ts';

export interface Candidate {
  /** The text that replaces the word. */
  text: string;
  /** The list's columns: the name, its arguments, its purpose. */
  label: string;
  argument: string;
  summary: string;
  /** False if more of the same word is to be typed. */
  ends: boolean;
  /** The command that it is, or belongs to. */
  about: { name: string; doc: CommandDoc } | null;
}

export interface Completion {
  /** Where the word begins in the line; it ends at the cursor. */
  start: number;
  candidates: Candidate[];
  /** The common start of all candidates; the typed text alone if they spell it differently. */
  common: string;
}

/** The knowledge that completion draws on. */
export interface Known {
  /** Empty before they are read. */
  docs: CommandDocs;
  commands: CommandTable;
  topology: Topology | null;
  seen: Pick<SeenKeys, 'startingWith'>;
}

const MAX_CANDIDATES = 500;
const MAX_KEYS = 100;
const LONGEST_LABEL = 80;

/** The word that is being typed, and the words before it, a repeat count and a target left out. */
interface Place {
  /** In lower case. */
  before: string[];
  args: Uint8Array[];
  /** As typed, without quotes. */
  typed: string;
  current: Uint8Array;
  upper: boolean;
  /** How many words precede the command. */
  prefix: number;
  /** Only a repeat count may precede a target. */
  mayTarget: boolean;
}

/** Null if there is no candidate. `cursor` is a UTF-16 offset into the line. */
export function complete(line: Reading, cursor: number, known: Known): Completion | null {
  if (cursor > LONGEST_READ) return null;
  const { text: head, split } = cursor === line.text.length ? line : new Reading(line.text.slice(0, cursor));
  if (!split.ok && split.problem !== 'unclosed') return null;
  const words: Word[] = split.ok ? [...split.words] : [...split.words, split.open];
  if (words.at(-1)?.end !== cursor || words.length === 0)
    words.push({ ...NO_WORD, start: cursor, end: cursor });
  const bytes = words.map((word) => word.bytes);
  const secret = firstSecret(bytes);
  if (secret !== null && secret < words.length) return null;
  const candidates = candidatesAt(placeOf(bytes), known);
  if (candidates.length === 0) return null;
  const start = words.at(-1)!.start;
  const shown = candidates.slice(0, MAX_CANDIDATES);
  // Keys may be more than were asked for: then what these have in common says nothing.
  const all = candidates.length < MAX_KEYS || candidates.every(({ about }) => about !== null);
  const common = all ? commonStart(candidates.map(({ text }) => text)) : '';
  const typed = head.slice(start);
  const longer = common.length > typed.length && common.toLowerCase().startsWith(typed.toLowerCase());
  return { start, candidates: shown, common: longer ? common : typed };
}

const NO_WORD = { bytes: new Uint8Array(0), plain: true };

function placeOf(args: Uint8Array[]): Place {
  const { target, first } = readPrefix(args);
  const current = args.at(-1)!;
  const mine = args.slice(first);
  const typed = latin1(current.subarray(0, 200));
  const sample = /[a-z]/i.test(typed) ? typed : latin1((mine[0] ?? current).subarray(0, 64));
  return {
    before: mine.slice(0, -1).map((word) => latin1(word.subarray(0, 80)).toLowerCase()),
    args: mine,
    typed: typed.toLowerCase(),
    current,
    upper: /[A-Z]/.test(sample) && !/[a-z]/.test(sample),
    prefix: first,
    mayTarget: target === null,
  };
}

function candidatesAt(place: Place, known: Known): Candidate[] {
  const { before, typed } = place;
  const [name = ''] = before;
  if (before.length === 0) {
    if (typed.startsWith('@')) return place.mayTarget ? targets(place, known) : [];
    return [...ownWords(place), ...commandNames(place, known)].sort(byLabel);
  }
  if (name === 'help' || name === '?') return helpTopics(place, known.docs);
  if (name === ':set') return before.length === 1 ? named(place, PREFERENCES) : [];
  if (name === ':get') return before.length === 1 ? named(place, STATES) : [];
  return [...(before.length === 1 ? subcommands(name, place, known) : []), ...argumentsAt(place, known)];
}

const byLabel = (a: Candidate, b: Candidate) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);

const OWN_WORDS: readonly (readonly [name: string, argument: string, summary: string])[] = [
  ['help', 'command', 'What a command does, or a @group of them'],
  ['clear', '', 'Clears the transcript'],
  ['connect', 'host port', 'Makes another node the current one'],
  ['exit', '', 'Closes the shell'],
  [':set', 'hints|nohints', 'Turns the hints behind the cursor on or off'],
  [':get', 'pubsub', 'Whether the shell is subscribed'],
];
const PREFERENCES: typeof OWN_WORDS = [
  ['hints', '', 'Shows the arguments that the line still wants'],
  ['nohints', '', 'Shows nothing behind the cursor'],
];
const STATES: typeof OWN_WORDS = [['pubsub', '', '1 while subscribed, 0 if not']];
const TARGETS: typeof OWN_WORDS = [
  ['@all', '', 'Every node'],
  ['@primaries', '', 'Every primary'],
  ['@replicas', '', 'Every replica'],
  ['@split', '', 'One command per slot, the answers combined'],
  ['@slot:', 'slot', 'The owner of a slot'],
  ['@key:', 'key', "The owner of a key's slot"],
  ['@node:', 'port|address|id', 'One node'],
];

const plain = (text: string, argument: string, summary: string): Candidate => ({
  text,
  label: text,
  argument,
  summary,
  ends: !text.endsWith(':'),
  about: null,
});

const named = ({ typed }: Place, names: typeof OWN_WORDS): Candidate[] =>
  names.filter(([name]) => name.startsWith(typed)).map((row) => plain(...row));

// Only at the line's start: after a count or a target the words go to a server.
const ownWords = (place: Place): Candidate[] => (place.prefix === 0 ? named(place, OWN_WORDS) : []);

function targets(place: Place, { topology }: Known): Candidate[] {
  const nodes = (topology?.shards ?? []).flatMap(({ number, primary, replicas }) => [
    ...(primary ? [plain(`@node:${primary.address}`, '', `Primary of shard ${number}`)] : []),
    ...replicas.map(({ address }) => plain(`@node:${address}`, '', `Replica of shard ${number}`)),
  ]);
  const one = place.typed.startsWith('@node:');
  return one ? nodes.filter(({ text }) => text.toLowerCase().startsWith(place.typed)) : named(place, TARGETS);
}

function commandNames(place: Place, { docs, commands }: Known): Candidate[] {
  const names = new Set([...Object.keys(commands), ...Object.keys(docs)]);
  for (const [name] of OWN_WORDS) names.delete(name);
  return [...names]
    .filter((name) => name.startsWith(place.typed))
    .map((name) => {
      const doc = Object.hasOwn(docs, name) ? docs[name]! : null;
      return ofCommand(name, name, doc, place);
    });
}

function subcommands(name: string, place: Place, { docs, commands }: Known): Candidate[] {
  const documented = Object.hasOwn(docs, name) ? docs[name]!.subcommands : {};
  const tabled = Object.hasOwn(commands, name) ? Object.keys(commands[name]![4]) : [];
  return [...new Set([...Object.keys(documented), ...tabled])]
    .filter((sub) => sub.startsWith(place.typed))
    .sort()
    .map((sub) => {
      const doc = Object.hasOwn(documented, sub) ? documented[sub]! : null;
      return ofCommand(sub, `${name} ${sub}`, doc, place);
    });
}

const ofCommand = (word: string, name: string, doc: CommandDoc | null, { upper }: Place): Candidate => ({
  text: upper ? word.toUpperCase() : word,
  label: word.toUpperCase(),
  argument: doc ? shortened(syntaxOf(doc.arguments)) : '',
  summary: doc?.summary ?? '',
  ends: true,
  about: doc && { name, doc },
});

const shortened = (text: string) =>
  text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;

function helpTopics(place: Place, docs: CommandDocs): Candidate[] {
  const { before, typed } = place;
  if (before.length === 2)
    return subcommands(before[1]!, place, { docs, commands: {}, topology: null, seen: NO_KEYS });
  if (before.length > 2) return [];
  const groups = [...new Set(Object.values(docs).map(({ group }) => group))].filter(Boolean).sort();
  const topics = groups.map((group) => plain(`@${group}`, '', `Commands of the group ${group}`));
  return [
    ...topics.filter(({ text }) => text.toLowerCase().startsWith(typed)),
    ...commandNames(place, { docs, commands: {}, topology: null, seen: NO_KEYS }).sort(byLabel),
  ];
}

const NO_KEYS = { startingWith: () => [] };

function argumentsAt(place: Place, { docs, commands, seen }: Known): Candidate[] {
  const { before, args, typed, current, upper } = place;
  const found = findDoc(docs, before);
  const parts = found && matchArguments(found.doc.arguments, before.slice(found.length));
  const next = parts ? nextWords(parts) : [];
  const candidates = new Map<string, Candidate>();
  for (const { spec, token } of next) {
    if (!token || !token.toLowerCase().startsWith(typed) || candidates.has(token)) continue;
    candidates.set(token, {
      text: upper ? token.toUpperCase() : token.toLowerCase(),
      label: token,
      argument: joined(bodySyntax(spec), repetition(spec)),
      summary: tokenNote(found!.name, token.toLowerCase()),
      ends: true,
      about: found,
    });
  }
  const wantsKey =
    next.some(({ spec, token }) => token === null && spec.type === 'key') ||
    findKeys(commands, args).includes(args.length - 1);
  const keys = wantsKey ? seen.startingWith(current, MAX_KEYS) : [];
  return [
    ...candidates.values(),
    ...keys.map((bytes) => ({ ...plain(quoteWord(bytes), '', ''), label: readable(bytes), ends: true })),
  ];
}

/** The common start of all texts. */
function commonStart(texts: readonly string[]): string {
  let common = texts[0] ?? '';
  for (const text of texts) {
    let length = 0;
    while (length < common.length && common[length] === text[length]) length++;
    common = common.slice(0, length);
  }
  return common;
}
