/** What can be done with each thing that a menu is about, and what the menu is called. Pure. */
import type { MenuTarget } from '../../kit/menu-target.ts';
import { localAddress } from '../../kit/local-acts.ts';
import { bytesOfHex } from '../../kit/menu-target.ts';
import { snippetName } from '../../../shared/commands/snippet.ts';
import { clockTime } from '../../../shared/format/clock.ts';
import { settingWords } from '../../../shared/session/settings-words.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { shellName } from '../../kit/shell-name.ts';
import { shown } from '../../kit/slot-query.ts';
import type { EntryFacts } from '../../repl/transcript/record.ts';
import type { State } from '../../window/state.ts';
import { item, onMap, showSlot, type MenuGroup } from './item.ts';
import { changeItems, connectionItems, snippetItems, traceEntry, traceItems } from './list-items.ts';
import { localNodeItems, nodeItems, shardItems } from './node-items.ts';
import { operationItems, settingItems } from './operation-items.ts';
import { operationPageItems, shownPlan, stepItems } from './operation-page-items.ts';
import { cellItems, elementItems } from './reply-items.ts';
import { keyItems, nameItems, slotItems } from './slot-items.ts';
import { appSettingItems, viewItems, viewName } from './window-items.ts';
import { words } from './words.ts';

/** Where a click was, or a line of the transcript: `facts` is null while there is none. */
export type Subject = MenuTarget | { kind: 'line'; facts: EntryFacts | null; hasSelection: boolean };

const { why } = words;

/** Empty if the thing is gone. */
export function itemsOf(subject: Subject, state: State): MenuGroup[] {
  return groupsOf(subject, state).filter((group) => group.length > 0);
}

function groupsOf(subject: Subject, state: State): MenuGroup[] {
  switch (subject.kind) {
    case 'node':
      return nodeItems(subject.address, state);
    case 'local-node':
      return localNodeItems(subject.id, subject.port, state);
    case 'shard': {
      const { topology } = state;
      const shard =
        topology?.kind === 'cluster' && topology.shards.find(({ number }) => number === subject.number);
      return shard ? [shardItems(shard, state)] : [];
    }
    case 'slots':
      return slotItems(subject.first, subject.last, state);
    case 'key':
      return keyItems(subject.hex, state);
    case 'tag':
    case 'prefix':
      return nameItems(subject, state);
    case 'finding':
      return findingItems(subject.id, state);
    case 'shell':
      return shellItems(subject.id, state);
    case 'connection':
      return connectionItems(subject.id, state);
    case 'snippet':
      return snippetItems(subject.id, state);
    case 'trace':
      return traceItems(subject.shell, subject.id, state);
    case 'change':
      return changeItems(subject.id, subject.group, state);
    case 'operation':
      return operationItems(subject.name, state);
    case 'view':
      return viewItems(subject.name, state);
    case 'app-setting':
      return appSettingItems(subject.name, state);
    case 'operation-page':
      return operationPageItems(state);
    case 'step':
      return stepItems(subject.number, state);
    case 'setting':
      return settingItems(subject.name, state);
    case 'cell':
      return cellItems(subject);
    case 'element':
      return elementItems(subject);
    case 'line':
      return lineItems(subject.facts, subject.hasSelection, state);
  }
}

/** The row's buttons, and the lines for a terminal. */
function findingItems(id: string, { situation: { situation } }: State): MenuGroup[] {
  const row = situation?.rows.find((one) => one.id === id);
  if (!row) return [];
  const w = words.finding;
  const [range] = row.slots;
  return [
    row.actions.map(({ key, label, refusal }) =>
      item(`action-${key}`, label, { type: 'situation-action', row: id, key }, refusal),
    ),
    [
      item('details', w.details, { type: 'situation-details', row: id }),
      item('map', w.map, range ? onMap(range) : [], range ? null : why.noFindingSlots),
    ],
    row.actions.flatMap(({ key, label, command }) =>
      command === null
        ? []
        : [item(`copy-${key}`, w.copy(label), { type: 'situation-copy', text: command, note: w.copied })],
    ),
  ];
}

function shellItems(id: number, { sessions, active }: State): MenuGroup[] {
  const w = words.shell;
  const ids = Object.keys(sessions).map(Number);
  if (!ids.includes(id)) return [];
  const only = ids.length === 1 ? why.onlyShell : null;
  const others = ids.filter((other) => other !== id);
  const shown = id === active ? (only ?? why.isShown) : null;
  return [
    [
      item('show', w.show, { type: 'show-shell', shell: id }),
      item('right', w.right, { type: 'split-with', shell: id, direction: 'right' }, shown),
      item('below', w.below, { type: 'split-with', shell: id, direction: 'down' }, shown),
      item('new', w.open, { type: 'action', name: 'new-shell' }),
    ],
    [
      item('close', w.close, { type: 'close-shell', shell: id }, only),
      item(
        'close-others',
        w.closeOthers,
        others.map((other) => ({ type: 'close-shell', shell: other })),
        only,
      ),
    ],
  ];
}

function lineItems(facts: EntryFacts | null, hasSelection: boolean, state: State): MenuGroup[] {
  const w = words.line;
  const none = facts === null ? why.noEntry : null;
  const { entry = 0, line = null, slot = null, execution = null } = facts ?? {};
  const isTraced = execution !== null && traceEntry(state.active, execution, state) !== undefined;
  return [
    [
      item(
        'insert',
        w.insert,
        { type: 'insert-command', name: line ?? '', keys: [] },
        none ?? (line === null ? why.noLine : null),
      ),
      item(
        'snippet',
        w.snippet,
        { type: 'snippet-new', line: line ?? '' },
        none ?? (line === null ? why.noLine : null),
      ),
      item(
        'trace',
        w.trace,
        { type: 'trace-show', execution: execution ?? 0 },
        none ?? (isTraced ? null : why.noTrace),
      ),
      item('slot', w.slot(slot), showSlot(slot ?? 0), none ?? (slot === null ? why.noSlot : null)),
    ],
    [
      item('plain', w.plain, { type: 'copy-entry', entry, form: 'plain' }, none),
      item('redis-cli', w.redisCli, { type: 'copy-entry', entry, form: 'redis-cli' }, none),
      item('json', w.json, { type: 'copy-entry', entry, form: 'json' }, none),
    ],
    [
      item(
        'copy',
        w.copySelection,
        { type: 'action', name: 'copy' },
        hasSelection ? null : why.nothingSelected,
      ),
      item('paste', w.paste, { type: 'action', name: 'paste' }),
      item('find', w.find, { type: 'action', name: 'find' }),
    ],
  ];
}

const LONGEST_NAME = 60;
const cut = (text: string) => (text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text);

/** The menu's name: what it is about. */
export function nameOf(subject: Subject, state: State): string {
  const w = words.names;
  const textOf = (hex: string | null) => (hex === null ? w.tooLong : cut(shown(bytesOfHex(hex))));
  switch (subject.kind) {
    case 'node':
      return w.node(cut(subject.address));
    case 'local-node':
      return w.node(localAddress(subject.port));
    case 'shard':
      return w.shard(subject.number);
    case 'slots':
      return w.slots(subject.first, subject.last);
    case 'key':
      return w.key(textOf(subject.hex));
    case 'tag':
      return w.tag(textOf(subject.hex));
    case 'prefix':
      return w.prefix(textOf(subject.hex));
    case 'finding':
      return cut(state.situation.situation?.rows.find(({ id }) => id === subject.id)?.title ?? '');
    case 'shell':
      return shellName(state, subject.id);
    case 'connection':
      return w.connection(cut(connectionName(subject.id, state)));
    case 'snippet': {
      const one = state.snippets.find(({ id }) => id === subject.id);
      return w.snippet(cut(escapeForLine(one ? snippetName(one) : '')));
    }
    case 'trace':
      return w.trace(cut(traceEntry(subject.shell, subject.id, state)?.command ?? ''));
    case 'change':
      return w.change(clockTime(state.timeline.changes.find(({ id }) => id === subject.id)?.at ?? 0));
    case 'operation':
      return cut(
        state.operations.list?.operations.find(({ name }) => name === subject.name)?.title ?? subject.name,
      );
    case 'view':
      return w.view(viewName(subject.name, state));
    case 'app-setting':
      return w.setting(settingWords(state.language)[subject.name].title);
    case 'operation-page': {
      const title = cut(shownPlan(state)?.title ?? '');
      return state.operations.page === 'plan' ? w.plan(title) : w.run(title);
    }
    case 'step':
      return w.step(subject.number + 1, cut(shownPlan(state)?.steps[subject.number]?.title ?? ''));
    case 'setting':
      return w.setting(cut(subject.name));
    case 'cell':
      return w.cell(cut(subject.label));
    case 'element':
      return w.element(subject.path.map((index) => index + 1).join(' › '));
    case 'line':
      return w.line(cut(subject.facts?.title ?? ''));
  }
}

function connectionName(id: string, { connections: { drafts, saved } }: State): string {
  const profile = drafts[id]?.profile ?? saved.list.find((one) => one.profile.id === id)?.profile;
  return escapeForLine(profile?.name ?? '');
}
