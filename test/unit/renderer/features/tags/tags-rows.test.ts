import { describe, expect, it } from 'vitest';
import type { RowPage, TagRow } from '../../../../../shared/slots/scan-model.ts';
import {
  emptyListing,
  ROWS_A_PAGE,
  rowAt,
  rowsNeeded,
  withFailedRows,
  withQuery,
  withRows,
  withSelected,
  type Listing,
} from '../../../../../renderer/features/tags/tags-rows.ts';
import { tagRow } from '../../../../support/tag-row.ts';

const row = (name: string, keys = 1): TagRow => tagRow(name, { keys });
const names = (from: number, count: number, prefix = 'tag') =>
  Array.from({ length: count }, (_, i) => row(`${prefix}${from + i}`));
const page = (rows: TagRow[], from = 0, matching = rows.length): RowPage<TagRow> => ({
  scan: 1,
  matching,
  kept: 1000,
  from,
  rows,
});
/** The list after main has answered what it needs, with the rows that `answer` gives. */
function answered(
  list: Listing<TagRow>,
  generation: number,
  answer: (from: number, count: number) => RowPage<TagRow>,
): Listing<TagRow> {
  const asked = rowsNeeded(list, generation)!;
  return withRows({ ...list, asked }, asked, answer(asked.from, asked.count));
}
const many = (from: number, count: number) => page(names(from, count), from, 1000);

describe('rows of a list that main keeps', () => {
  it('are requested if they are in view, a whole page at a time, and only once', () => {
    const list = emptyListing<TagRow>();
    const asked = rowsNeeded(list, 1)!;
    expect(asked).toEqual({ question: 1, generation: 1, from: 0, count: ROWS_A_PAGE });
    expect(rowsNeeded({ ...list, asked }, 1)).toBeNull();
    const known = withRows({ ...list, asked }, asked, many(0, 100));
    expect(rowsNeeded(known, 1)).toBeNull();
    expect(rowsNeeded({ ...known, range: { first: 290, last: 310 } }, 1)).toMatchObject({
      from: 200,
      count: 200,
    });
  });

  it('are read again in the next generation, and stay shown until they have come', () => {
    const list = answered(emptyListing(), 1, many);
    expect(rowsNeeded(list, 2)).toMatchObject({ from: 0, generation: 2 });
    expect(rowAt(list, 3)).toMatchObject(row('tag3'));
  });

  it('of an earlier question stay shown until the first of the new one come, and never after', () => {
    const before = answered(emptyListing(), 1, many);
    const list = withQuery(before, { filter: 'x' });
    expect(rowAt(list, 0)).toMatchObject(row('tag0'));
    const found = answered(list, 1, () => page([row('x1')], 0, 1));
    expect(rowAt(found, 0)).toMatchObject(row('x1'));
    expect(rowAt(found, 1)).toBeUndefined();
    expect(found.matching).toBe(1);
  });

  it('that answer an earlier question are not taken, and the new question is asked then', () => {
    const list = emptyListing<TagRow>();
    const asked = rowsNeeded(list, 1)!;
    const changed = withQuery({ ...list, asked }, { order: 'slot' });
    expect(rowsNeeded(changed, 1)).toBeNull();
    const late = withRows(changed, asked, many(0, 100));
    expect(late.known).toBe(false);
    expect(rowsNeeded(late, 1)).toMatchObject({ question: 2, from: 0 });
  });

  it('that could not be read are asked for again in the next generation only', () => {
    const list = emptyListing<TagRow>();
    const asked = rowsNeeded(list, 1)!;
    const failed = withFailedRows({ ...list, asked }, asked, { code: 'gone', message: 'Gone.', advice: '' });
    expect(rowsNeeded(failed, 1)).toBeNull();
    expect(rowsNeeded(failed, 2)).toMatchObject({ generation: 2 });
  });

  it('are requested from the last page if the list has become shorter than the view', () => {
    const list = { ...answered(emptyListing(), 1, many), range: { first: 900, last: 940 }, matching: 120 };
    expect(rowsNeeded(list, 2)).toMatchObject({ from: 100, count: 100 });
  });

  it('are dropped far from the rows in view', () => {
    let list = answered(emptyListing<TagRow>(), 1, (from, count) => page(names(from, count), from, 100_000));
    list = { ...list, range: { first: 90_000, last: 90_040 } };
    list = answered(list, 1, (from, count) => page(names(from, count), from, 100_000));
    expect(rowAt(list, 90_010)).toMatchObject(row('tag90010'));
    expect(rowAt(list, 0)).toBeUndefined();
  });
});

describe('the selected row', () => {
  it('is followed if newer rows have it elsewhere, without being brought into view', () => {
    const list = withSelected(answered(emptyListing(), 1, many), 2);
    const moved = answered(list, 2, () => page([row('tag2', 9), ...names(50, 99)], 0, 1000));
    expect(moved.selected).toMatchObject({ index: 0, moved: 2, row: { keys: 9 } });
  });

  it('stays as it was if its page is not here, and is filled in when the page comes', () => {
    const list = withSelected(answered(emptyListing(), 1, many), 3);
    const gone = answered(list, 2, () => page(names(500, 100), 0, 1000));
    expect(gone.selected).toMatchObject({ index: 3, row: row('tag3') });
    const beyond = withSelected(list, 150);
    expect(beyond.selected?.row).toBeNull();
    const come = answered({ ...beyond, range: { first: 140, last: 160 } }, 1, many);
    expect(come.selected?.row).toMatchObject(row('tag150'));
  });

  it('does not leave the list, and is none in an empty one', () => {
    const list = answered(emptyListing(), 1, many);
    expect(withSelected(list, 5000).selected?.index).toBe(999);
    expect(withSelected(list, -1).selected?.index).toBe(0);
    expect(withSelected(emptyListing<TagRow>(), 0).selected).toBeNull();
  });
});
