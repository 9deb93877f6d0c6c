/**
 * CSV as Excel in Vietnam opens it by a double click: UTF-8 with its mark, and semicolons, because there a comma is the
 * decimal sign and Excel splits at the list separator. (A `sep=` line would work everywhere but makes Excel forget that
 * the file is UTF-8.) Amounts are bare digits and days YYYY-MM-DD, which Excel and other programs read alike.
 */
import type { Sheet, SheetCell, SheetColumn } from './sheet.js';

const MARK = '\uFEFF';
const PIECE = 32_768;

/** The file, piece by piece. */
export async function* csvOf({ columns, rows }: Sheet): AsyncGenerator<Buffer> {
  let piece = MARK + lineOf(columns.map(({ head }) => quoted(head)));
  for await (const { cells } of rows) {
    piece += lineOf(columns.map((column, index) => cellOf(column, cells[index] ?? null)));
    if (piece.length < PIECE) continue;
    yield Buffer.from(piece, 'utf8');
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece, 'utf8');
}

/** Text that a spreadsheet would take for a formula is led by an apostrophe, which keeps it text (OWASP, CSV injection). */
export function cellOf({ kind }: SheetColumn, cell: SheetCell): string {
  if (cell === null) return '';
  if (typeof cell === 'bigint') return String(cell);
  if (kind === 'date') return cell;
  return quoted(/^[\s]*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
}

function quoted(text: string): string {
  return /[";\r\n,]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function lineOf(cells: string[]): string {
  return `${cells.join(';')}\r\n`;
}
