import { describe, expect, it } from 'vitest';
import type { Approval, Question } from '../../../../../shared/commands/guard.ts';
import { isConfirmed, type QuestionOverlay } from '../../../../../renderer/features/guard/state.ts';
import { createAsker } from '../../../../../renderer/window/questions.ts';
import type { Message } from '../../../../../renderer/window/message.ts';
import { initialState, reduce } from '../../../../../renderer/window/reduce.ts';
import type { State } from '../../../../../renderer/window/state.ts';
import { DISCONNECTED } from '../../../../../shared/session/session.ts';
import { BOOT } from '../../../../support/window-fixtures.ts';

const question = (id: number, more: Partial<Question> = {}): Question => ({
  id,
  shell: 1,
  command: 'flushall',
  name: 'FLUSHALL',
  cluster: 'payments-prod',
  environment: 'production',
  headline: 'FLUSHALL deletes every key of payments-prod',
  detail: '',
  rows: [],
  keysTitle: 'Keys deleted',
  choices: [
    {
      id: 'all',
      label: 'All 3 primaries',
      note: '',
      nodes: ['a:1', 'b:1'],
      keys: 2,
      button: 'Delete 2 keys',
    },
    { id: 'asked', label: 'Only a:1', note: '', nodes: ['a:1'], keys: 1, button: 'Delete 1 key' },
  ],
  repeat: 1,
  mustType: true,
  ...more,
});

/** The window's state and its asker, wired as main.tsx does. */
function createWindow() {
  let state: State = initialState({ ...BOOT, session: DISCONNECTED, shells: [DISCONNECTED] }, 1440, 0);
  const send = (message: Message) => {
    state = reduce(state, message);
    asker.hear(message, state);
  };
  const asker = createAsker(send);
  const overlay = () => state.overlay as QuestionOverlay;
  return { send, asker, overlay };
}
const approval: Approval = { question: 1, typed: 'payments-prod', choice: 'all' };

describe('the question dialog', () => {
  it('offers the first choice, and its button only when the name is typed letter by letter', () => {
    const { send, asker, overlay } = createWindow();
    void asker.ask(question(1));
    expect(overlay()).toMatchObject({ kind: 'question', typed: '', choice: 'all' });
    const confirmed = ['', 'payments-pro', 'Payments-prod', 'payments-prod ', 'payments-prod'].map((text) => {
      send({ type: 'question-text', text });
      return isConfirmed(overlay());
    });
    expect(confirmed).toEqual([false, false, false, false, true]);
    send({ type: 'question-choice', choice: 'asked' });
    expect(overlay()).toMatchObject({ choice: 'asked', typed: 'payments-prod' });
  });

  it('needs no name where nothing can be lost', () => {
    const { asker, overlay } = createWindow();
    void asker.ask(question(1, { mustType: false }));
    expect(isConfirmed(overlay())).toBe(true);
  });

  it('hands on the approval, and closes', async () => {
    const { send, asker, overlay } = createWindow();
    const answer = asker.ask(question(1));
    send({ type: 'answer-question', approval });
    expect(await answer).toEqual(approval);
    expect(overlay()).toBeNull();
  });

  it.each<[string, Message]>([
    ['Cancel', { type: 'answer-question', approval: null }],
    ['another way of closing it', { type: 'close-overlay' }],
    ['the palette in its place', { type: 'action', name: 'palette' }],
    ['the slot panel in its place', { type: 'ask-slot', slot: 1, limit: 1 }],
  ])('%s is a no', async (_, message) => {
    const { send, asker } = createWindow();
    const answer = asker.ask(question(1));
    send({ type: 'tick', now: 1 });
    send(message);
    expect(await answer).toBeNull();
  });

  it('asks one question after another', async () => {
    const { send, asker, overlay } = createWindow();
    const answers = [asker.ask(question(1)), asker.ask(question(2))];
    expect(overlay().question.id).toBe(1);
    send({ type: 'answer-question', approval });
    expect(overlay().question.id).toBe(2);
    send({ type: 'close-overlay' });
    expect(await Promise.all(answers)).toEqual([approval, null]);
    expect(overlay()).toBeNull();
  });
});

it('the marks of the connect form are kept with its text', () => {
  let state = initialState(BOOT, 1440, 0);
  state = reduce(state, { type: 'connect-mark', mark: 'production', on: true });
  state = reduce(state, { type: 'connect-mark', mark: 'readOnly', on: true });
  state = reduce(state, { type: 'connect-mark', mark: 'production', on: false });
  expect(state.connecting).toMatchObject({ production: false, readOnly: true });
});
