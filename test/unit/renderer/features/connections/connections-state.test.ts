/** The saved connections in the window: what is selected, what is edited, what main tells meanwhile. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newProfile, newSsh } from '../../../../../shared/connections/new-profile.ts';
import type { Profile } from '../../../../../shared/connections/profile.ts';
import type { SavedConnections } from '../../../../../shared/connections/saved-connection.ts';
import type { Message } from '../../../../../renderer/window/message.ts';
import {
  connectionsOf,
  isEdited,
  readSeeds,
  reduceConnections,
  savedOne,
  selectedDraft,
  type ConnectionsState,
} from '../../../../../renderer/features/connections/state.ts';

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const profile = (n: number, more: Partial<Profile> = {}): Profile => ({
  ...newProfile(idOf(n)),
  name: `c${n}`,
  seeds: [`10.0.0.${n}:6379`],
  ...more,
});
const saved = (profiles: Profile[], store: SavedConnections['store'] = 'keychain'): SavedConnections => ({
  list: profiles.map((one) => ({ profile: one, description: one.seeds.join(), secrets: {} })),
  store,
  isReadOnly: false,
});
const begin = (...numbers: number[]) => connectionsOf(saved(numbers.map((n) => profile(n))));
const after = (state: ConnectionsState, ...messages: Message[]) => messages.reduce(reduceConnections, state);
const select = (n: number): Message => ({ type: 'select-connection', id: idOf(n) });
const rename = (name: string): Message => ({ type: 'edit-draft', change: { name } });
const told = (...profiles: Profile[]): Message => ({ type: 'connections', saved: saved(profiles) });
const nameOf = (state: ConnectionsState) => selectedDraft(state)?.profile.name;

describe('what is selected and edited', () => {
  it('the screen opens on the last used one, and later where it was left', () => {
    const open: Message = { type: 'action', name: 'connect' };
    expect(nameOf(after(begin(1, 2), open))).toBe('c1');
    expect(nameOf(after(begin(1, 2), select(2), open))).toBe('c2');
    expect(after(begin(), open).selected).toBeNull();
  });

  it('what is edited stays while another one is looked at, until it is reverted', () => {
    const edited = after(begin(1, 2), select(1), rename('other'), select(2), select(1));
    expect(nameOf(edited)).toBe('other');
    expect(isEdited(edited, selectedDraft(edited)!)).toBe(true);
    const reverted = after(edited, { type: 'revert-draft' });
    expect(nameOf(reverted)).toBe('c1');
    expect(isEdited(reverted, selectedDraft(reverted)!)).toBe(false);
    // The fields of its secrets are emptied, too.
    expect(selectedDraft(reverted)!.taken).toBe(1);
  });

  it('edits of one part lose nothing of each other, though the form was not drawn between them', () => {
    const part = (change: Partial<NonNullable<Profile['ssh']>>): Message => ({
      type: 'edit-draft',
      change: ({ ssh }) => ({ ssh: ssh && { ...ssh, ...change } }),
    });
    const on: Message = { type: 'edit-draft', change: { ssh: newSsh() } };
    const state = after(begin(1), select(1), on, part({ host: 'bastion' }), part({ port: 2222 }));
    expect(selectedDraft(state)!.profile.ssh).toMatchObject({ host: 'bastion', port: 2222 });
    const off: Message = { type: 'edit-draft', change: { ssh: null } };
    expect(selectedDraft(after(state, off, part({ user: 'ops' })))!.profile.ssh).toBeNull();
  });

  it('a new one that is discarded leaves the first of the list', () => {
    const fresh = after(begin(1), { type: 'draft-made', profile: profile(9) });
    expect(nameOf(fresh)).toBe('c9');
    expect(nameOf(after(fresh, { type: 'revert-draft' }))).toBe('c1');
  });

  it('that a connection was used is no edit of it', () => {
    const looked = after(begin(1), select(1), told(profile(1, { usedAt: 5 })));
    expect(isEdited(looked, selectedDraft(looked)!)).toBe(false);
  });

  it('a file that is chosen goes to its connection, whatever is selected by then, unless TLS is off', () => {
    const tls = { ca: '', cert: '', key: '', verify: true, verifyName: true, serverName: '' };
    const withTls = after(begin(1, 2), select(1), {
      type: 'edit-draft',
      change: { tls: { ...tls, minVersion: 'TLSv1.2' } },
    });
    const chosen: Message = { type: 'file-chosen', id: idOf(1), field: 'tls.ca', path: '/ca.pem' };
    expect(after(withTls, select(2), chosen).drafts[idOf(1)]!.profile.tls?.ca).toBe('/ca.pem');
    expect(after(begin(1), select(1), chosen).drafts[idOf(1)]!.profile.tls).toBeNull();
  });
});

describe('news from main', () => {
  it('change unedited drafts, and leave edited ones', () => {
    const [one, two] = [profile(1, { name: 'renamed' }), profile(2, { name: 'renamed' })];
    const state = after(begin(1, 2), select(1), select(2), rename('mine'), told(one, two));
    expect(nameOf(after(state, select(1)))).toBe('renamed');
    expect(nameOf(state)).toBe('mine');
    expect(nameOf(after(state, { type: 'revert-draft' }))).toBe('renamed');
  });

  it('what is gone is no longer shown; the first of the list is', () => {
    expect(nameOf(after(begin(1, 2), select(2), told(profile(1))))).toBe('c1');
    expect(after(begin(1), select(1), told()).selected).toBeNull();
  });

  it('without a key store, secrets meant for it are kept for the session', () => {
    expect(begin(1).keep).toBe('stored');
    expect(connectionsOf(saved([], 'none')).keep).toBe('session');
    const state = after(begin(1), { type: 'connections', saved: saved([profile(1)], 'none') });
    expect(state.keep).toBe('session');
    const once = after(begin(1), { type: 'keep-secrets', keep: 'once' }, told(profile(1)));
    expect(once.keep).toBe('once');
  });

  it('no edited draft is lost, and what is selected is always there', () => {
    const numbers = fc.integer({ min: 1, max: 5 });
    const steps = fc.oneof(
      numbers.map((n): Message => select(n)),
      fc.string({ maxLength: 3 }).map((text): Message => rename(`x${text}`)),
      fc.uniqueArray(numbers).map((all): Message => told(...all.map((n) => profile(n)))),
      numbers.map((n): Message => ({ type: 'delete-connection', id: idOf(n), name: `c${n}` })),
      fc.integer({ min: 6, max: 9 }).map((n): Message => ({ type: 'draft-made', profile: profile(n) })),
      fc.constant<Message>({ type: 'revert-draft' }),
    );
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 30 }), (messages) => {
        let state = begin(1, 2, 3);
        for (const message of messages) {
          const before = state;
          state = reduceConnections(state, message);
          expect(state.selected === null || selectedDraft(state) !== null).toBe(true);
          if (message.type === 'revert-draft' || message.type === 'delete-connection') continue;
          for (const [id, draft] of Object.entries(before.drafts)) {
            const lives = draft.isNew || savedOne(state, id) !== null;
            if (lives && isEdited(before, draft) && message.type === 'connections')
              expect(state.drafts[id]?.profile).toEqual(draft.profile);
          }
        }
      }),
    );
  });
});

describe('deleting', () => {
  const remove = (n: number): Message => ({ type: 'delete-connection', id: idOf(n), name: `c${n}` });
  const names = ({ deleted }: ConnectionsState) => deleted.map(({ name }) => name);

  it('the one behind it is selected, and all that were deleted can be brought back, whatever is done meanwhile', () => {
    const state = after(begin(1, 2, 3), select(2), remove(2));
    expect(nameOf(state)).toBe('c3');
    const later = after(state, remove(3), told(profile(1)), { type: 'arrived' }, select(1));
    expect(names(later)).toEqual(['c2', 'c3']);
    expect(names(after(later, { type: 'undo-delete', id: idOf(3) }))).toEqual(['c2']);
  });

  it('one that is being deleted does not come back with news from before, but when it is brought back or could not be deleted', () => {
    const all = told(profile(1), profile(2), profile(3));
    const state = after(begin(1, 2, 3), select(1), remove(1), remove(2), all);
    expect(state.saved.list.map(({ profile: { name } }) => name)).toEqual(['c3']);
    for (const type of ['undo-delete', 'delete-failed'] as const)
      expect(after(state, { type, id: idOf(2) }, all).saved.list).toHaveLength(2);
  });

  it('a new one that was never saved is discarded, and there is nothing to bring back', () => {
    const state = after(begin(1), { type: 'draft-made', profile: profile(9) }, remove(9));
    expect(nameOf(state)).toBe('c1');
    expect(names(state)).toEqual([]);
  });
});

describe('connecting', () => {
  const failed = (code: 'auth' | 'unreachable', secret?: 'sshPassphrase'): Message => ({
    type: 'connections-failed',
    failure: { code, message: 'no', advice: '', ...(secret && { secret }) },
  });
  const connect: Message = { type: 'connect-saved', id: idOf(1) };

  it('a refused login asks for the secret that was refused', () => {
    expect(after(begin(1), connect).pending).toBe(idOf(1));
    expect(after(begin(1), connect, failed('auth'))).toMatchObject({ pending: null, refused: 'password' });
    expect(after(begin(1), connect, failed('auth', 'sshPassphrase')).refused).toBe('sshPassphrase');
    expect(after(begin(1), connect, failed('unreachable')).refused).toBeNull();
    expect(after(begin(1), connect, failed('auth'), select(1)).refused).toBeNull();
  });

  it('once connected nothing waits and nothing has failed', () => {
    expect(after(begin(1), connect, { type: 'arrived' })).toMatchObject({
      pending: null,
      refused: null,
      failure: null,
    });
  });
});

it('addresses are read as people write them', () => {
  const cases: [string, string[]][] = [
    ['', []],
    [' a , b:7000;c\n', ['a:6379', 'b:7000', 'c:6379']],
    ['[::1]:7000', ['::1:7000']],
    ['[fe80::1]', ['fe80::1:6379']],
    ['host:', ['host:']],
    ['a:1,,b:2', ['a:1', 'b:2']],
  ];
  for (const [text, seeds] of cases) expect(readSeeds(text), text).toEqual(seeds);
});
