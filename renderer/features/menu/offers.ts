/** The actions of menus in the palette: typing an address, a shard's number, a slot or a key finds what can be done with it. Pure. */
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { allNodes } from '../../kit/topology-lookup.ts';
import type { PaletteEntry } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { itemsOf, nameOf, type Subject } from './items.ts';

/** Nodes and shards whose actions are offered: with a thousand nodes, a few letters fit many. */
const MOST = 4;
/** Letters of an address that are looked for. */
const LEAST = 3;

export function offersFor(state: State, text: string): PaletteEntry[] {
  const tokens = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!state.topology || tokens.length === 0) return [];
  const found: { subject: Subject; rest: string[] }[] = [];
  for (const [i, token] of tokens.entries()) {
    const rest = tokens.filter((_, other) => other !== i);
    for (const subject of named(token, state)) found.push({ subject, rest });
  }
  return found.slice(0, MOST).flatMap(({ subject, rest }) => entriesOf(subject, rest, state));
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
  if (isNumber && number < SLOT_COUNT && topology!.kind === 'cluster')
    subjects.push({ kind: 'slots', first: number, last: number });
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
