/** What can be done with rows of lists: saved connections, snippets, entries of the trace and of the timeline. Pure. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { ChangeGroup } from '../../kit/menu-target.ts';
import type { State } from '../../window/state.ts';
import { item, onMap, showNode, showSlot, type MenuGroup, type MenuItem } from './item.ts';
import { words } from './words.ts';

const { why } = words;
/** Nodes that a menu leads to: a command may have been sent to hundreds. */
const MOST_NODES = 4;

/** One that was never saved can be edited and deleted. */
export function connectionItems(id: string, { connections }: State): MenuGroup[] {
  const w = words.connection;
  const one = connections.saved.list.find(({ profile }) => profile.id === id);
  const draft = connections.drafts[id];
  const profile = one?.profile ?? draft?.profile;
  if (!profile) return [];
  const unsaved = one ? null : why.notSaved;
  const readOnly = connections.saved.isReadOnly ? why.savedReadOnly : null;
  const address = profile.seeds.join(',');
  return [
    [
      item(
        'connect',
        w.connect,
        { type: 'connect-saved', id },
        unsaved ?? (connections.pending === null ? null : why.connecting),
      ),
      item('edit', w.edit, { type: 'edit-connection', id }),
      item('duplicate', w.duplicate, { type: 'duplicate-connection', id }, unsaved ?? readOnly),
    ],
    [
      item(
        'copy',
        w.copyAddress,
        { type: 'connection-copy', text: address },
        address === '' ? why.noAddress : null,
      ),
      item(
        'export',
        w.export,
        [
          { type: 'open-connections', id },
          { type: 'open-export', ids: [id] },
        ],
        unsaved,
      ),
    ],
    [item('delete', w.delete, { type: 'delete-connection', id, name: profile.name }, one ? readOnly : null)],
  ];
}

export function snippetItems(id: string, { snippets }: State): MenuGroup[] {
  const w = words.snippet;
  const one = snippets.find((snippet) => snippet.id === id);
  if (!one) return [];
  const { line } = one;
  return [
    [
      item('insert', w.insert, { type: 'snippet-insert', line }),
      item('edit', w.edit, { type: 'snippet-edit', snippet: one }),
      item('duplicate', w.duplicate, { type: 'snippet-new', line }),
    ],
    [item('copy', w.copy, { type: 'snippet-copy', line })],
    [item('delete', w.delete, { type: 'snippet-delete', id })],
  ];
}

/** Each shell counts its executions by itself. */
export const traceEntry = (shell: number, id: number, { trace }: State) =>
  trace.find((entry) => entry.shell === shell && entry.id === id);

export function traceItems(shell: number, id: number, state: State): MenuGroup[] {
  const w = words.trace;
  const entry = traceEntry(shell, id, state);
  if (!entry) return [];
  const { slot, large } = entry;
  const copy = (form: 'command' | 'text' | 'json') =>
    item(`copy-${form}`, w.copy[form], { type: 'trace-copy', shell, execution: id, form });
  return [
    [
      item('slot', w.slot(slot), slot === null ? [] : showSlot(slot), slot === null ? why.noSlot : null),
      ...nodeLinks(entry.hops.map(({ node }) => node)),
      ...(large ? [item('reply', w.reply, { type: 'open-reply', large })] : []),
    ],
    [copy('command'), copy('text'), copy('json')],
  ];
}

export function changeItems(id: number, group: ChangeGroup, { timeline }: State): MenuGroup[] {
  const w = words.change;
  const change = timeline.changes.find((one) => one.id === id);
  if (!change) return [];
  const [range] = change.slots;
  const sides = [change.about, change.from, change.to];
  const name = w.groups[group];
  return [
    [
      item('map', w.map, range ? onMap(range) : [], range ? null : why.noChangeSlots),
      ...nodeLinks(sides.flatMap((side) => (side?.node ? [side.node] : []))),
    ],
    [
      item('copy-text', w.copyText, { type: 'change-copy', id, form: 'text' }),
      item('copy-json', w.copyJson, { type: 'change-copy', id, form: 'json' }),
    ],
    [
      item('only', w.only(name), { type: 'changes-only', group }),
      item('hide', w.hide(name), { type: 'changes-group', group, shown: false }),
    ],
  ];
}

/** Leads to the details of each node, once. */
const nodeLinks = (nodes: readonly NodeAddress[]): MenuItem[] =>
  [...new Set(nodes)]
    .slice(0, MOST_NODES)
    .map((node) => item(`node-${node}`, words.showNode(node), showNode(node)));
