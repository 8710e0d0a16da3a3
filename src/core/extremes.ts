/** The largest of some numbers, however many there are: as arguments of Math.max they would fill the stack. -Infinity of none. */
export const largest = (numbers: Iterable<number>): number => {
  let most = -Infinity;
  for (const n of numbers) if (n > most) most = n;
  return most;
};

/** The smallest of some numbers, however many there are; Infinity of none. */
export const smallest = (numbers: Iterable<number>): number => {
  let least = Infinity;
  for (const n of numbers) if (n < least) least = n;
  return least;
};
