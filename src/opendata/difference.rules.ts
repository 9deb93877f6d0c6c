/** What became of a table's rows from one snapshot to the next: found by their keys, compared by their whole line. */
export type Difference = { path: string; added: number; removed: number; changed: number };

/**
 * @param before the lines of the earlier file without its head, `undefined` where there was none
 * @param keyColumns how many of the first columns tell a row; none of them is ever quoted
 */
export async function differenceOf(
  before: AsyncIterable<string> | undefined,
  after: AsyncIterable<string>,
  keyColumns: number,
): Promise<Omit<Difference, 'path'>> {
  const keyOf = (line: string): string => line.split(',', keyColumns).join(',');
  const earlier = new Map<string, string>();
  if (before) for await (const line of before) earlier.set(keyOf(line), line);
  let [added, changed] = [0, 0];
  for await (const line of after) {
    const key = keyOf(line);
    const known = earlier.get(key);
    if (known === undefined) added++;
    else if (known !== line) changed++;
    earlier.delete(key);
  }
  return { added, removed: earlier.size, changed };
}
