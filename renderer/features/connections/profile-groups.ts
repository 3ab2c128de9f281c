import type { SavedConnection } from '../../../shared/connections/saved-connection.ts';

/** Rows drawn at most; a filter shows others. */
export const MOST_LISTED = 300;

/** `name` null where no connection has a group; empty for those without one. */
export interface ProfileGroup {
  name: string | null;
  rows: SavedConnection[];
}

/** Those whose name, group, environment or way holds every word of the filter; groups in the order of their first row. */
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
