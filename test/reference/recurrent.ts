/** Units whose weights lie side by side, as GATE_STRIP of the table. */
const STRIP = 16;

interface Sizes { batch: number; steps: number; units: number; mask: Float64Array | null }
interface Sums extends Sizes { inputs: number; w: Float64Array; bias: Float64Array | null; xh: Float64Array }
interface Forward extends Sums { x: Float64Array; h0: Float64Array; h: Float64Array; gates: Float64Array }
interface Lstm extends Forward { c0: Float64Array; c: Float64Array }

const hidden = ({ mask }: Sizes, row: number): boolean => mask !== null && mask[row] === 0;

/** What a cell computes is written once for two readings of it: values, and for the bounds of errors (`absolute`) sums of absolute terms,
 *  in which an error of the state of before goes on through all steps. */
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const offsetOf = (k: number, unit: number, i: number, gate: number): number =>
  (Math.floor(unit / STRIP) * k + i) * 4 * STRIP + gate * STRIP + (unit % STRIP);

/** Weighed sum of elements [from, to) of (input, state). */
function sum(
  { inputs, units, w, xh }: Sums, row: number, unit: number, gate: number, [from, to]: [number, number], of = (x: number): number => x,
): number {
  const k = inputs + units;
  let total = 0;
  for (let i = from; i < to; i++) total += of(xh[row * k + i]! * w[offsetOf(k, unit, i, gate)]!);
  return total;
}

/** Sum of what errors of the state of before come to: `spread` is their bound for each unit. */
function spreadInto({ inputs, units, w }: Sums, spread: Float64Array, b: number, unit: number, gate: number): number {
  let total = 0;
  for (let j = 0; j < units; j++) total += spread[b * units + j]! * Math.abs(w[offsetOf(inputs + units, unit, inputs + j, gate)]!);
  return total;
}

/** Puts the input of a step beside the state of before. */
function gather({ batch, steps, inputs, units, x, h0, h, xh }: Omit<Forward, 'gates'>, t: number): void {
  const k = inputs + units;
  for (let b = 0; b < batch; b++) {
    const row = b * steps + t;
    for (let i = 0; i < inputs; i++) xh[row * k + i] = x[row * inputs + i]!;
    for (let j = 0; j < units; j++) xh[row * k + inputs + j] = t === 0 ? h0[b * units + j]! : h[(row - 1) * units + j]!;
  }
}

/** A step that the mask hides: h stays, and the gates are 0. */
function keep({ inputs, units, xh, h, gates }: Forward, row: number, u: number): void {
  for (let g = 0; g < 4; g++) gates[(row * 4 + g) * units + u] = 0;
  h[row * units + u] = xh[row * (inputs + units) + inputs + u]!;
}

const at = (bias: Float64Array | null, i: number): number => (bias === null ? 0 : bias[i]!);

export function lstm(args: Lstm): void {
  const { batch, steps, inputs, units, bias, c0, h, c, gates } = args;
  for (let t = 0; t < steps; t++) {
    gather(args, t);
    for (let b = 0; b < batch; b++) {
      for (let u = 0; u < units; u++) {
        const row = b * steps + t;
        const before = t === 0 ? c0[b * units + u]! : c[(row - 1) * units + u]!;
        if (hidden(args, row)) {
          keep(args, row, u);
          c[row * units + u] = before;
          continue;
        }
        const z = [0, 1, 2, 3].map((g) => sum(args, row, u, g, [0, inputs + units]) + at(bias, g * units + u));
        const y = z.map((v, g) => (g === 2 ? Math.tanh(v) : sigmoid(v)));
        y.forEach((v, g) => (gates[(row * 4 + g) * units + u] = v));
        c[row * units + u] = y[1]! * before + y[0]! * y[2]!;
        h[row * units + u] = y[3]! * Math.tanh(c[row * units + u]!);
      }
    }
  }
}

export function lstm_magnitude(args: Lstm): void {
  const { batch, steps, inputs, units, bias, c0, h, c, gates, xh } = args;
  lstm(args);
  const [hs, cs, ys] = [h.slice(), c.slice(), gates.slice()];
  const spread = { h: new Float64Array(batch * units), c: new Float64Array(batch * units) };
  for (let t = 0; t < steps; t++) {
    const next = { h: spread.h.slice(), c: spread.c.slice() };
    for (let b = 0; b < batch; b++) {
      for (let u = 0; u < units; u++) {
        const [row, at0] = [b * steps + t, b * units + u];
        if (hidden(args, row)) {
          for (let g = 0; g < 4; g++) gates[(row * 4 + g) * units + u] = 0;
          c[row * units + u] = spread.c[at0]!;
          h[row * units + u] = spread.h[at0]!;
          continue;
        }
        const e = [0, 1, 2, 3].map(
          (g) =>
            4 + sum(args, row, u, g, [0, inputs + units], Math.abs) + Math.abs(at(bias, g * units + u)) +
            spreadInto(args, spread.h, b, u, g),
        );
        const [i, f, g, o] = [0, 1, 2, 3].map((gate) => Math.abs(ys[(row * 4 + gate) * units + u]!)) as [number, number, number, number];
        const before = Math.abs(t === 0 ? c0[at0]! : cs[(row - 1) * units + u]!);
        next.c[at0] = f * spread.c[at0]! + before * e[1]! + i * e[2]! + g * e[0]! + f * before + i * g;
        next.h[at0] = o * next.c[at0]! + e[3]! + Math.abs(hs[row * units + u]!) + 4;
        e.forEach((v, gate) => (gates[(row * 4 + gate) * units + u] = v));
        c[row * units + u] = next.c[at0]!;
        h[row * units + u] = next.h[at0]!;
      }
    }
    Object.assign(spread, next);
  }
  spreadStates({ ...args, h, xh });
}

/** The error of what each step read: that of the state before it. */
function spreadStates({ batch, steps, inputs, units, h, xh }: Omit<Forward, 'gates'>): void {
  const k = inputs + units;
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < steps; t++) {
      const row = b * steps + t;
      for (let i = 0; i < inputs; i++) xh[row * k + i] = 0;
      for (let j = 0; j < units; j++) xh[row * k + inputs + j] = t === 0 ? 0 : h[(row - 1) * units + j]!;
    }
  }
}

export function gru(args: Forward): void {
  const { batch, steps, inputs, units, bias, xh, h, gates } = args;
  const k = inputs + units;
  for (let t = 0; t < steps; t++) {
    gather(args, t);
    for (let b = 0; b < batch; b++) {
      for (let u = 0; u < units; u++) {
        const row = b * steps + t;
        if (hidden(args, row)) {
          keep(args, row, u);
          continue;
        }
        const z = [0, 1, 2, 3].map((g) => sum(args, row, u, g, [0, k]) + at(bias, g * units + u)) as [number, number, number, number];
        const [zt, r, q] = [sigmoid(z[0]), sigmoid(z[1]), z[3]];
        const n = Math.tanh(z[2] + r * q);
        [zt, r, n, q].forEach((v, g) => (gates[(row * 4 + g) * units + u] = v));
        h[row * units + u] = zt * xh[row * k + inputs + u]! + (1 - zt) * n;
      }
    }
  }
}

export function gru_magnitude(args: Forward): void {
  const { batch, steps, inputs, units, bias, h, gates, xh } = args;
  const k = inputs + units;
  gru(args);
  const [ys, read] = [gates.slice(), xh.slice()];
  let spread = new Float64Array(batch * units);
  for (let t = 0; t < steps; t++) {
    const next = spread.slice();
    for (let b = 0; b < batch; b++) {
      for (let u = 0; u < units; u++) {
        const [row, at0] = [b * steps + t, b * units + u];
        if (hidden(args, row)) {
          for (let g = 0; g < 4; g++) gates[(row * 4 + g) * units + u] = 0;
          h[row * units + u] = spread[at0]!;
          continue;
        }
        const e = [0, 1, 2, 3].map(
          (g) =>
            4 + sum({ ...args, xh: read }, row, u, g, [0, k], Math.abs) + Math.abs(at(bias, g * units + u)) +
            spreadInto(args, spread, b, u, g),
        ) as [number, number, number, number];
        const [zt, r, n, q] = [0, 1, 2, 3].map((gate) => Math.abs(ys[(row * 4 + gate) * units + u]!)) as [number, number, number, number];
        const before = Math.abs(read[row * k + inputs + u]!);
        const en = 4 + e[2] + r * e[3] + q * e[1] + r * q;
        [e[0], e[1], en, e[3]].forEach((v, gate) => (gates[(row * 4 + gate) * units + u] = v));
        next[at0] = zt * spread[at0]! + before * e[0] + en + n * e[0] + zt * before + 2 * n;
        h[row * units + u] = next[at0]!;
      }
    }
    spread = next;
  }
  spreadStates({ ...args, h, xh });
}

interface Through extends Sizes { wt: Float64Array; dz: Float64Array; dh0: Float64Array }
interface Backward extends Through { gates: Float64Array; dh: Float64Array | null }
interface LstmDz extends Backward { c0: Float64Array; c: Float64Array; dc: Float64Array | null; dc0: Float64Array }
interface GruDz extends Backward { inputs: number; xh: Float64Array }

/** dh0[row] = dz[row] wt + straight; a row of dz is so many matrices of gates wide. */
function through(
  { units, wt, dz, dh0 }: Through, gates: number, row: number, b: number, of: (x: number) => number, straight: Float64Array | null = null,
): void {
  const width = gates * units;
  for (let j = 0; j < units; j++) {
    let total = straight === null ? 0 : straight[j]!;
    for (let p = 0; p < width; p++) total += of(dz[row * width + p]! * wt[p * units + j]!);
    dh0[b * units + j] = total;
  }
}

/** What a hidden step hands on: nothing goes through its sums, all goes to the state before it. */
function pass(
  { units, dz }: Through, gates: number, row: number, b: number, of: (x: number) => number,
  states: readonly (readonly [Float64Array, Float64Array | null])[],
): void {
  dz.fill(0, row * gates * units, (row + 1) * gates * units);
  for (const [to, given] of states) for (let u = 0; u < units; u++) to[b * units + u]! += of(at(given, row * units + u));
}

function lstmBack(args: LstmDz, of: (x: number) => number): void {
  const { batch, steps, units, c0, c, gates, dh, dc, dz, dh0, dc0 } = args;
  const bounds = of(-1) === 1;
  dh0.fill(0, 0, batch * units);
  dc0.fill(0, 0, batch * units);
  for (let t = steps - 1; t >= 0; t--) {
    for (let b = 0; b < batch; b++) {
      const row = b * steps + t;
      if (hidden(args, row)) {
        pass(args, 4, row, b, of, [[dh0, dh], [dc0, dc]]);
        continue;
      }
      for (let u = 0; u < units; u++) {
        const [at0, here] = [b * units + u, row * units + u];
        const [i, f, g, o] = [0, 1, 2, 3].map((gate) => gates[(row * 4 + gate) * units + u]!) as [number, number, number, number];
        const before = t === 0 ? c0[at0]! : c[(row - 1) * units + u]!;
        const tanh = Math.tanh(c[here]!);
        const dht = dh0[at0]! + of(at(dh, here));
        const dct = dc0[at0]! + of(at(dc, here)) + of(o) * (bounds ? 2 : 1 - tanh * tanh) * dht;
        const slope = (y: number): number => (bounds ? Math.abs(y) + 1 : y * (1 - y));
        const d = [
          of(g) * dct * slope(i), of(before) * dct * slope(f), of(i) * dct * (bounds ? 1 + g * g : 1 - g * g), of(tanh) * dht * slope(o),
        ];
        d.forEach((v, gate) => (dz[(row * 4 + gate) * units + u] = v));
        dc0[at0] = of(f) * dct;
      }
      through(args, 4, row, b, of);
    }
  }
}

export const lstm_dz = (args: LstmDz): void => lstmBack(args, (x) => x);
export const lstm_dz_magnitude = (args: LstmDz): void => lstmBack(args, Math.abs);

function gruBack(args: GruDz, of: (x: number) => number): void {
  const { batch, steps, inputs, units, xh, gates, dh, dz, dh0 } = args;
  const bounds = of(-1) === 1;
  dh0.fill(0, 0, batch * units);
  for (let t = steps - 1; t >= 0; t--) {
    for (let b = 0; b < batch; b++) {
      const row = b * steps + t;
      if (hidden(args, row)) {
        pass(args, 4, row, b, of, [[dh0, dh]]);
        continue;
      }
      const straight = new Float64Array(units);
      for (let u = 0; u < units; u++) {
        const [z, r, n, q] = [0, 1, 2, 3].map((gate) => gates[(row * 4 + gate) * units + u]!) as [number, number, number, number];
        const before = xh[row * (inputs + units) + inputs + u]!;
        const dht = dh0[b * units + u]! + of(at(dh, row * units + u));
        const slope = (y: number): number => (bounds ? Math.abs(y) + 1 : y * (1 - y));
        const da = dht * (bounds ? (1 + Math.abs(z)) * (1 + n * n) : (1 - z) * (1 - n * n));
        const dzt = dht * (bounds ? Math.abs(before) + Math.abs(n) : before - n) * slope(z);
        const d = [dzt, da * of(q) * slope(r), da, da * of(r)];
        d.forEach((v, gate) => (dz[(row * 4 + gate) * units + u] = v));
        straight[u] = dht * of(z);
      }
      through(args, 4, row, b, of, straight);
    }
  }
}

export const gru_dz = (args: GruDz): void => gruBack(args, (x) => x);
export const gru_dz_magnitude = (args: GruDz): void => gruBack(args, Math.abs);

interface Plain extends Omit<Forward, 'gates'> { activation: number }
interface PlainDz extends Through { activation: number; h: Float64Array; dh: Float64Array }

/** The activations in the order of the table, and their slopes by what they answered. */
const ACTIVATIONS = [
  { f: (x: number) => x, slope: () => 1 },
  { f: (x: number) => (x > 0 || Number.isNaN(x) ? x : 0), slope: (y: number) => (y > 0 ? 1 : 0) },
  { f: sigmoid, slope: (y: number) => y * (1 - y) },
  { f: Math.tanh, slope: (y: number) => 1 - y * y },
];

/** The weights of so many units without gates lie as those of four gates of GATE_STRIP units. */
const gateOf = (unit: number): number => Math.floor((unit % (4 * STRIP)) / STRIP);
const unitOf = (unit: number): number => Math.floor(unit / (4 * STRIP)) * STRIP + (unit % STRIP);

export function simple_rnn(args: Plain): void {
  const { batch, steps, inputs, units, bias, xh, h, activation } = args;
  const k = inputs + units;
  for (let t = 0; t < steps; t++) {
    gather(args, t);
    for (let b = 0; b < batch; b++) {
      const row = b * steps + t;
      for (let u = 0; u < units; u++) {
        h[row * units + u] = hidden(args, row)
          ? xh[row * k + inputs + u]!
          : ACTIVATIONS[activation]!.f(sum(args, row, unitOf(u), gateOf(u), [0, k]) + at(bias, u));
      }
    }
  }
}

export function simple_rnn_magnitude(args: Plain): void {
  const { batch, steps, inputs, units, bias, h, xh } = args;
  const k = inputs + units;
  simple_rnn(args);
  const read = xh.slice();
  let spread = new Float64Array(batch * units);
  for (let t = 0; t < steps; t++) {
    const next = spread.slice();
    for (let b = 0; b < batch; b++) {
      for (let u = 0; u < units; u++) {
        const [row, at0] = [b * steps + t, b * units + u];
        if (!hidden(args, row)) {
          next[at0] = 4 + sum({ ...args, xh: read }, row, unitOf(u), gateOf(u), [0, k], Math.abs) + Math.abs(at(bias, u)) +
            spreadInto(args, spread, b, unitOf(u), gateOf(u));
        }
        h[row * units + u] = next[at0]!;
      }
    }
    spread = next;
  }
  spreadStates({ ...args, h, xh });
}

function plainBack(args: PlainDz, of: (x: number) => number): void {
  const { batch, steps, units, activation, h, dh, dz, dh0 } = args;
  const bounds = of(-1) === 1;
  const { slope } = ACTIVATIONS[activation]!;
  dh0.fill(0, 0, batch * units);
  for (let t = steps - 1; t >= 0; t--) {
    for (let b = 0; b < batch; b++) {
      const row = b * steps + t;
      if (hidden(args, row)) {
        pass(args, 1, row, b, of, [[dh0, dh]]);
        continue;
      }
      for (let u = 0; u < units; u++) {
        const y = h[row * units + u]!;
        const factor = bounds && activation > 1 ? 1 + y * y + Math.abs(y) : slope(y);
        dz[row * units + u] = factor === 0 ? 0 : (dh0[b * units + u]! + of(dh[row * units + u]!)) * factor;
      }
      through(args, 1, row, b, of);
    }
  }
}

export const simple_rnn_dz = (args: PlainDz): void => plainBack(args, (x) => x);
export const simple_rnn_dz_magnitude = (args: PlainDz): void => plainBack(args, Math.abs);
