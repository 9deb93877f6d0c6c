/** Rows as the text of a PostgreSQL array of a composite type, for lists long enough that the driver's own way is felt. */
type Field = string | number | bigint | null | undefined;

/** `{"(1,abc,,\\"a, b\\")", ...}`: the fields of each row in the order of the type's, an empty one for null. */
export class PgRows {
  private written = '';

  push(...fields: Field[]): void {
    let row = '';
    for (let at = 0; at < fields.length; at++) {
      const field = fields[at];
      if (at > 0) row += ',';
      if (typeof field === 'string') row += SPECIAL.test(field) ? quoted(field) : field || QUOTE + QUOTE;
      else if (field !== null && field !== undefined) row += field;
    }
    this.written += `${this.written === '' ? '' : ','}"(${row})"`;
  }

  text(): string {
    return `{${this.written}}`;
  }
}

/** What ends a field, a row or an element, and what quotes and escapes: only a quoted field may hold it. */
const SPECIAL = /[",()\\]/;

/** A quotation mark within a row, which is within the quotation marks of its element. */
const QUOTE = '\\"';

/** Escaped twice: once for the row, which doubles, and once for the array, which takes a backslash. */
function quoted(text: string): string {
  const inner = text.replace(/["\\]/g, (special) => (special === '"' ? QUOTE + QUOTE : '\\\\\\\\'));
  return QUOTE + inner + QUOTE;
}
