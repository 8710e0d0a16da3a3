interface Reduce { outer: number; mid: number; inner: number; x: Float64Array; y: Float64Array }
interface Scaled extends Reduce { scale: number }
interface OfTerms extends Reduce { term: number }

/** What is taken of each element, numbered as TERMS of the table. */
const TERMS: readonly ((x: number) => number)[] = [(x) => x, Math.abs, (x) => x * x];

/** y[o, j] = of(the elements of x[o, 0..mid, j]) */
function eachLine({ outer, mid, inner, x, y }: Reduce, of: (line: Float64Array) => number): void {
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) {
      const line = new Float64Array(mid);
      for (let p = 0; p < mid; p++) line[p] = x[(o * mid + p) * inner + j]!;
      y[o * inner + j] = of(line);
    }
  }
}

export function reduce_sum(args: Scaled & OfTerms): void {
  eachLine(args, (line) => args.scale * line.map(TERMS[args.term]!).reduce((a, b) => a + b, 0));
}
export function reduce_sum_magnitude(args: Scaled & OfTerms): void {
  eachLine(args, (line) => Math.abs(args.scale) * line.map(TERMS[args.term]!).reduce((a, b) => a + Math.abs(b), 0));
}

export function reduce_prod(args: Scaled): void {
  eachLine(args, (line) => args.scale * line.reduce((a, b) => a * b, 1));
}
export function reduce_prod_magnitude(args: Scaled): void {
  eachLine(args, (line) => Math.abs(args.scale * line.reduce((a, b) => a * b, 1)));
}

export function reduce_max(args: OfTerms): void {
  eachLine(args, (line) => line.map(TERMS[args.term]!).reduce((a, b) => Math.max(a, b)));
}
export function reduce_min(args: Reduce): void {
  eachLine(args, (line) => line.reduce((a, b) => Math.min(a, b)));
}

/** The first NaN, or else the first element that none is better than. */
function firstBest(line: Float64Array, better: (a: number, b: number) => boolean): number {
  const nan = line.findIndex((x) => Number.isNaN(x));
  return nan >= 0 ? nan : line.findIndex((x) => !line.some((other) => better(other, x)));
}
export function argmax(args: Reduce): void {
  eachLine(args, (line) => firstBest(line, (a, b) => a > b));
}
export function argmin(args: Reduce): void {
  eachLine(args, (line) => firstBest(line, (a, b) => a < b));
}
