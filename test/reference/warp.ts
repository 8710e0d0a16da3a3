interface Geometry { n: number; ih: number; iw: number; c: number; oh: number; ow: number; bilinear: number; fill: number }
interface Forward extends Geometry { value: number; x: Float64Array; p: Float64Array; y: Float64Array }
interface Back extends Geometry { dy: Float64Array; p: Float64Array; dx: Float64Array }

const { floor, fround } = Math;

/** Where on an axis of n places one looks for place v. Each operation is rounded to float32, as the table says. */
function placeWithin(v: number, n: number, fill: number): number {
  if (fill === 0) return v;
  const [last, twice] = [n - 1, 2 * n];
  if (fill === 2 && v < 0) {
    v = fround(fround(twice * floor(fround(-v / twice))) + v);
    v = v < -n ? fround(v + twice) : fround(-v - 1);
  } else if (fill === 2 && v > last) {
    v = fround(v - fround(twice * floor(fround(v / twice))));
    if (v >= n) v = fround(fround(twice - v) - 1);
  } else if (fill === 3 && v < 0) {
    v = fround(v + fround(n * fround(floor(fround(-v / last)) + 1)));
  } else if (fill === 3 && v > last) {
    v = fround(v - fround(n * floor(fround(v / last))));
  }
  return v > 0 ? Math.min(v, last) : 0;
}

const awayFromZero = (v: number): number => Math.sign(v) * floor(Math.abs(v) + 0.5);

/** Calls `each` with the index of each output pixel and what it takes of its image: the index of an input pixel, or -1 outside, and the
 *  weight. */
function eachPixel(g: Geometry, p: Float64Array, each: (output: number, parts: readonly (readonly [number, number])[]) => void): void {
  for (let i = 0; i < g.n; i++) for (let row = 0; row < g.oh; row++) for (let col = 0; col < g.ow; col++) {
    const at = (k: number): number => {
      const [a, b, c] = [fround(p[6 * i + k]!), fround(p[6 * i + k + 1]!), fround(p[6 * i + k + 2]!)];
      return fround(fround(fround(a * col) + fround(b * row)) + c);
    };
    const [w, h] = [placeWithin(at(0), g.iw, g.fill), placeWithin(at(3), g.ih, g.fill)];
    const pixel = (y: number, x: number): number => (y >= 0 && y < g.ih && x >= 0 && x < g.iw ? (i * g.ih + y) * g.iw + x : -1);
    const [h0, w0] = [floor(h), floor(w)];
    const four = [0, 1].flatMap((y) => [0, 1].map((x): [number, number] =>
      [pixel(h0 + y, w0 + x), (y === 0 ? h0 + 1 - h : h - h0) * (x === 0 ? w0 + 1 - w : w - w0)]));
    each((i * g.oh + row) * g.ow + col, g.bilinear ? four : [[pixel(awayFromZero(h), awayFromZero(w)), 1]]);
  }
}

export function warp(args: Forward): void {
  const { c, x, y, value } = args;
  eachPixel(args, args.p, (output, parts) => {
    for (let j = 0; j < c; j++) {
      y[output * c + j] = parts.reduce((total, [input, weight]) => total + weight * (input < 0 ? value : x[input * c + j]!), 0);
    }
  });
}
export function warp_magnitude(args: Forward): void {
  warp({ ...args, x: args.x.slice(0, args.n * args.ih * args.iw * args.c).map(Math.abs), value: Math.abs(args.value) });
}

export function warp_dx(args: Back): void {
  const { c, dy, dx } = args;
  dx.fill(0, 0, args.n * args.ih * args.iw * c);
  eachPixel(args, args.p, (output, parts) => {
    for (const [input, weight] of parts) {
      if (input >= 0) for (let j = 0; j < c; j++) dx[input * c + j]! += weight * dy[output * c + j]!;
    }
  });
}
export function warp_dx_magnitude(args: Back): void {
  warp_dx({ ...args, dy: args.dy.slice(0, args.n * args.oh * args.ow * args.c).map(Math.abs) });
}
