interface Geometry {
  n: number; id: number; ih: number; iw: number; c: number; od: number; oh: number; ow: number;
  kd: number; kh: number; kw: number; sd: number; sh: number; sw: number; pd: number; ph: number; pw: number;
}
interface Forward extends Geometry { x: Float64Array; y: Float64Array }
interface Of extends Forward { g: Float64Array }
interface MaxBack extends Geometry { x: Float64Array; dy: Float64Array; dx: Float64Array }
interface AverageBack extends Geometry { dy: Float64Array; dx: Float64Array }

/** The places from `start` on that are within n. */
function within(start: number, k: number, n: number): number[] {
  return Array.from({ length: k }, (_, i) => start + i).filter((i) => i >= 0 && i < n);
}

/** Calls `each` with the index of each output and the indices of the inputs in its window, in order. */
function eachWindow(g: Geometry, each: (output: number, inputs: number[]) => void): void {
  for (let i = 0; i < g.n; i++) for (let d = 0; d < g.od; d++) for (let h = 0; h < g.oh; h++) for (let w = 0; w < g.ow; w++) {
    const depths = within(d * g.sd - g.pd, g.kd, g.id);
    const rows = within(h * g.sh - g.ph, g.kh, g.ih);
    const cols = within(w * g.sw - g.pw, g.kw, g.iw);
    const places = depths.flatMap((a) => rows.flatMap((b) => cols.map((e) => ((i * g.id + a) * g.ih + b) * g.iw + e)));
    const output = ((i * g.od + d) * g.oh + h) * g.ow + w;
    for (let j = 0; j < g.c; j++) each(output * g.c + j, places.map((place) => place * g.c + j));
  }
}

/** Where the first NaN is, or else the first value that none exceeds. */
function firstLargest(x: Float64Array, inputs: readonly number[]): number {
  return inputs.find((i) => Number.isNaN(x[i])) ?? inputs.find((i) => !inputs.some((other) => x[other]! > x[i]!))!;
}

const inputSize = (g: Geometry): number => g.n * g.id * g.ih * g.iw * g.c;
const outputSize = (g: Geometry): number => g.n * g.od * g.oh * g.ow * g.c;

export function max_pool(args: Forward): void {
  eachWindow(args, (o, inputs) => (args.y[o] = Math.max(...inputs.map((i) => args.x[i]!))));
}

export function max_pool_dx(args: MaxBack): void {
  args.dx.fill(0, 0, inputSize(args));
  eachWindow(args, (o, inputs) => (args.dx[firstLargest(args.x, inputs)]! += args.dy[o]!));
}
export function max_pool_dx_magnitude(args: MaxBack): void {
  max_pool_dx({ ...args, dy: args.dy.slice(0, outputSize(args)).map(Math.abs) });
}

export function max_pool_of(args: Of): void {
  eachWindow(args, (o, inputs) => (args.y[o] = args.g[firstLargest(args.x, inputs)]!));
}

export function average_pool(args: Forward): void {
  eachWindow(args, (o, inputs) => (args.y[o] = inputs.reduce((total, i) => total + args.x[i]!, 0) / inputs.length));
}
export function average_pool_magnitude(args: Forward): void {
  average_pool({ ...args, x: args.x.slice(0, inputSize(args)).map(Math.abs) });
}

export function average_pool_dx(args: AverageBack): void {
  args.dx.fill(0, 0, inputSize(args));
  eachWindow(args, (o, inputs) => inputs.forEach((i) => (args.dx[i]! += args.dy[o]! / inputs.length)));
}
export function average_pool_dx_magnitude(args: AverageBack): void {
  average_pool_dx({ ...args, dy: args.dy.slice(0, outputSize(args)).map(Math.abs) });
}
