/** A table on its way into a spreadsheet: the same rows for CSV and for XLSX, made as they are written. */
/** Amounts are whole đồng; a count is a number without groups; a day is `YYYY-MM-DD`. */
export type SheetColumn = {
  head: string;
  kind: 'text' | 'money' | 'count' | 'date';
  /** In characters. */ width: number;
};

export type SheetCell = string | bigint | null;

/** One row, as many cells as there are columns. `strong` rows are totals and heads of groups. */
export type SheetRow = { cells: SheetCell[]; strong?: boolean };

export type Sheet = {
  /** For the file's name: letters, digits and dashes. */
  name: string;
  title: string;
  /** Whose books, which days, which position of the log: stands above the table. */
  facts: string[];
  columns: SheetColumn[];
  rows: AsyncIterable<SheetRow> | Iterable<SheetRow>;
};

/**
 * How many rows a spreadsheet carries at most. Excel itself takes 1,048,576, but a file that an office's machine opens
 * at once is smaller; the whole books leave by the plain-text exports.
 */
export const MOST_ROWS = 100_000;

/** The rows up to the limit; where more would follow, a last row says so. */
export async function* limited(
  rows: AsyncIterable<SheetRow> | Iterable<SheetRow>,
  columns: number,
  note: string,
  most: number = MOST_ROWS,
): AsyncGenerator<SheetRow> {
  let written = 0;
  for await (const row of rows) {
    if (written === most) {
      yield { cells: [note, ...Array<null>(columns - 1).fill(null)], strong: true };
      return;
    }
    written += 1;
    yield row;
  }
}
