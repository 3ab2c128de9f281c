import { expect, it } from 'vitest';
import { ACTIONS } from '../../../../shared/actions.ts';
import { features } from '../../../../renderer/features/index.ts';
import { TABS, VIEWS } from '../../../../renderer/window/views.ts';
import { initialState, reduce } from '../../../../renderer/window/reduce.ts';
import { BOOT } from '../../../support/window-fixtures.ts';

it('the row of a view, or of a tab, opens the feature that is called like it', () => {
  const before = { ...initialState(BOOT, 1440, 0), drawer: 'nodes' as const };
  expect(VIEWS.length + TABS.length).toBe(ACTIONS.filter((row) => 'opens' in row).length);
  for (const { name, action } of VIEWS) {
    expect(reduce(before, { type: 'action', name: action })).toMatchObject({ view: name, drawer: null });
    expect(features[name].view).toBeInstanceOf(Function);
  }
  for (const { name, action } of TABS) {
    expect(reduce(before, { type: 'action', name: action }).tab).toBe(name);
    expect(features[name].tab).toBeInstanceOf(Function);
  }
});

it('every view and every tab of a feature has a row that opens it', () => {
  const named = (part: 'view' | 'tab') =>
    Object.entries(features).flatMap(([name, feature]) => (part in feature ? [name] : []));
  expect(named('view').sort()).toEqual(VIEWS.map(({ name }) => name).sort());
  expect(named('tab').sort()).toEqual(TABS.map(({ name }) => name).sort());
});
