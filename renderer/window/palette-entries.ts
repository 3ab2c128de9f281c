/** The entries that the palette offers for the typed text. */
import { hashingOf } from '../../shared/slots/hashing.ts';
import Fuse, { type IFuseOptions } from 'fuse.js';
import { actionLabel, menuLabel } from '../../shared/action-labels.ts';
import { ACTIONS, type ActionName } from '../../shared/actions.ts';
import { inEachLanguage, type LanguageName } from '../../shared/language/language.ts';
import { SETTINGS, SHOWN_SETTINGS, type ShownSetting } from '../../shared/session/settings.ts';
import { choicesOf, settingWords } from '../../shared/session/settings-words.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import { features } from '../features/index.ts';
import { isAvailable } from './availability.ts';
import type { Feature, PaletteEntry } from './feature.ts';
import type { Message } from './message.ts';
import type { State } from './state.ts';
import { parseSlotQuery, shown } from '../kit/slot-query.ts';
import { allNodes, shardOfNode, shardOfSlot } from '../kit/topology-lookup.ts';
import { paletteWords } from './words.ts';

const FEATURES: readonly Feature[] = Object.values(features);

/** Opens itself, or is for a terminal that the palette has taken the focus from. */
const NOT_OFFERED: ReadonlySet<ActionName> = new Set(['palette']);

const fixedEntries = inEachLanguage((language): readonly PaletteEntry[] => [
  ...actionEntries(language),
  ...SHOWN_SETTINGS.flatMap((name) => settingEntries(name, language)),
]);

/** Each choice of a setting, or the setting on its page if it has too many values for a list. */
function settingEntries(name: ShownSetting, language: LanguageName): PaletteEntry[] {
  const words = settingWords(language);
  const group = words.groups[SETTINGS[name].group];
  const entry = { group, action: null, shard: null };
  const english = choicesOf(name, 'en');
  if (english.length === 0) {
    const { title } = words[name];
    return [
      {
        ...entry,
        id: `set-${name}`,
        label: paletteWords(language).setting({ title }),
        english: paletteWords('en').setting({ title: settingWords('en')[name].title }),
        messages: [
          { type: 'action', name: 'show-app-settings' },
          { type: 'page-query', query: name === 'shortcuts' ? '' : title },
        ],
      },
    ];
  }
  return choicesOf(name, language).map(({ label, change }, i) => ({
    ...entry,
    id: `set-${name}-${String(change.value)}`,
    label,
    english: english[i]!.label,
    messages: [{ type: 'set', change }],
  }));
}

const actionEntries = (language: LanguageName): PaletteEntry[] =>
  ACTIONS.filter(({ name }) => !NOT_OFFERED.has(name)).map((action) => ({
    id: `action-${action.name}`,
    label: actionLabel(action.name, language),
    english: action.label,
    group: menuLabel(action.menu, language),
    action: action.name,
    shard: null,
    messages: [{ type: 'action', name: action.name }],
  }));

const OPTIONS: IFuseOptions<PaletteEntry> = {
  keys: [
    { name: 'label', weight: 2 },
    { name: 'english', weight: 2 },
    { name: 'id', weight: 1 },
    { name: 'group', weight: 0.5 },
  ],
  // A slip of the fingers is forgiven; letters that lie scattered over a label are no match.
  threshold: 0.2,
  ignoreLocation: true,
  ignoreFieldNorm: true,
  // Words in any order, all of them.
  useTokenSearch: true,
  tokenMatch: 'all',
};

const withoutNodes = inEachLanguage((language) => new Fuse(fixedEntries(language), OPTIONS));
const withNodes = inEachLanguage(() => new WeakMap<Topology, Fuse<PaletteEntry>>());

/** The index over all actions and nodes, made once for each map. */
function searchOf(topology: Topology | null, language: LanguageName): Fuse<PaletteEntry> {
  if (!topology) return withoutNodes(language);
  const known = withNodes(language);
  let search = known.get(topology);
  if (!search) {
    search = new Fuse([...fixedEntries(language), ...nodeEntries(topology, language)], OPTIONS);
    known.set(topology, search);
  }
  return search;
}

const nodeEntries = (topology: Topology, language: LanguageName): PaletteEntry[] =>
  allNodes(topology).map(({ address, role }) => ({
    id: `node-${address}`,
    label: paletteWords(language).node({ address }),
    english: paletteWords('en').node({ address }),
    group: paletteWords(language)[role],
    action: null,
    shard: shardOfNode(topology, address)?.number ?? null,
    messages: [{ type: 'current-node', node: address }],
  }));

/** Everything in the table's order while nothing is typed, the best match first afterwards. */
export function paletteEntries(state: State, query: string): readonly PaletteEntry[] {
  return entriesFor(state, query).filter(({ action }) => action === null || isAvailable(action, state));
}

function entriesFor(state: State, query: string): readonly PaletteEntry[] {
  const { topology, language } = state;
  const text = query.trim();
  if (text === '') return [...fixedEntries(language), ...(topology ? nodeEntries(topology, language) : [])];
  const found = searchOf(topology, language).search(text);
  const offered = FEATURES.flatMap(({ offers }) => offers?.(state, text) ?? []);
  return [...found.map(({ item }) => item), ...offered, ...slotEntries(topology, language, text)];
}

function slotEntries(topology: State['topology'], language: LanguageName, text: string): PaletteEntry[] {
  const query = parseSlotQuery(text, hashingOf(topology));
  if (query.kind === 'empty') return [];
  const { slot } = query;
  const words = paletteWords(language);
  const label = query.kind === 'slot' ? words.slot({ slot }) : words.keySlot({ key: shown(query.key), slot });
  const shard = shardOfSlot(topology, slot)?.number ?? null;
  const message: Message = { type: 'ask-slot', slot, limit: 100, text };
  return [
    { id: 'slot', label, english: label, group: words.slotGroup, action: null, shard, messages: [message] },
  ];
}
