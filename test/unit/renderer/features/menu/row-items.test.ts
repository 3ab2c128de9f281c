import { describe, expect, it } from 'vitest';
import type { MenuItem } from '../../../../../renderer/features/menu/item.ts';
import { itemsOf, nameOf, type Subject } from '../../../../../renderer/features/menu/items.ts';
import { initialState, reduce } from '../../../../../renderer/window/reduce.ts';
import type { State } from '../../../../../renderer/window/state.ts';
import type { Change } from '../../../../../shared/cluster/change.ts';
import { newProfile } from '../../../../../shared/connections/new-profile.ts';
import { connectedSession, nodeAt, threeShards } from '../../../../support/cluster-fixtures.ts';
import { BOOT } from '../../../../support/window-fixtures.ts';

const start = initialState({ ...BOOT, session: connectedSession, topology: threeShards }, 1440, 0);
const items = (subject: Subject, state = start): MenuItem[] => itemsOf(subject, state).flat();
const one = (subject: Subject, id: string, state = start): MenuItem =>
  items(subject, state).find((item) => item.id === id)!;
const ids = (subject: Subject, state = start) => items(subject, state).map(({ id }) => id);

describe('the menus of rows', () => {
  const saved = { profile: newProfile('9b2f6b3e-0000-4000-8000-000000000001'), secrets: {}, description: '' };
  const withSaved = (more: object): State => ({
    ...start,
    connections: { ...start.connections, saved: { ...start.connections.saved, list: [saved], ...more } },
  });
  const connection: Subject = { kind: 'connection', id: saved.profile.id };

  it('connects to a saved connection, once', () => {
    const state = withSaved({});
    const { id } = saved.profile;
    expect(one(connection, 'connect', state).messages).toEqual([{ type: 'connect-saved', id }]);
    const pending = { ...state, connections: { ...state.connections, pending: 'other' } };
    expect(one(connection, 'connect', pending).why).toBe('Another connection is being made.');
    expect(one(connection, 'delete', withSaved({ isReadOnly: true })).why).toMatch(/cannot be written/);
    expect(items(connection)).toEqual([]);
  });

  it('of one that was never saved only edits and deletes it', () => {
    const profile = { ...saved.profile, id: 'new', name: 'a\u202eb' };
    const draft = { profile, seeds: '', isNew: true, problems: [], isChecked: false, taken: 0 };
    const state = { ...start, connections: { ...start.connections, drafts: { new: draft } } };
    const subject: Subject = { kind: 'connection', id: 'new' };
    const usable = items(subject, state).filter(({ why }) => why === null);
    expect(usable.map(({ id }) => id)).toEqual(['edit', 'copy', 'delete']);
    expect(nameOf(subject, state)).toBe('Connection a\\u202eb');
  });

  it('of an entry of the trace is about that of its shell, though another shell has one of that number', () => {
    const entry = { id: 1, slot: null, hops: [], failure: null, milliseconds: 1, reply: null, large: null };
    const trace = [
      { ...entry, shell: 1, command: 'get left', routedBy: 'current' as const },
      { ...entry, shell: 2, command: 'get right', routedBy: 'current' as const },
    ];
    const subject: Subject = { kind: 'trace', shell: 2, id: 1 };
    expect(nameOf(subject, { ...start, trace })).toBe('Trace of get right');
    expect(one(subject, 'copy-text', { ...start, trace }).messages).toEqual([
      { type: 'trace-copy', shell: 2, execution: 1, form: 'text' },
    ]);
    expect(items({ ...subject, shell: 3 }, { ...start, trace })).toEqual([]);
  });

  it('of a change leads to its slots and its nodes, each once', () => {
    const side = { node: nodeAt(7001), shard: 2 };
    const change: Change = {
      id: 4,
      at: 0,
      kind: 'slots-moved',
      about: side,
      from: side,
      to: { node: nodeAt(7002), shard: 3 },
      slots: [],
      detail: '',
    };
    const state = reduce(start, { type: 'changes', changes: [change] });
    const subject: Subject = { kind: 'change', id: 4, group: 'slots' };
    expect(ids(subject, state)).toEqual([
      'map',
      `node-${nodeAt(7001)}`,
      `node-${nodeAt(7002)}`,
      'copy-text',
      'copy-json',
      'only',
      'hide',
    ]);
    expect(one(subject, 'map', state).why).toBe('It is not about slots.');
    const only = reduce(state, one(subject, 'only', state).messages[0]!);
    expect([...only.timeline.hidden]).toEqual(['nodes', 'redirects']);
  });
});

describe('the menus of replies and settings', () => {
  const cell = (more: object): Subject => ({
    kind: 'cell',
    row: 4,
    column: 1,
    label: 'value',
    part: 'value',
    isWhole: true,
    canSort: true,
    command: 'HSET',
    ...more,
  });
  const usable = (subject: Subject) =>
    items(subject)
      .filter(({ why }) => why === null)
      .map(({ id }) => id);

  it('offers what can be done with the cell, and nothing with a value that is not there', () => {
    expect(one(cell({}), 'command').label).toBe('Insert HSET for its row');
    expect(one(cell({}), 'insert').messages).toEqual([{ type: 'cell-insert', row: 4, column: 1 }]);
    expect(usable(cell({ part: 'none', command: null }))).toEqual([
      'copy-row',
      'copy-json',
      'copy-column',
      'ascending',
      'descending',
    ]);
    expect(one(cell({ part: 'several' }), 'insert').why).toBe('It has several parts.');
    // Of a large reply there are pages alone.
    expect(usable(cell({ isWhole: false, canSort: false, command: null }))).toEqual([
      'open',
      'insert',
      'copy-cell',
      'copy-row',
      'copy-json',
    ]);
  });

  it('neither changes nor copies a secret setting, and says why', () => {
    const row = {
      running: ['••••'],
      file: [null],
      default: null,
      takesEffect: 'now',
      isSecret: true,
    } as const;
    const settings = {
      readAt: 0,
      nodes: [],
      left: 0,
      rows: [{ name: 'requirepass', ...row }],
      defaultsOf: null,
    };
    const state = {
      ...start,
      'cluster-settings': { ...start['cluster-settings'], settings },
    } as unknown as State;
    const subject: Subject = { kind: 'setting', name: 'requirepass' };
    const refused = items(subject, state).filter(({ why }) => why === 'It is a secret.');
    expect(refused.map(({ id }) => id)).toEqual(['edit', 'set', 'copy-values']);
    expect(items({ kind: 'setting', name: 'maxmemory' }, state)).toEqual([]);
  });
});
