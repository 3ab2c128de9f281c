import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FailureError } from '../../../../shared/failure.ts';
import { profileNamed } from '../../../../main/connections/profile-named.ts';
import { newProfile } from '../../../../shared/connections/new-profile.ts';

const saved = (...names: string[]) => names.map((name) => ({ ...newProfile(randomUUID()), name }));
const named = (name: string, ...names: string[]) => profileNamed(saved(...names), name).name;
function refusal(name: string, ...names: string[]): string {
  try {
    return named(name, ...names);
  } catch (error) {
    const { message, advice } = (error as FailureError).failure;
    return `${message} ${advice}`;
  }
}

test('the exact name goes before the case of letters, and that before a beginning', () => {
  expect(named('orders', 'Orders', 'orders', 'orders-2')).toBe('orders');
  expect(named('ORDERS', 'orders-2', 'orders')).toBe('orders');
  expect(named('ord', 'payments', 'Orders')).toBe('Orders');
});

test('a beginning of several, and one name of several, are refused with what to do', () => {
  expect(refusal('ord', 'orders', 'ordinary', 'payments')).toBe(
    '2 saved connections begin with ord. Give more of the name: orders, ordinary.',
  );
  expect(refusal('orders', 'orders', 'orders')).toContain('2 saved connections are called orders.');
});

test('an unknown name is reported with the nearest ones', () => {
  expect(refusal('ordres', 'payments', 'orders', 'catalogue', 'odd')).toMatch(
    /^No saved connection is called ordres\. The nearest are orders, odd, /,
  );
  expect(refusal('prod', 'abcd', 'orders in prod', 'efgh')).toMatch(/nearest are orders in prod, /);
  expect(refusal('x')).toContain('Nothing is saved yet.');
  expect(refusal('', 'orders')).toContain('The nearest are orders.');
  expect(refusal('x', 'a\u001b[31mb')).not.toContain('\u001b');
});
