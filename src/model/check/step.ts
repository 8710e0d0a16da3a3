import type { TypedArray } from '../../core/dtype.ts';
import { inTurns, type Pieces } from '../../core/pieces.ts';
import { differentiating } from '../../grad/differentiate.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Span } from '../../trace/trace.ts';
import type { Engine } from '../engine.ts';
import { compute, described, firstNonFinite, ownersIn } from '../first-non-finite.ts';
import { placeholderFor, type Samples } from '../samples.ts';
import { brief, type Issue } from './issue.ts';

/** Rows from which on a unit that gives 0 for all of them counts as dead. */
const ENOUGH = 16;
/** Part of a layer's units that may be dead. */
const DEAD = 0.5;
/** Part of a layer's values that may be at the ends of a sigmoid or tanh. */
const SATURATED = 0.75;
/** Norm of a layer's gradient from which on it counts as exploding. */
const EXPLODES = 1e3;
/** Part of the largest norm of a layer's gradient below which another counts as vanishing. */
const VANISHES = 1e-6;

/** Numbers of a gradient that are squared in one go. */
const PIECE = 1 << 18;

/** Whether a call is of a layer without layers within. */
export const isLeaf = ({ layer }: Span): boolean => (layer as { sublayers?(): readonly unknown[] }).sublayers?.().length === 0;

/** Takes a step on some rows, without changing anything, and looks at what layers give and at their gradients. */
export async function stepIssues(engine: Engine, samples: Samples): Promise<Issue[]> {
  const training = engine.training('check');
  const inputs = samples.rows.map(placeholderFor);
  const fed = { inputs, feeds: samples.arrays };
  const origin = await firstNonFinite(engine, samples.batch(inputs), fed);
  if (origin !== undefined) {
    const { layer } = origin;
    const message = `In a step on the first ${samples.count} rows, ${described(origin)}`;
    return [{ code: 'NOT_FINITE', severity: 'error', ...(layer === undefined ? {} : { layer }), message }];
  }
  const t = training.trace();
  const { loss } = await inTurns(training.measuring(t, samples.batch(inputs)));
  const gradients = training.weights.length === 0 ? [] : await inTurns(differentiating(loss, training.weights.map((v) => t.read(v))));
  const acting = t.spans.filter((span) => isLeaf(span) && span.outputs[0]!.op in JUDGES && span !== t.spans.findLast(isLeaf));
  const values = await compute(engine, [...acting.map(({ outputs }) => outputs[0]!), ...gradients], fed);
  return [
    ...acting.flatMap(({ layer, outputs }, i) => JUDGES[outputs[0]!.op]!(layer.name, values[i]!, outputs[0]!, samples.count)),
    ...(await inTurns(gradientIssues(engine, values.slice(acting.length)))),
  ];
}

type Judge = (layer: string, values: TypedArray, output: Tensor, rows: number) => Issue[];

const saturating = (low: number, high: number): Judge => (layer, values) => {
  const edge = 0.01 * (high - low);
  let ends = 0;
  for (const v of values) if (v < low + edge || v > high - edge) ends++;
  const many = ends / values.length;
  if (many < SATURATED) return [];
  return [{
    code: 'SATURATED_UNITS', severity: 'warning', layer,
    message:
      `${layer}: ${Math.round(100 * many)} % of its values are at ${low} or ${high}, where gradients vanish. Scale its inputs, or ` +
        'begin with ' +
      'smaller weights.',
  }];
};

/** What is wrong with the values of an activation, by the op that makes them. */
const JUDGES: Readonly<Record<string, Judge>> = {
  sigmoid: saturating(0, 1),
  tanh: saturating(-1, 1),
  relu: (layer, values, output, rows) => {
    const units = output.shape.at(-1)!;
    const alive = new Uint8Array(units);
    for (let i = 0; i < values.length; i++) if (values[i]! > 0) alive[i % units] = 1;
    const dead = units - alive.reduce((a, b) => a + b, 0);
    if (rows < ENOUGH || dead <= DEAD * units) return [];
    return [{
      code: 'DEAD_UNITS', severity: dead === units ? 'error' : 'warning', layer,
      message:
        `${layer}: ${dead} of ${units} relu units give 0 for all of ${rows} rows, so that they do not learn. Scale the inputs, begin ` +
        "with other weights (heNormal, a bias of 0), or use activation 'leakyRelu'.",
    }];
  },
};

function* gradientIssues(engine: Engine, gradients: readonly TypedArray[]): Pieces<Issue[]> {
  const { weights } = engine.training('check');
  const squares = new Map<string, number>();
  const owners = ownersIn(engine);
  for (const [i, v] of weights.entries()) {
    const layer = owners.get(v) ?? v.name;
    const gradient = gradients[i]!;
    let sum = squares.get(layer) ?? 0;
    for (let from = 0; from < gradient.length; from += PIECE) {
      for (const g of gradient.subarray(from, from + PIECE)) sum += g * g;
      yield 4 * PIECE;
    }
    squares.set(layer, sum);
  }
  const norms = [...squares].map(([layer, sum]) => ({ layer, norm: Math.sqrt(sum) }));
  const most = Math.max(0, ...norms.map(({ norm }) => norm));
  return norms.flatMap(({ layer, norm }): Issue[] => {
    if (norm === 0)
      return [{
        code: 'NO_GRADIENT', severity: 'warning', layer,
        message: `${layer}: the loss does not change with its weights, so that they do not learn. Is its output used, and are units alive?`,
      }];
    if (norm > EXPLODES)
      return [{
        code: 'EXPLODING_GRADIENTS', severity: 'warning', layer,
        message:
          `${layer}: its gradient has norm ${brief(norm)}. Scale inputs and targets to a size near 1, or set clipnorm of the ` +
            'optimizer.',
      }];
    if (norm < VANISHES * most)
      return [{
        code: 'VANISHING_GRADIENTS', severity: 'warning', layer,
        message:
          `${layer}: its gradient has norm ${brief(norm)}, that of another layer ${brief(most)}. Use relu in hidden layers, a ` +
            'normalization ' +
          'layer, or fewer layers.',
      }];
    return [];
  });
}
