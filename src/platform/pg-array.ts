/** Values as the text of a PostgreSQL array, for lists long enough that the driver's own way of writing them is felt. */
type Element = string | number | bigint | null | undefined;

/**
 * `{1,2,NULL,"a \\"b\\""}`; null for a list of nothing but nulls, which `unnest` beside longer lists takes for as many of
 * them as there are others.
 */
export function pgArray(values: readonly Element[]): string | null {
  let some = values.length === 0;
  const written = values.map((value) => {
    if (value === null || value === undefined) return 'NULL';
    some = true;
    return typeof value === 'string' ? quoted(value) : String(value);
  });
  return some ? `{${written.join(',')}}` : null;
}

/** Every text is quoted: an empty one, one with a comma or brace, and one that reads NULL, would else be something else. */
function quoted(text: string): string {
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
}
