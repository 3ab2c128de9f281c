/** The list of saved connections: what a filter finds, and under which group it stands. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newProfile } from '../../../../../shared/connections/new-profile.ts';
import type { Profile } from '../../../../../shared/connections/profile.ts';
import type { SavedConnection } from '../../../../../shared/connections/saved-connection.ts';
import { groupsOf, MOST_LISTED } from '../../../../../renderer/features/connections/profile-groups.ts';

const one = (name: string, more: Partial<Profile> = {}): SavedConnection => ({
  profile: { ...newProfile('00000000-0000-4000-8000-000000000000'), name, seeds: ['10.0.0.7:7000'], ...more },
  description: '10.0.0.7:7000 · TLS',
  secrets: {},
});
const names = (list: SavedConnection[], filter = '') =>
  groupsOf(list, filter).map(({ name, rows }) => [name, ...rows.map(({ profile }) => profile.name)]);

it('without any group the list has no headings; with one, those without a group have theirs', () => {
  expect(names([one('a'), one('b')])).toEqual([[null, 'a', 'b']]);
  const list = [one('a'), one('b', { group: 'shop' }), one('c'), one('d', { group: 'shop' })];
  expect(names(list)).toEqual([
    ['', 'a', 'c'],
    ['shop', 'b', 'd'],
  ]);
  expect(names([])).toEqual([[null]]);
});

it('a filter’s words are looked for in any order in name, group, environment, address and way', () => {
  const list = [
    one('Orders', { group: 'Shop EU', environment: 'production', seeds: ['db.eu.example:7001'] }),
    one('Orders', { group: 'Shop US', environment: 'staging', username: 'reader' }),
  ];
  const found = (filter: string) =>
    groupsOf(list, filter)
      .flatMap(({ rows }) => rows.length)
      .join();
  for (const filter of ['prod orders', 'ORDERS eu', 'db.eu', '7001 shop', 'tls production'])
    expect(found(filter), filter).toBe('1');
  expect(found('  orders  ')).toBe('1,1');
  expect(found('orders shop elsewhere')).toBe('0');
});

it('no row is lost or comes twice, and within a group the order is that of the list', () => {
  const groups = fc.array(fc.constantFrom('', 'a', 'b', '__proto__'), { maxLength: 50 });
  fc.assert(
    fc.property(groups, (all) => {
      const list = all.map((group, i) => one(String(i), { group }));
      const rows = groupsOf(list, '').flatMap((group) => group.rows);
      expect(rows).toHaveLength(list.length);
      for (const group of new Set(all))
        expect(rows.filter((row) => row.profile.group === group)).toEqual(
          list.filter((row) => row.profile.group === group),
        );
    }),
  );
});

it('of very many the last used are drawn, and a filter looks through all of them', () => {
  const list = Array.from({ length: MOST_LISTED + 50 }, (_, i) => one(`n${i}`));
  expect(groupsOf(list, '')[0]!.rows).toHaveLength(MOST_LISTED);
  expect(names(list, `n${MOST_LISTED + 7}`)).toEqual([[null, `n${MOST_LISTED + 7}`]]);
});
