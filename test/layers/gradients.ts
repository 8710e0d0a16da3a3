/** What layers answer in one step of a trace, with gradients, on the machine of the test and on the float64 reference. */
import { expect } from 'vitest';
import { random, type Layer, type Tensor } from '../../src/index.ts';
import { selectBackend } from '../../src/backend/select.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { add, multiply } from '../../src/op/elementwise.ts';
import { sum } from '../../src/op/reduce.ts';
import { Session } from '../../src/run/session.ts';
import { Trace } from '../../src/trace/trace.ts';
import { float64Function } from '../grad/float64.ts';

/** Far above what float32 makes of so few terms, far below any mistake. */
const TOLERANCE = 1e-4;

export interface LayerCall {
  readonly training: boolean;
  /** The input, then initial states. */
  readonly inputs: readonly Tensor[];
  readonly mask: Tensor | undefined;
}

/** The outputs of a call, and the gradients of a weighted sum of them by inputs and weights. */
function traced(layer: Layer, { training, inputs, mask }: LayerCall, seed: number): Traced {
  const t = new Trace({ training });
  const given = inputs.map((x) => placeholder(x.shape));
  const [x, ...states] = given as [Tensor, ...Tensor[]];
  const answer = t.call(layer, x, { ...(mask && { mask }), ...(states.length > 0 && { initialState: states }) });
  const outputs = Array.isArray(answer) ? (answer as readonly Tensor[]) : [answer as Tensor];
  const value = outputs.map((y, i) => sum(multiply(y, random.normal(y.shape, { seed: 50 * seed + i })))).reduce(add);
  return { t, given, outputs, gradients: differentiate(value, [...given, ...layer.trainableWeights.map((w) => t.read(w))]) };
}

interface Traced {
  readonly t: Trace;
  readonly given: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly gradients: readonly Tensor[];
}

/** Compares what a layer answers and its gradients with those of another of the same weights, which the float64 reference computes.
 *  @returns the outputs of the layer */
export function expectAsReference(
  layer: Layer, other: Layer, call: LayerCall, seed: number,
): { readonly outputs: readonly { readonly data: Float32Array; readonly size: number }[] } {
  const { t, given, outputs, gradients } = traced(layer, call, seed);
  other.buildFor([call.inputs[0]!]);
  other.weights.forEach((w, i) => w.assign(layer.weights[i]!.value()));
  const wanted = traced(other, call, seed);
  const expected = float64Function([...wanted.outputs, ...wanted.gradients], wanted.given)(
    call.inputs.map((x) => Float64Array.from(x.data)),
  );
  const session = new Session(selectBackend());
  try {
    const all = [...outputs, ...gradients];
    const program = session.plan(all, t.effects(), given);
    session.run(program, call.inputs.map((x) => x.data));
    const found = all.map((y, i) => ({ data: Float32Array.from(session.output(program, i) as Float32Array), size: y.size }));
    expect(found.map(({ size }) => size)).toEqual(expected.map((e) => e.length));
    found.forEach(({ data }, i) => {
      const what = i < outputs.length ? `output ${i}` : `gradient ${i - outputs.length}`;
      const bound = TOLERANCE * expected[i]!.reduce((most, e) => Math.max(most, Math.abs(e)), 1);
      expected[i]!.forEach((e, j) => {
        if (!(Math.abs(data[j]! - e) <= bound)) expect.fail(`${what}, ${j}: ${data[j]} for ${e}, allowed: ${bound}`);
      });
    });
    return { outputs: found.slice(0, outputs.length) };
  } finally {
    session.dispose();
  }
}
