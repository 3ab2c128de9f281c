/** Rows of a table of differences that are about one newer cli, and which of them were needed. */
import type { AsOurs } from './compare.ts';
import type { VersionDifference } from './intended-differences.ts';

/** Selects rows by the name of the cli's server. */
export const rowsAbout = (table: readonly VersionDifference[], name: string): VersionDifference[] =>
  table.filter(({ clis }) => clis.some((start) => name.startsWith(start)));

export class VersionRows {
  private readonly rows: readonly VersionDifference[];
  private readonly used = new Set<string>();

  constructor(table: readonly VersionDifference[], name: string) {
    this.rows = rowsAbout(table, name);
  }

  readonly asOurs: AsOurs = (line, theirs, ours) =>
    this.rows.reduce((text, row) => {
      const turned = row.isAbout(line) ? row.asOurs(text, ours) : text;
      if (turned !== text) this.used.add(row.what);
      return turned;
    }, theirs);

  /** `what` of all rows. */
  get all(): string[] {
    return this.rows.map(({ what }) => what).sort();
  }

  /** `what` of the rows that have changed a text. */
  get needed(): string[] {
    return [...this.used].sort();
  }
}
