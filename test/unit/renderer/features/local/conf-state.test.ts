import { describe, expect, it } from 'vitest';
import { judgeConf } from '../../../../../renderer/features/local/conf-state.ts';
import { NO_LOCAL, reduceLocal, type LocalState } from '../../../../../renderer/features/local/state.ts';
import type { ConfRead } from '../../../../../shared/local/conf-read.ts';

const read = (text: string, stamp = text): ConfRead => ({
  ...{ text, stamp, running: [['hz', '10']], server: 'redis-server 7.0.15' },
  directives: [
    { name: 'hz', kind: 'number', least: 1, most: 500, isLive: true, initial: '10' },
    { name: 'databases', kind: 'text', isLive: false, initial: '16' },
  ],
});
const after = (...messages: Parameters<typeof reduceLocal>[1][]): LocalState =>
  messages.reduce(reduceLocal, NO_LOCAL);
const OPENED = [
  { type: 'local-conf-open', row: 'a/1' },
  { type: 'local-conf-read', row: 'a/1', read: read('hz 10') },
] as const;

describe('an edited conf file', () => {
  it('is kept while other nodes are looked at, with the stamp of what it began with', () => {
    const state = after(
      ...OPENED,
      { type: 'local-conf-text', row: 'a/1', text: 'hz 20' },
      { type: 'local-conf-open', row: 'a/2' },
      { type: 'local-conf-read', row: 'a/1', read: read('late') },
      { type: 'local-conf-open', row: 'a/1' },
      { type: 'local-conf-read', row: 'a/1', read: read('hz 11', 'newer') },
      { type: 'local-conf-text', row: 'a/1', text: 'hz 21' },
    );
    expect(state.conf?.text).toBe('hz 21');
    expect(state.drafts).toEqual({ 'a/1': { text: 'hz 21', stamp: 'hz 10' } });
  });
  it('is one no longer when it is as in the file, discarded, or saved', () => {
    const edited = [...OPENED, { type: 'local-conf-text', row: 'a/1', text: 'hz 20' }] as const;
    expect(after(...edited, { type: 'local-conf-text', row: 'a/1', text: 'hz 10' }).drafts).toEqual({});
    expect(after(...edited, { type: 'local-conf-discard' })).toMatchObject({
      drafts: {},
      conf: { text: 'hz 10' },
    });
    const changes = [{ name: 'hz', from: '10', to: '20', by: 'set' as const }];
    const saved = { changes, isRewritten: true, conf: read('hz 20') };
    expect(after(...edited, { type: 'local-conf-saved', row: 'a/1', saved })).toMatchObject({
      drafts: {},
      conf: { text: 'hz 20', isSaving: false },
      note: 'Saved. 1 change by CONFIG SET and CONFIG REWRITE.',
    });
  });
  it('stays as it is when a save fails', () => {
    const failure = { code: 'refused' as const, message: 'No.', advice: '' };
    const state = after(
      ...OPENED,
      { type: 'local-conf-text', row: 'a/1', text: 'hz 20' },
      { type: 'local-conf-save' },
      { type: 'local-conf-failed', row: 'a/1', failure },
    );
    expect(state.conf).toMatchObject({ text: 'hz 20', isSaving: false, failure });
    expect(state.drafts['a/1']?.text).toBe('hz 20');
  });
  it('is judged: what is wrong, what it changes and how, and what waits', () => {
    const judged = judgeConf(
      after(...OPENED, { type: 'local-conf-text', row: 'a/1', text: 'hz 501\ndatabases 9' }).conf!,
    )!;
    expect(judged.problems.map(({ message }) => message)).toEqual(['hz is a number from 1 to 500.']);
    expect(judged.changes.map(({ name, by }) => [name, by])).toEqual([
      ['databases', 'restart'],
      ['hz', 'set'],
    ]);
    expect(judged.rows).toContainEqual({
      name: 'hz',
      file: '501',
      running: '10',
      initial: '10',
      isPending: true,
    });
    expect(judged.isEdited).toBe(true);
  });
});
