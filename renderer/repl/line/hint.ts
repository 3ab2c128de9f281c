/** Predicts where the line being typed would go, from the window's copy of the slot map. */
import { counted, grouped } from '../../../shared/format/count.ts';
import { latin1 } from '../../../shared/resp/resp.ts';
import { readable } from '../../../shared/format/escape.ts';
import { judge } from '../../../shared/commands/guard-judge.ts';
import { troubleOfSlot } from '../../../shared/cluster/slot-health.ts';
import { hashedPart, SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { goesByFirstKey, refusedByTwemproxy, TWEMPROXY } from '../../../shared/cluster/twemproxy.ts';
import { hasNoSlots, shardOfSlot } from '../../kit/topology-lookup.ts';
import type { ShellContext } from '../contract.ts';
import { LONGEST_READ, type LineKey, type LineParts, type Reading } from './reading.ts';

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
  | { kind: 'cross-slot'; keys: HintKey[]; slots: number; shards: number; more: number }
  | { kind: 'slot-question'; slot: number; shard: number | null; node: string | null; unserved: string };

const MAX_KEYS = 8;
const MAX_KEY_LENGTH = 200;

const quiet = (text: string): Hint => ({ kind: 'text', tone: 'quiet', text });
const bad = (text: string): Hint => ({ kind: 'text', tone: 'bad', text });

/** Describes the line before it is run. */
export function describeLine(line: Reading, context: ShellContext): Hint {
  const { length } = line.text;
  if (length > LONGEST_READ) return quiet(`${grouped(length)} characters: too long to check before it runs`);
  const read = line.parts(context.commands);
  if (read.words.length === 0) return { kind: 'empty' };
  if (!read.split.ok && read.split.problem === 'text after quote')
    return bad('A blank must follow the closing quote');
  if (!read.command) return describeUnknown(read, context);
  if (context.topology?.kind === 'proxy') return describeAtProxy(read, context);
  if (read.target !== null) return quiet(describeTarget(read.target));
  const guarded = describeGuarded(read, context);
  if (guarded) return guarded;
  if (read.command.name === 'cluster countkeysinslot' || read.command.name === 'cluster getkeysinslot')
    return describeSlotQuestion(read, context);
  return read.keys.length > 0 ? describeKeys(read.keys, context) : describeKeyless(read, context);
}

/** A prediction only, as for the guard. The proxy alone knows which server a key is on. */
function describeAtProxy(read: LineParts, context: ShellContext): Hint {
  const { session, commands } = context;
  const { bytes } = read;
  const { entry } = read.command!;
  const refused =
    session.server === TWEMPROXY && session.mode !== 'off' ? refusedByTwemproxy(bytes, commands) : null;
  // A missing argument is no error while the line is being typed.
  if (refused && bytes.length >= Math.abs(entry[0])) return bad(`Would not be sent: ${refused.why}`);
  const guarded = describeGuarded(read, context);
  if (guarded) return guarded;
  if (read.keys.length > 1 && session.server === TWEMPROXY && goesByFirstKey(bytes))
    return quiet('twemproxy sends it to the server of the first key: the others must be there too');
  return quiet(
    entry[3].length > 0
      ? `The proxy ${session.currentNode} picks the server by the key`
      : `No key: the proxy ${session.currentNode} answers, or any server behind it`,
  );
}

/** A prediction only: main decides, by the same rules. Null if nothing would hold it up. */
function describeGuarded({ command, bytes, keys }: LineParts, context: ShellContext): Hint | null {
  const { commands, topology, session } = context;
  // The subcommand may be half typed.
  if (!command || Object.keys(command.entry[4]).length > 0) return null;
  const verdict = judge(bytes, commands, session);
  if (verdict.kind === 'allow') return null;
  const { name } = command;
  if (verdict.kind === 'refuse' && name === 'EVALSHA_RO')
    return {
      kind: 'guarded',
      tag: 'READ-ONLY',
      text: `${name} runs only a script whose text this shell has seen`,
    };
  if (verdict.kind === 'refuse')
    return { kind: 'guarded', tag: 'READ-ONLY', text: `${name} would be refused: it does more than read` };
  const { scope, harm } = verdict.danger;
  const shards = topology?.shards ?? [];
  const all =
    scope === 'all-shards'
      ? counted(shards.length, 'primary')
      : counted(
          shards.reduce((sum, shard) => sum + shard.replicas.length + 1, 0),
          'node',
          'nodes',
        );
  const here = keys[0] ? (shardOfSlot(topology, keys[0].slot)?.primary?.address ?? null) : null;
  const place = here ?? session.currentNode;
  const everywhere = scope !== 'keys' && scope !== 'node' && shards.length > 0;
  const text =
    everywhere && harm === 'deletes'
      ? `${name} has no key: it would go to all ${all}`
      : `${name} asks before it goes to ${place}${everywhere ? `, or to all ${all}` : ''}`;
  return { kind: 'guarded', tag: 'GUARDED', text };
}

const TARGETS: { readonly [target: string]: string } = {
  '@all': 'Sent to every node; equal answers are grouped',
  '@primaries': 'Sent to every primary; equal answers are grouped',
  '@replicas': 'Sent to every replica; equal answers are grouped',
  '@split': 'One command per slot; the answers are combined in the order of the keys',
};
const describeTarget = (target: string): string =>
  TARGETS[target.toLowerCase()] ??
  `Sent to the node that ${readable(new TextEncoder().encode(target))} names`;

/** The shell's own commands. */
const OWN_WORDS: { readonly [word: string]: string } = {
  clear: 'Clears the transcript',
  help: 'F1 lists all keys',
  exit: 'Closing the window ends the shell',
  quit: 'Closing the window ends the shell',
};

function describeUnknown(read: LineParts, { commands }: ShellContext): Hint {
  const name = latin1(read.words[0]!.bytes.subarray(0, 64)).toLowerCase();
  if (Object.hasOwn(OWN_WORDS, name)) return quiet(OWN_WORDS[name]!);
  const names = Object.keys(commands).filter((other) => other.startsWith(name));
  if (read.words.length === 1 && names.length > 0) {
    const shown = names.slice(0, 8).map((other) => other.toUpperCase());
    return quiet(shown.join('  ') + (names.length > shown.length ? '  …' : ''));
  }
  return bad(`Unknown command: ${readable(read.words[0]!.bytes).slice(0, 80)}`);
}

function describeSlotQuestion(read: LineParts, { topology, session }: ShellContext): Hint {
  const word = read.words[2];
  if (!word) return quiet(`A slot from 0 to ${SLOT_COUNT - 1}: its owner is asked`);
  const text = latin1(word.bytes.subarray(0, 8));
  if (!/^\d{1,5}$/.test(text) || Number(text) >= SLOT_COUNT) return bad(`Slots are 0 to ${SLOT_COUNT - 1}`);
  if (hasNoSlots(topology)) return quiet('Not in a cluster: there are no slots to ask about');
  const slot = Number(text);
  const shard = shardOfSlot(topology, slot);
  const node = shard?.primary?.address ?? null;
  if (session.mode === 'off' && node !== null && node !== session.currentNode)
    return bad(
      `${session.currentNode} does not own slot ${slot} and would answer 0 keys; its owner is ${node}`,
    );
  const unserved = unservedIn(topology, slot);
  return { kind: 'slot-question', slot, shard: shard?.number ?? null, node, unserved };
}

const unservedIn = (topology: ShellContext['topology'], slot: number): string =>
  troubleOfSlot(topology, slot)?.message ?? '';

function describeKeyless({ command }: LineParts, { topology, session }: ShellContext): Hint {
  if (session.phase === 'disconnected') return quiet('Not connected');
  const [, , , specs] = command!.entry;
  if (specs.length > 0 && !hasNoSlots(topology)) return quiet('The key decides the slot');
  return quiet(`No key: runs on the current node, ${session.currentNode}`);
}

function describeKeys(lineKeys: LineKey[], context: ShellContext): Hint {
  const { topology, session } = context;
  if (hasNoSlots(topology)) return quiet(`Not in a cluster: every key is on ${session.currentNode}`);
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
  return { kind: 'slot', keys, slot, shard, node, redirect, unserved: unservedIn(topology, slot), more };
}

function describeKey({ word, slot }: LineKey, { topology }: ShellContext): HintKey {
  const { bytes } = word;
  const part = hashedPart(bytes);
  const before = readable(bytes.subarray(0, part.start));
  const inside = readable(bytes.subarray(part.start, part.end));
  const whole = before + inside + readable(bytes.subarray(part.end));
  const text = whole.length > MAX_KEY_LENGTH ? `${whole.slice(0, MAX_KEY_LENGTH - 1)}…` : whole;
  const within = (index: number) => Math.min(index, text.length);
  const shard = shardOfSlot(topology, slot);
  return {
    text,
    hashed: {
      start: within(before.length),
      end: within(before.length + inside.length),
      tagged: part.tagged,
    },
    slot,
    shard: shard?.number ?? null,
    node: shard?.primary?.address ?? null,
    start: word.start,
    end: word.end,
  };
}
