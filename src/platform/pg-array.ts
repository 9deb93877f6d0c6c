/** Values as the text of a PostgreSQL array, for lists long enough that the driver's own way of writing them is felt. */
type Element = string | number | bigint | null | undefined;

/**
 * One column of many rows, as `{1,2,NULL,"a \"b\""}`. A column of nothing but nulls is null as a whole, which `unnest`
 * beside longer columns takes for as many of them as there are others.
 */
export class PgColumn {
  private written = '';
  private rows = 0;
  /** Nulls that no value has followed yet. */
  private nulls = 0;

  push(value: Element): void {
    this.rows++;
    if (value === null || value === undefined) {
      this.nulls++;
      return;
    }
    if (this.nulls > 0) this.writeNulls();
    if (this.written !== '') this.written += ',';
    this.written += typeof value === 'string' ? quoted(value) : String(value);
  }

  text(): string | null {
    if (this.nulls === this.rows && this.rows > 0) return null;
    this.writeNulls();
    return `{${this.written}}`;
  }

  private writeNulls(): void {
    for (; this.nulls > 0; this.nulls--) this.written += this.written === '' ? 'NULL' : ',NULL';
  }
}

/** Every text is quoted: an empty one, one with a comma or brace, and one that reads NULL, would else be something else. */
function quoted(text: string): string {
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
}
