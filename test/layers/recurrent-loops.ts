/** Recurrent layers in plain float64 loops, from the formulas of Keras. */

export type Matrix = readonly (readonly number[])[];

export interface CellSpec {
  readonly kind: 'simpleRNN' | 'lstm' | 'gru';
  readonly units: number;
  readonly activation: 'tanh' | 'relu' | 'linear' | 'sigmoid';
  readonly recurrentActivation: 'sigmoid' | 'tanh' | 'relu';
  readonly useBias: boolean;
  readonly resetAfter: boolean;
}

export interface CellWeights {
  readonly kernel: Matrix;
  readonly recurrentKernel: Matrix;
  /** One row, or for a gru that resets after its product two. */
  readonly bias: Matrix | undefined;
  /** Factors of inputs and of states for each gate, by sample; empty without dropout, one entry for all gates alike. */
  readonly dropInputs: readonly Matrix[];
  readonly dropStates: readonly Matrix[];
}

export interface Walk {
  readonly mask: readonly (readonly boolean[])[] | undefined;
  readonly goBackwards: boolean;
  readonly zeroOutputForMask: boolean;
}

export interface Walked {
  /** By sample, the output of each step in the order in which they are taken. */
  readonly sequence: readonly Matrix[];
  /** By sample, the last output. */
  readonly last: Matrix;
  /** By state, by sample. */
  readonly states: readonly Matrix[];
}

const FUNCTIONS = {
  tanh: Math.tanh,
  relu: (x: number): number => Math.max(0, x),
  linear: (x: number): number => x,
  sigmoid: (x: number): number => 1 / (1 + Math.exp(-x)),
};

const times = (v: readonly number[], m: Matrix, column: number): number => v.reduce((sum, x, k) => sum + x * m[k]![column]!, 0);
const scaled = (v: readonly number[], drops: readonly Matrix[], gate: number, sample: number): readonly number[] => {
  const factors = (drops.length > 1 ? drops[gate] : drops[0])?.[sample];
  return factors === undefined ? v : v.map((x, i) => x * factors[i]!);
};

/** One step of one sample: the new states, the first of which is the output. */
function step(spec: CellSpec, w: CellWeights, x: readonly number[], states: Matrix, sample: number): Matrix {
  const { units } = spec;
  const [act, gate] = [FUNCTIONS[spec.activation], FUNCTIONS[spec.recurrentActivation]];
  const h = states[0]!;
  const column = (g: number, u: number): number => g * units + u;
  const input = (g: number, u: number): number =>
    times(scaled(x, w.dropInputs, g, sample), w.kernel, column(g, u)) + (w.bias?.[0]![column(g, u)] ?? 0);
  const recurrent = (g: number, u: number, v = h): number => times(scaled(v, w.dropStates, g, sample), w.recurrentKernel, column(g, u));
  const all = Array.from({ length: units }, (_, u) => u);
  if (spec.kind === 'simpleRNN') return [all.map((u) => act(input(0, u) + recurrent(0, u)))];
  if (spec.kind === 'lstm') {
    const z = (g: number, u: number): number => input(g, u) + recurrent(g, u);
    const c = all.map((u) => gate(z(1, u)) * states[1]![u]! + gate(z(0, u)) * act(z(2, u)));
    return [all.map((u) => gate(z(3, u)) * act(c[u]!)), c];
  }
  const second = (g: number, u: number): number => (spec.resetAfter ? (w.bias?.[1]![column(g, u)] ?? 0) : 0);
  const update = all.map((u) => gate(input(0, u) + recurrent(0, u) + second(0, u)));
  const reset = all.map((u) => gate(input(1, u) + recurrent(1, u) + second(1, u)));
  const fresh = all.map((u) =>
    spec.resetAfter
      ? act(input(2, u) + reset[u]! * (recurrent(2, u) + second(2, u)))
      : act(input(2, u) + recurrent(2, u, h.map((v, i) => v * reset[i]!))),
  );
  return [all.map((u) => update[u]! * h[u]! + (1 - update[u]!) * fresh[u]!)];
}

/** Goes through sequences with cells one above the other.
 *  @param x  by sample, by step
 *  @param initial  by state of all cells, by sample */
export function walk(
  cells: readonly { readonly spec: CellSpec; readonly weights: CellWeights }[], x: readonly Matrix[], initial: readonly Matrix[],
  { mask, goBackwards, zeroOutputForMask }: Walk,
): Walked {
  const results = x.map((rows, sample) => {
    let states = initial.map((s) => s[sample]!);
    let last: readonly number[] = cells.at(-1)!.weights.recurrentKernel.map(() => 0);
    const order = goBackwards ? [...rows.keys()].reverse() : [...rows.keys()];
    const sequence = order.map((i) => {
      let output = rows[i]!;
      const next: (readonly number[])[] = [];
      for (const { spec, weights } of cells) {
        const count = spec.kind === 'lstm' ? 2 : 1;
        const fresh = step(spec, weights, output, states.slice(next.length, next.length + count), sample);
        output = fresh[0]!;
        next.push(...fresh);
      }
      const counts = mask?.[sample]![i] ?? true;
      if (counts) states = next;
      last = counts ? output : zeroOutputForMask ? output.map(() => 0) : last;
      return last;
    });
    return { sequence, last, states };
  });
  return {
    sequence: results.map((r) => r.sequence),
    last: results.map((r) => r.last),
    states: initial.map((_, s) => results.map((r) => r.states[s]!)),
  };
}
