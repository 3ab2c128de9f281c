/** Importing and exporting connections in the window: which dialog, at which step, and what is taken. */
import { describe, expect, it } from 'vitest';
import { newProfile } from '../../../../../../shared/connections/new-profile.ts';
import type { ImportAnswer } from '../../../../../../shared/connections/saved-connection.ts';
import type { Message } from '../../../../../../renderer/window/message.ts';
import {
  reduceTransfer,
  type TransferState,
} from '../../../../../../renderer/features/connections/transfer/state.ts';

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const found = (...numbers: number[]): ImportAnswer => ({
  kind: 'read',
  found: numbers.map((n) => ({ profile: newProfile(idOf(n)), description: '', secrets: 0 })),
  notes: [],
});
const after = (...messages: Message[]) => messages.reduce(reduceTransfer, null as TransferState | null);
const open: Message = { type: 'open-import' };
const read: Message = { type: 'read-import', from: { text: 'redis://a' } };
const answered = (answer: ImportAnswer): Message => ({ type: 'import-answer', answer });
const choose = (n: number, on: boolean): Message => ({ type: 'import-choose', id: idOf(n), on });
const failed: Message = {
  type: 'transfer-failed',
  failure: { code: 'bad-argument', message: 'no', advice: '' },
};

describe('importing', () => {
  it('takes all connections found but the unticked ones', () => {
    const state = after(
      open,
      read,
      answered(found(1, 2)),
      choose(1, false),
      choose(2, false),
      choose(2, true),
    );
    expect(state).toMatchObject({ kind: 'import', phase: 'read', isPending: false });
    expect(state?.kind === 'import' && [...state.chosen]).toEqual([idOf(2)]);
  });

  it('asks for the passphrase of a sealed export, and again if it was wrong', () => {
    const asked = [open, read, answered({ kind: 'sealed' })];
    expect(after(...asked)).toMatchObject({ phase: 'sealed', isPending: false, failure: null });
    const wrong = [...asked, { type: 'read-import', from: { passphrase: 'x' } } as const, failed];
    expect(after(...wrong)).toMatchObject({ phase: 'sealed', isPending: false, failure: { message: 'no' } });
    expect(after(...wrong, read)).toMatchObject({ isPending: true, failure: null });
  });

  it('stays where it was when no file was chosen', () => {
    expect(after(open, read, answered({ kind: 'none' }))).toMatchObject({ phase: 'ask', isPending: false });
  });

  it('starts over when it is opened again, and answers to a closed dialog change nothing', () => {
    expect(after(open, read, answered(found(1)), open)).toMatchObject({ phase: 'ask', preview: null });
    expect(after(open, read, { type: 'close-transfer' }, answered(found(1)))).toBeNull();
    const exporting: Message = { type: 'open-export', ids: [idOf(1)] };
    expect(after(open, read, exporting, answered(found(2)))).toEqual(after(exporting));
  });
});

describe('exporting', () => {
  const begin: Message = { type: 'open-export', ids: [idOf(1)] };
  const go: Message = { type: 'export', passphrase: null };

  it('names the file it was saved to; a second export that fails or is cancelled does not mention the first', () => {
    const saved = [begin, go, { type: 'exported', path: '/a.json' } as const];
    expect(after(...saved)).toMatchObject({ isPending: false, path: '/a.json' });
    expect(after(...saved, go)).toMatchObject({ isPending: true, path: null });
    expect(after(...saved, go, { type: 'exported', path: null })).toMatchObject({
      isPending: false,
      path: null,
    });
    expect(after(...saved, go, failed)).toMatchObject({
      isPending: false,
      path: null,
      failure: { message: 'no' },
    });
    expect(after(...saved, go, failed, go)).toMatchObject({ failure: null });
  });
});
