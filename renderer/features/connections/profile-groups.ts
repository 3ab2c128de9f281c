import type { SavedConnection } from '../../../shared/connections/saved-connection.ts';

/** Rows shown at most; a filter shows others. */
export const MOST_LISTED = 300;

/** `name` is null if no connection has a group, empty for those without one. */
export interface ProfileGroup {
  name: string | null;
  rows: SavedConnection[];
}

/** The connections whose name, group, environment or description has every word of the filter, in groups ordered by their first row. */
export function groupsOf(list: readonly SavedConnection[], filter: string): ProfileGroup[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = list
    .filter(({ profile, description }) => {
      const text = [profile.name, profile.group, profile.environment, description, ...profile.seeds]
        .join('\n')
        .toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .slice(0, MOST_LISTED);
  if (rows.every(({ profile }) => profile.group === '')) return [{ name: null, rows }];
  const groups = new Map<string, SavedConnection[]>();
  for (const row of rows) {
    const mine = groups.get(row.profile.group);
    if (mine) mine.push(row);
    else groups.set(row.profile.group, [row]);
  }
  return [...groups].map(([name, mine]) => ({ name, rows: mine }));
}
