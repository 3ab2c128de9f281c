/**
 * The actions of menus in the palette: an address, a shard's number, a slot, a range of slots, `key NAME` or `tag NAME` finds what
 * can be done with it; so does a name with a hash tag. Pure.
 */
import { hashingOf } from '../../../shared/slots/hashing.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { menuBytes } from '../../kit/menu-target.ts';
import { parseKeyQuery } from '../../kit/slot-query.ts';
import { allNodes } from '../../kit/topology-lookup.ts';
import type { PaletteEntry } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { shownPlan } from './operation-page-items.ts';
import { itemsOf, nameOf, type Subject } from './items.ts';

/** Nodes and shards whose actions are offered: with a thousand nodes, a few letters fit many. */
const MOST = 4;
/** Letters of an address that are looked for. */
const LEAST = 3;

export function offersFor(state: State, text: string): PaletteEntry[] {
  const tokens = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (tokens.length === 0) return [];
  const ofPage = ofOperation(tokens, state);
  return state.topology ? [...ofPage, ...ofTopology(tokens, text, state)] : ofPage;
}

/** Of the plan or the operation on the screen: any words of an entry find it; `step 2` finds what that step has. */
function ofOperation(tokens: readonly string[], state: State): PaletteEntry[] {
  const plan = shownPlan(state);
  if (!plan || tokens.every((token) => token.length < LEAST)) return [];
  const page = entriesOf({ kind: 'operation-page' }, tokens, state);
  const number = Number(/^\d{1,5}$/.exec(tokens[tokens.indexOf('step') + 1] ?? '')?.[0] ?? 0);
  if (!tokens.includes('step') || !plan.steps[number - 1]) return page;
  return [...page, ...entriesOf({ kind: 'step', number: number - 1 }, tokens, state)];
}

function ofTopology(tokens: readonly string[], text: string, state: State): PaletteEntry[] {
  const found: { subject: Subject; rest: string[] }[] = [];
  for (const [i, token] of tokens.entries()) {
    const rest = tokens.filter((_, other) => other !== i);
    for (const subject of named(token, state)) found.push({ subject, rest });
  }
  const names = namesIn(text, state).map((subject) => ({ subject, rest: [] }));
  return [...names, ...found.slice(0, MOST)].flatMap(({ subject, rest }) => entriesOf(subject, rest, state));
}

/** All of the text is the name: a key may have spaces. */
function namesIn(text: string, { topology }: State): Subject[] {
  const [, kind, rest = text] = /^(key|tag) (.+)$/i.exec(text) ?? [];
  const hashing = hashingOf(topology);
  const query = parseKeyQuery(rest, hashing);
  if (query.kind !== 'key') return [];
  const { key, slot } = query;
  const { start, end, tagged } = hashing.part(key);
  const ofKey: Subject = { kind: 'key', hex: menuBytes(key) };
  const ofTag: Subject = { kind: 'tag', hex: menuBytes(key.slice(start, end)), slot };
  if (kind === undefined) return tagged ? [ofTag, ofKey] : [];
  return [kind.toLowerCase() === 'tag' ? ofTag : ofKey];
}

function named(token: string, { topology }: State): Subject[] {
  const subjects: Subject[] = [];
  const isNumber = /^\d{1,5}$/.test(token);
  const number = isNumber ? Number(token) : -1;
  if (topology!.kind === 'cluster' && topology!.shards.some((shard) => shard.number === number))
    subjects.push({ kind: 'shard', number });
  if (token.length >= LEAST && /\d/.test(token))
    for (const { address } of allNodes(topology)) {
      if (subjects.length > MOST) break;
      if (address.toLowerCase().includes(token)) subjects.push({ kind: 'node', address });
    }
  const [first = -1, last = first] = /^\d{1,5}([-–]\d{1,5})?$/.test(token)
    ? token.split(/[-–]/).map(Number)
    : [];
  if (first >= 0 && first <= last && last < SLOT_COUNT && topology!.kind === 'cluster')
    subjects.push({ kind: 'slots', first, last });
  return subjects;
}

const hasWord = (text: string, token: string): boolean =>
  text
    .toLowerCase()
    .split(/[\s.:]+/)
    .some((word) => word.startsWith(token));

/** What cannot be done now is left out. `rest`: what was typed beside the name. */
function entriesOf(subject: Subject, rest: readonly string[], state: State): PaletteEntry[] {
  const name = nameOf(subject, state);
  return itemsOf(subject, state)
    .flat()
    .filter(({ why }) => why === null)
    .flatMap(({ id, label, messages }): PaletteEntry[] => {
      const full = `${name}: ${label}`;
      if (!rest.every((token) => hasWord(full, token))) return [];
      return [
        {
          id: `menu-${name}-${id}`,
          label: full,
          english: full,
          group: '',
          action: null,
          shard: subject.kind === 'shard' ? subject.number : null,
          messages,
        },
      ];
    });
}
