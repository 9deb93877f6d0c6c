/** How the book value of foreign money leaves with it. Pure: whole đồng and minor units only. */

/** Foreign money in its minor unit, and its worth in the books, in đồng. */
export type Held = { foreignAmount: bigint; amount: bigint };

/**
 * The book value that leaves with a part of what is held, at its average: in proportion, half a đồng rounded up, the last
 * cent taking all that is left. While some is left, at least one đồng for each minor unit stays where there was as much:
 * foreign money and its book value run out together.
 * @param take 1 to all that is held
 */
export function shareOfHolding(held: Held, take: bigint): bigint {
  const { foreignAmount: all, amount } = held;
  if (take < 1n || take > all) throw new RangeError('More is taken than is held.');
  return take === all ? amount : (2n * amount * take + all) / (2n * all);
}
