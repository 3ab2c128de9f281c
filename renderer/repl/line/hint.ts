/** Predicts where the line being typed would go, from the window's copy of the slot map. */
import type { LanguageName } from '../../../shared/language/language.ts';
import { latin1 } from '../../../shared/resp/resp.ts';
import { readable } from '../../../shared/format/escape.ts';
import { judge } from '../../../shared/commands/guard-judge.ts';
import { troubleOfSlot } from '../../../shared/cluster/slot-health.ts';
import { codisHashedPart, codisSlot } from '../../../shared/slots/codis-slots.ts';
import { hashedPart, SLOT_COUNT, type HashedPart } from '../../../shared/slots/slots.ts';
import {
  CODIS,
  isCodisName,
  OLD_CODIS,
  isDividedByCodis,
  isNeverSentToCodis,
  refusedByCodis,
} from '../../../shared/cluster/codis.ts';
import { groupOfSlot } from '../../../shared/cluster/codis-groups.ts';
import { goesByFirstKey, refusedByTwemproxy, TWEMPROXY } from '../../../shared/cluster/twemproxy.ts';
import { hasNoSlots, shardOfSlot } from '../../kit/topology-lookup.ts';
import type { ShellContext } from '../contract.ts';
import {
  LONGEST_READ,
  type LineKey,
  type LineParts,
  type Reading,
} from '../../../shared/repl/line/reading.ts';
import { hintWords, type HintWords } from './words.ts';

export interface HintKey {
  text: string;
  /** Indices into `text`. */
  hashed: { start: number; end: number; tagged: boolean };
  slot: number;
  shard: number | null;
  node: string | null;
  /** The key's word in the line. */
  start: number;
  end: number;
}

export type Hint =
  | { kind: 'empty' }
  | { kind: 'text'; tone: 'quiet' | 'bad'; text: string }
  /** It would ask first, or be refused. */
  | { kind: 'guarded'; tag: 'GUARDED' | 'READ-ONLY'; text: string }
  | {
      kind: 'slot';
      keys: HintKey[];
      slot: number;
      shard: number | null;
      node: string | null;
      /** The redirect that sending it would meet: `moved` is followed, `error` is returned. */
      redirect: 'none' | 'moved' | 'error';
      /** Why the slot is not served, in a sentence; empty for one that is. */
      unserved: string;
      /** Keys beyond those in `keys`. */
      more: number;
    }
  | {
      kind: 'cross-slot';
      keys: HintKey[];
      slots: number;
      shards: number;
      more: number;
      /** How codis takes keys of several slots: each by itself, or the whole command by one key. */
      codis?: 'divided' | 'by-key' | 'refused';
    }
  | { kind: 'slot-question'; slot: number; shard: number | null; node: string | null; unserved: string };

const MAX_KEYS = 8;
const MAX_KEY_LENGTH = 200;

const quiet = (text: string): Hint => ({ kind: 'text', tone: 'quiet', text });
const bad = (text: string): Hint => ({ kind: 'text', tone: 'bad', text });

/** Describes the line before it is run. */
export function describeLine(line: Reading, context: ShellContext): Hint {
  const { length } = line.text;
  const words = hintWords(context.language);
  if (length > LONGEST_READ) return quiet(words.tooLong({ count: length }));
  const read = line.parts(context.commands);
  if (read.words.length === 0) return { kind: 'empty' };
  if (!read.split.ok && read.split.problem === 'text after quote') return bad(words.afterQuote);
  if (!read.command) return describeUnknown(read, context);
  if (context.topology?.kind === 'proxy') return describeAtProxy(read, context);
  if (read.target !== null) return quiet(describeTarget(read.target, words));
  const guarded = describeGuarded(read, context);
  if (guarded) return guarded;
  if (read.command.name === 'cluster countkeysinslot' || read.command.name === 'cluster getkeysinslot')
    return describeSlotQuestion(read, context);
  return read.keys.length > 0 ? describeKeys(read.keys, context) : describeKeyless(read, context);
}

/** A prediction only, as for the guard. The proxy alone knows which server a key is on. */
function describeAtProxy(read: LineParts, context: ShellContext): Hint {
  const { session, commands, language } = context;
  const words = hintWords(language);
  const { bytes } = read;
  const { entry } = read.command!;
  const isOff = session.mode === 'off';
  const refused =
    session.server === TWEMPROXY && !isOff
      ? refusedByTwemproxy(bytes, commands, language)
      : isCodisName(session.server) && (!isOff || isNeverSentToCodis(bytes))
        ? refusedByCodis(bytes, language, session.server === OLD_CODIS)
        : null;
  // A missing argument is no error while the line is being typed.
  if (refused && bytes.length >= Math.abs(entry[0])) return bad(words.wouldNotBeSent({ why: refused.why }));
  const guarded = describeGuarded(read, context);
  if (guarded) return guarded;
  if (session.server === CODIS && read.keys.length > 0 && context.topology?.codis)
    return describeAtCodis(read, context);
  if (read.keys.length > 1 && session.server === TWEMPROXY && goesByFirstKey(bytes))
    return quiet(words.byFirstKey);
  return quiet((entry[3].length > 0 ? words.proxyPicks : words.proxyAnswers)({ node: session.currentNode }));
}

/** The slot and group of codis, never those of a cluster. */
function describeAtCodis({ keys: lineKeys, bytes, target }: LineParts, context: ShellContext): Hint {
  const { session, topology } = context;
  const codis = topology!.codis!;
  const group = (slot: number) => groupOfSlot(codis, slot);
  const placed = lineKeys.map(({ word }) => ({ word, slot: codisSlot(word.bytes) }));
  const keys = placed.slice(0, MAX_KEYS).map(({ word, slot }): HintKey => {
    const { number = null, primary = null } = group(slot) ?? {};
    const owner = { shard: number, node: primary?.address ?? null };
    return { ...textOfKey(word, codisHashedPart(word.bytes)), slot, ...owner };
  });
  const more = placed.length - keys.length;
  const slots = new Set(placed.map(({ slot }) => slot));
  const groups = new Set(placed.map(({ slot }) => group(slot)?.number ?? null));
  if (slots.size > 1) {
    const isApart = groups.size > 1 && !isDividedByCodis(bytes);
    const how = isDividedByCodis(bytes)
      ? 'divided'
      : isApart && session.environment === 'production'
        ? 'refused'
        : 'by-key';
    if (target?.toLowerCase() !== '@split')
      return { kind: 'cross-slot', keys, slots: slots.size, shards: groups.size, more, codis: how };
  }
  const { slot, shard, node } = keys[0]!;
  const unserved = node === null ? hintWords(context.language).codisOffline({ slot }) : '';
  return { kind: 'slot', keys, slot, shard, node, redirect: 'none', unserved, more };
}

/** A prediction only: main decides, by the same rules. Null if nothing would hold it up. */
function describeGuarded({ command, bytes, keys }: LineParts, context: ShellContext): Hint | null {
  const { commands, topology, session } = context;
  // The subcommand may be half typed.
  if (!command || Object.keys(command.entry[4]).length > 0) return null;
  const verdict = judge(bytes, commands, session);
  if (verdict.kind === 'allow') return null;
  const { name } = command;
  const words = hintWords(context.language);
  if (verdict.kind === 'refuse' && name === 'EVALSHA_RO')
    return { kind: 'guarded', tag: 'READ-ONLY', text: words.unseenScript({ name }) };
  if (verdict.kind === 'refuse') return { kind: 'guarded', tag: 'READ-ONLY', text: words.readOnly({ name }) };
  const { scope, harm } = verdict.danger;
  const shards = topology?.shards ?? [];
  const all =
    scope === 'all-shards'
      ? words.allPrimaries({ count: shards.length })
      : words.allNodes({ count: shards.reduce((sum, shard) => sum + shard.replicas.length + 1, 0) });
  const here = keys[0] ? (shardOfSlot(topology, keys[0].slot)?.primary?.address ?? null) : null;
  const place = here ?? session.currentNode;
  const everywhere = scope !== 'keys' && scope !== 'node' && shards.length > 0;
  const text =
    everywhere && harm === 'deletes'
      ? words.toAll({ name, all })
      : everywhere
        ? words.asksFirstOrAll({ name, node: place, all })
        : words.asksFirst({ name, node: place });
  return { kind: 'guarded', tag: 'GUARDED', text };
}

function describeTarget(target: string, words: HintWords): string {
  const known: { readonly [target: string]: string } = words.targets;
  return known[target.toLowerCase()] ?? words.named({ target: readable(new TextEncoder().encode(target)) });
}

function describeUnknown(read: LineParts, { commands, language }: ShellContext): Hint {
  const words = hintWords(language);
  /** The shell's own commands. */
  const own: { readonly [name: string]: string } = words.own;
  const name = latin1(read.words[0]!.bytes.subarray(0, 64)).toLowerCase();
  if (Object.hasOwn(own, name)) return quiet(own[name]!);
  const names = Object.keys(commands).filter((other) => other.startsWith(name));
  if (read.words.length === 1 && names.length > 0) {
    const shown = names.slice(0, 8).map((other) => other.toUpperCase());
    return quiet(shown.join('  ') + (names.length > shown.length ? '  …' : ''));
  }
  return bad(words.unknown({ name: readable(read.words[0]!.bytes).slice(0, 80) }));
}

function describeSlotQuestion(read: LineParts, { topology, session, language }: ShellContext): Hint {
  const words = hintWords(language);
  const last = SLOT_COUNT - 1;
  const word = read.words[2];
  if (!word) return quiet(words.askSlot({ last }));
  const text = latin1(word.bytes.subarray(0, 8));
  if (!/^\d{1,5}$/.test(text) || Number(text) >= SLOT_COUNT) return bad(words.slots({ last }));
  if (hasNoSlots(topology)) return quiet(words.noSlots);
  const slot = Number(text);
  const shard = shardOfSlot(topology, slot);
  const node = shard?.primary?.address ?? null;
  if (session.mode === 'off' && node !== null && node !== session.currentNode)
    return bad(words.notOwner({ node: session.currentNode, slot, owner: node }));
  const unserved = unservedIn(topology, slot, language);
  return { kind: 'slot-question', slot, shard: shard?.number ?? null, node, unserved };
}

const unservedIn = (topology: ShellContext['topology'], slot: number, language: LanguageName): string =>
  troubleOfSlot(topology, slot, language)?.message ?? '';

function describeKeyless({ command }: LineParts, { topology, session, language }: ShellContext): Hint {
  const words = hintWords(language);
  if (session.phase === 'disconnected') return quiet(words.notConnected);
  const [, , , specs] = command!.entry;
  if (specs.length > 0 && !hasNoSlots(topology)) return quiet(words.keyDecides);
  return quiet(words.noKey({ node: session.currentNode }));
}

function describeKeys(lineKeys: LineKey[], context: ShellContext): Hint {
  const { topology, session, language } = context;
  if (hasNoSlots(topology)) return quiet(hintWords(language).oneServer({ node: session.currentNode }));
  const keys = lineKeys.slice(0, MAX_KEYS).map((key) => describeKey(key, context));
  const more = lineKeys.length - keys.length;
  const slots = new Set(lineKeys.map((key) => key.slot));
  if (slots.size > 1) {
    const shards = new Set([...slots].map((slot) => shardOfSlot(topology, slot)?.number ?? null));
    return { kind: 'cross-slot', keys, slots: slots.size, shards: shards.size, more };
  }
  const { slot, shard, node } = keys[0]!;
  const elsewhere = node !== null && node !== session.currentNode && session.mode !== 'direct';
  const redirect = !elsewhere ? 'none' : session.mode === 'follow' ? 'moved' : 'error';
  return {
    kind: 'slot',
    keys,
    slot,
    shard,
    node,
    redirect,
    unserved: unservedIn(topology, slot, language),
    more,
  };
}

function describeKey({ word, slot }: LineKey, { topology }: ShellContext): HintKey {
  const shard = shardOfSlot(topology, slot);
  const owner = { shard: shard?.number ?? null, node: shard?.primary?.address ?? null };
  return { ...textOfKey(word, hashedPart(word.bytes)), slot, ...owner };
}

function textOfKey(
  { bytes, start, end }: LineKey['word'],
  part: HashedPart,
): Pick<HintKey, 'text' | 'hashed' | 'start' | 'end'> {
  const before = readable(bytes.subarray(0, part.start));
  const inside = readable(bytes.subarray(part.start, part.end));
  const whole = before + inside + readable(bytes.subarray(part.end));
  const text = whole.length > MAX_KEY_LENGTH ? `${whole.slice(0, MAX_KEY_LENGTH - 1)}…` : whole;
  const within = (index: number) => Math.min(index, text.length);
  return {
    text,
    hashed: {
      start: within(before.length),
      end: within(before.length + inside.length),
      tagged: part.tagged,
    },
    start,
    end,
  };
}
