import { DataError, ShapeError } from '../core/errors.ts';
import { forEach, type Pieces } from '../core/pieces.ts';
import { showShape, type Shape } from '../core/shape.ts';
import { constant, full, placeholder, type Tensor } from '../graph/tensor.ts';
import {
  add, cast, equal, exp, less, lessEqual, log, logicalAnd, maximum, multiply, negative, notEqual, subtract, where,
} from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import { concatenate, reshape, slice, stack, stopGradient, transpose } from '../op/move.ts';
import { max, sum } from '../op/reduce.ts';
import { logSoftmax } from '../op/softmax.ts';
import { evaluate } from '../run/eager.ts';
import { Trace } from '../trace/trace.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

/** Stands for the logarithm of 0. It is finite, so that what it is multiplied by 0 with is 0. */
const NOTHING = -1e30;

/** -ln of the probability that a sequence of predictions reads as the labels, summed over all ways in which labels can be spread over
 *  the steps: each lasts one step or several, and blanks may stand between, which must stand between equal ones. Class 0 is the
 *  blank. A row of labels that is shorter than others ends with zeros. Labels that do not fit into the steps have an infinite loss,
 *  without a derivative; a 0 before a label, or a label that is no class, gives NaN. `fit` and `evaluate` refuse both.
 *  `ops.ctcDecode` reads labels out of predictions.
 *  @shape yTrue [batch, labels] whole numbers, yPred [batch, steps, classes] logits -> [batch]
 *  @source Graves et al. 2006, Connectionist temporal classification @throws {ShapeError} on other shapes */
export function ctc(options: LossOptions = {}): Loss {
  return loss('ctc', LOSS, options, 'labels', () => ({
    classes: { padding: 0 },
    mustFit,
    values: (labels, logits) => {
      if (labels.rank !== 2 || logits.rank !== 3) {
        const received = `${showShape(labels.shape)} for ${showShape(logits.shape)}`;
        throw new ShapeError(`ctc: expected labels [batch, labels] for logits [batch, steps, classes], received ${received}.`);
      }
      if (!labels.concrete || !logits.concrete) return negative(logLikelihood(labels, logits));
      const [l, x] = [placeholder(labels.shape, 'int32'), placeholder(logits.shape)];
      return evaluate([negative(logLikelihood(l, x))], new Map([[l, labels], [x, logits]]))[0]!;
    },
  }));
}

/** @throws {DataError} on a row with a 0 before a label, or with more labels, and blanks between equal ones, than there are steps */
function* mustFit(name: string, labels: Int32Array, shape: Shape, predictions: readonly (number | null)[]): Pieces<void> {
  const [rows, count] = shape as [number, number];
  if (shape.length !== 2 || predictions.length !== 3) return; // the loss itself says which axes it takes
  const steps = predictions[1] ?? Infinity;
  yield* forEach(rows, (row) => {
    const given = labels.subarray(row * count, (row + 1) * count);
    const end = given.indexOf(0) < 0 ? count : given.indexOf(0);
    if (given.subarray(end).some((label) => label !== 0))
      throw new DataError(
        `${name}: row ${row} has a label behind a 0. Class 0 is the blank and fills the ends of rows: number labels from 1, and put ` +
          'zeros last.',
      );
    let needed = end;
    for (let i = 1; i < end; i++) if (given[i] === given[i - 1]) needed++;
    if (needed > steps)
      throw new DataError(
        `${name}: the labels of row ${row} need ${needed} steps, a blank between equal ones included, and the model gives ${steps}. ` +
          'Give it longer sequences, or smaller strides.',
      );
  });
}

/** @shape labels [batch, labels], logits [batch, steps, classes] -> [batch] */
function logLikelihood(labels: Tensor, logits: Tensor): Tensor {
  const [batch, count] = labels.shape as [number, number];
  const steps = logits.shape[1]!;
  const blanks = (columns: number): Tensor => constant(new Int32Array(batch * columns), [batch, columns]);
  // Labels with a blank before, between and behind them: the places through which a reading moves on.
  const pairs = reshape(stack([blanks(count), labels], { axis: 2 }), [batch, 2 * count]);
  const places = concatenate([pairs, blanks(1)], { axis: 1 });
  const size = 2 * count + 1;
  const emitted = emissions(places, logits);
  const row = (t: number): Tensor => reshape(slice(emitted, [t, 0, 0], [1, batch, size]), [batch, size]);

  const first = where(constant(Float32Array.from({ length: size }, (_, s) => Number(s < 2)), [size]), row(0), NOTHING);
  const last = steps === 1 ? first : alongSteps(first, slice(emitted, [1, 0, 0], [steps - 1, batch, size]), mayBeSkippedTo(places));

  // A reading ends at the last label or at the blank behind it.
  const given = notEqual(labels, constant(Int32Array.of(0), []));
  const end = multiply(2, sum(given, { axis: 1, keepdims: true }));
  const place = constant(Float32Array.from({ length: size }, (_, s) => s), [size]);
  const ends = where(logicalAnd(lessEqual(place, end), lessEqual(subtract(end, 1), place)), last, NOTHING);
  const top = stopGradient(max(ends, { axis: 1, keepdims: true }));
  const likelihood = add(reshape(top, [batch]), log(sum(exp(subtract(ends, top)), { axis: 1 })));
  const fits = where(less(likelihood, NOTHING / 2), -Infinity, likelihood);
  if (count === 1) return fits;
  const gaps = multiply(subtract(1, slice(given, [0, 0], [batch, count - 1])), slice(given, [0, 1], [batch, count - 1]));
  return where(sum(gaps, { axis: 1 }), NaN, fits);
}

/** The logarithms of the probabilities of all ways to each place after the last step.
 *  @shape first [batch, size], emitted [steps, batch, size], skips [batch, size] -> [batch, size] */
function alongSteps(first: Tensor, emitted: Tensor, skips: Tensor): Tensor {
  const [batch, size] = first.shape as [number, number];
  const before = full([batch, 2], NOTHING);
  const { carry } = new Trace({ training: false }).scan(
    (_, [padded], [e]) => {
      const [two, one, here] = [0, 1, 2].map((from) => slice(padded!, [0, from], [batch, size])) as [Tensor, Tensor, Tensor];
      const jump = where(skips, two, NOTHING);
      const top = stopGradient(maximum(maximum(here, one), jump));
      const total = [here, one, jump].map((way) => exp(subtract(way, top))).reduce(add);
      return { carry: [concatenate([before, add(add(top, log(total)), e!)], { axis: 1 })] };
    },
    { carry: [concatenate([before, first], { axis: 1 })], xs: [emitted] },
  );
  return slice(carry[0]!, [0, 2], [batch, size]);
}

/** The logarithms of the probabilities of the class at each place, NaN where it is no class.
 *  @shape places [batch, size], logits [batch, steps, classes] -> [steps, batch, size] */
function emissions(places: Tensor, logits: Tensor): Tensor {
  const [batch, steps, classes] = logits.shape as [number, number, number];
  const table = reshape(transpose(logSoftmax(logits), { axes: [0, 2, 1] }), [batch * classes, steps]);
  const starts = constant(Int32Array.from({ length: batch }, (_, b) => b * classes), [batch, 1]);
  const numbers = cast(places, 'float32');
  const known = reshape(logicalAnd(lessEqual(0, numbers), less(numbers, classes)), [...places.shape, 1]);
  return transpose(where(known, takeRows(table, add(places, starts)), NaN), { axes: [2, 0, 1] });
}

/** 1 for places that follow on the place before the last: labels that differ from the label before. @shape as the places */
function mayBeSkippedTo(places: Tensor): Tensor {
  const [batch, size] = places.shape as [number, number];
  const part = (from: number): Tensor => slice(places, [0, from], [batch, size - 2]);
  const label = notEqual(part(2), constant(Int32Array.of(0), []));
  return concatenate([full([batch, 2], 0), multiply(label, subtract(1, equal(part(2), part(0))))], { axis: 1 });
}
