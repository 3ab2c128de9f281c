import { expect, test } from 'vitest';
import { nextOf, previousOf } from '../../../../../renderer/features/create-wizard/next.ts';
import {
  NO_CREATION,
  reduceCreate,
  type CreateMessage,
  type CreateState,
} from '../../../../../renderer/features/create-wizard/state.ts';
import { fact, SIX } from './facts.ts';

const after = (...messages: CreateMessage[]): CreateState => messages.reduce(reduceCreate, NO_CREATION);
const text = SIX.map(({ address }) => address).join('\n');
const told = (facts = SIX): CreateMessage[] => [
  { type: 'create-text', text },
  { type: 'create-facts', facts },
];

test('a node that cannot join holds the wizard until it is left out', () => {
  const bad = fact('a:1', {}, { refusal: { address: 'a:1', refusal: 'No.', because: 'silent', says: '' } });
  const facts = [bad, ...SIX.slice(1)];
  expect(nextOf(after(...told(facts)))).toBeNull();
  const left = after(...told(facts), { type: 'create-leave-out', given: ['a:1'] });
  expect(left.facts).toHaveLength(5);
  expect(left.text).not.toContain('a:1');
  expect(nextOf(left)).toEqual({ type: 'create-step', step: 'placement' });
});

test('an address or a password that changes makes the nodes be asked again', () => {
  expect(after(...told(), { type: 'create-login', change: { password: 'x' } }).facts).toBeNull();
  expect(after(...told(), { type: 'create-add', addresses: ['d:1'] })).toMatchObject({ facts: null });
});

test('a node that is picked up changes places with the next one that is chosen', () => {
  const before = after(...told());
  const [[primary, replica]] = before.arrangement as [[string, string]];
  const picked = reduceCreate(before, { type: 'create-pick', address: primary });
  expect(picked).toMatchObject({ picked: primary, isOwn: false });
  const own = reduceCreate(picked, { type: 'create-pick', address: replica });
  expect(own).toMatchObject({ picked: null, isOwn: true });
  expect(own.arrangement![0]).toEqual([replica, primary]);
  expect(reduceCreate(own, { type: 'create-replicas', replicas: 1 })).toMatchObject({
    arrangement: before.arrangement,
    isOwn: false,
  });
});

test('once it has started there is no way back, and production wants its name typed', () => {
  const offered = { kind: 'plan', id: 'x', toType: 'orders' } as CreateState['offered'];
  const planned = reduceCreate(after(...told()), { type: 'create-answer', answer: offered! });
  expect(nextOf(planned)).toBeNull();
  expect(nextOf(reduceCreate(planned, { type: 'create-typed', typed: 'orders' }))).toEqual({
    type: 'create-start',
  });
  expect(previousOf(planned)).toBe('conf');
  expect(previousOf(reduceCreate(planned, { type: 'create-started', name: 'x' }))).toBeNull();
});
