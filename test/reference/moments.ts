interface Columns { outer: number; mid: number; inner: number; x: Float64Array }
interface Moments extends Columns { mean: Float64Array; variance: Float64Array }
interface CenteredSums extends Columns { center: Float64Array; dy: Float64Array; sums: Float64Array; products: Float64Array }

interface SquareSums extends Columns { weights: Float64Array | null; rows: Float64Array; columns: Float64Array }

/** Calls `each` with the place of every column and the places of its elements. */
function eachColumn({ outer, mid, inner }: Columns, each: (at: number, elements: readonly number[]) => void): void {
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) each(o * inner + j, Array.from({ length: mid }, (_, p) => (o * mid + p) * inner + j));
  }
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export function moments(args: Moments): void {
  const { x, mean, variance } = args;
  eachColumn(args, (at, elements) => {
    mean[at] = meanOf(elements.map((i) => x[i]!));
    variance[at] = meanOf(elements.map((i) => (x[i]! - mean[at]!) ** 2));
  });
}
/** Distances from the mean are differences of numbers as large as the values and their mean. */
export function moments_magnitude(args: Moments): void {
  const { x, mean, variance } = args;
  eachColumn(args, (at, elements) => {
    const size = (mean[at] = meanOf(elements.map((i) => Math.abs(x[i]!))));
    variance[at] = meanOf(elements.map((i) => (Math.abs(x[i]!) + size) ** 2));
  });
}

export function centered_sums(args: CenteredSums): void {
  const { inner, x, center, dy, sums, products } = args;
  eachColumn(args, (at, elements) => {
    sums[at] = elements.reduce((sum, i) => sum + dy[i]!, 0);
    products[at] = elements.reduce((sum, i) => sum + dy[i]! * (x[i]! - center[at % inner]!), 0);
  });
}
export function centered_sums_magnitude(args: CenteredSums): void {
  const { inner, x, center, dy, sums, products } = args;
  eachColumn(args, (at, elements) => {
    sums[at] = elements.reduce((sum, i) => sum + Math.abs(dy[i]!), 0);
    products[at] = elements.reduce((sum, i) => sum + Math.abs(dy[i]!) * (Math.abs(x[i]!) + Math.abs(center[at % inner]!)), 0);
  });
}

export function square_sums({ outer, mid, inner, weights, x, rows, columns }: SquareSums): void {
  rows.fill(0, 0, outer * mid);
  columns.fill(0, 0, outer * inner);
  for (let i = 0; i < outer * mid * inner; i++) {
    const [row, column] = [Math.floor(i / inner), i % inner];
    rows[row]! += (weights?.[column] ?? 1) * x[i]! ** 2;
    columns[Math.floor(row / mid) * inner + column]! += x[i]! ** 2;
  }
}
export function square_sums_magnitude(args: SquareSums): void {
  square_sums({ ...args, weights: args.weights?.map(Math.abs) ?? null });
}
