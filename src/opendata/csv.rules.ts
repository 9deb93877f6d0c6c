/**
 * CSV by RFC 4180: commas, CRLF, quotes doubled. With the mark of UTF-8 before it, because Excel in Vietnam else reads the
 * bytes in an old code page and every Vietnamese letter is broken. It splits at semicolons when a file is opened by a
 * double click, so the page says to open it by Data, From Text/CSV; a `sep=` line would make it forget the mark, and
 * semicolons would not be RFC 4180.
 */
import type { Cell, Table } from './tables.js';

const MARK = '\uFEFF';

/** The mark and the names of the columns. */
export function headOf({ columns }: Table): string {
  return MARK + line(columns.map(({ name }) => name));
}

/** One record, always of one line: a line break in a text becomes a space. */
export function recordOf(row: readonly Cell[]): string {
  return line(row.map(fieldOf));
}

/** Text that a spreadsheet would take for a formula is led by an apostrophe, which keeps it text (OWASP, CSV injection). */
function fieldOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const plain = plainText(cell);
  const safe = /^\s*[=+\-@]/.test(plain) ? `'${plain}` : plain;
  return /[",]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Without line breaks and other control characters, which neither CSV on one line nor XML 1.0 can hold. */
export function plainText(text: string): string {
  return text
    .replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\uFFFE\uFFFF]+/g, ' ')
    .replace(/\p{Surrogate}/gu, '\uFFFD');
}

function line(fields: string[]): string {
  return `${fields.join(',')}\r\n`;
}
