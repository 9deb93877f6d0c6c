/** Values as the text of a PostgreSQL array, for lists long enough that the driver's own way of writing them is felt. */
type Element = string | number | bigint | null | undefined;

/**
 * One column of many rows, as `{1,2,NULL,"a \"b\""}`. A column of nothing but nulls is null as a whole, which `unnest`
 * beside longer columns takes for as many of them as there are others.
 */
export class PgColumn {
  private written = '';
  private empty = true;
  private allNull = true;

  push(value: Element): void {
    if (!this.empty) this.written += ',';
    this.empty = false;
    if (value === null || value === undefined) {
      this.written += 'NULL';
      return;
    }
    this.allNull = false;
    this.written += typeof value === 'string' ? quoted(value) : String(value);
  }

  text(): string | null {
    return this.allNull && !this.empty ? null : `{${this.written}}`;
  }
}

/** Every text is quoted: an empty one, one with a comma or brace, and one that reads NULL, would else be something else. */
function quoted(text: string): string {
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
}
