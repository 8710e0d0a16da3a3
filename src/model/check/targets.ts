import type { Tensor } from '../../graph/tensor.ts';
import type { Loss } from '../../losses/index.ts';
import type { Pieces } from '../../core/pieces.ts';
import { partsOf, type Rows } from '../data.ts';
import { brief, type Issue } from './issue.ts';

/** Mean or standard deviation of targets from which on a loss of squares is large. */
const LARGE = 100;
/** What a value costs, in bytes that are read meanwhile, and how many are counted in one go. */
const COST = 16;
const TOGETHER = 1 << 14;
/** How many times as large as the smallest class the largest may be. */
const RARE = 20;

/** The values that an activation gives, by the op that makes them. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  sigmoid: [0, 1], softmax: [0, 1], tanh: [-1, 1], relu: [0, Infinity], softplus: [0, Infinity],
};

/** Looks at an output and its loss, without data. */
export function outputIssues(output: Tensor, layer: string, loss: Loss | undefined): Issue[] {
  const issues: Issue[] = [];
  const width = output.shape.at(-1);
  if (output.op === 'softmax' && width === 1)
    issues.push({
      code: 'SOFTMAX_OF_ONE', severity: 'error', layer,
      message:
        `${layer}: a softmax of one unit is 1 whatever comes in, so that nothing is learned. For two classes use activation ` +
          "'sigmoid'.",
    });
  const crossentropy = loss !== undefined && /crossentropy$/i.test(loss.kind);
  if (crossentropy && loss.config?.['fromLogits'] !== true && (output.op === 'add' || output.op === 'matmul'))
    issues.push({
      code: 'NO_PROBABILITIES', severity: 'error', layer,
      message:
        `${layer} has no activation, and ${loss.kind} expects probabilities. Give it activation 'sigmoid' or 'softmax', or the loss ` +
        'fromLogits: true.',
    });
  return issues;
}

/** Looks at the targets of an output.
 *  @param output  the output's tensor */
export function* targetIssues(
  name: string, { data, shape }: Rows, output: Tensor, layer: string, loss: Loss | undefined,
): Pieces<Issue[]> {
  const count = shape[0]!;
  const classes = yield* classesOf(data, shape, output, loss);
  if (classes !== undefined) return yield* classIssues(name, classes, count);
  const issues: Issue[] = [];
  let [least, most, sum] = [Infinity, -Infinity, 0];
  for (const [, part] of partsOf(data)) {
    for (let i = 0; i < part.length; i++) {
      const v = part[i]!;
      [least, most, sum] = [Math.min(least, v), Math.max(most, v), sum + v];
    }
    yield COST * part.length;
  }
  const mean = sum / data.length;
  let squares = 0;
  for (const [, part] of partsOf(data)) {
    for (let i = 0; i < part.length; i++) squares += (part[i]! - mean) ** 2;
    yield COST * part.length;
  }
  const std = Math.sqrt(squares / data.length);
  const [low, high] = RANGES[output.op] ?? [-Infinity, Infinity];
  if (least < low || most > high)
    issues.push({
      code: 'TARGETS_OUT_OF_RANGE', severity: 'error', layer,
      message:
        `${name} has values from ${brief(least)} to ${brief(most)}, and ${layer} ends in ${output.op}, which gives values from ${low} to ` +
        `${high}. Scale the targets, or choose another activation.`,
    });
  else if (least === most && data.length > 1)
    issues.push({ code: 'CONSTANT_TARGETS', severity: 'error',
    message:
      `${name}: every target is ${brief(least)}. There is nothing to ` +
        'learn.' });
  else if (Math.abs(mean) > LARGE || std > LARGE)
    issues.push({
      code: 'UNSCALED_TARGETS', severity: 'warning',
      message:
        `${name} has mean ${brief(mean)} and standard deviation ${brief(std)}, so that losses and gradients are large. Scale the ` +
          'targets to ' +
        'a size near 1, and predictions back.',
    });
  return issues;
}

/** The class of each row; undefined if targets are no classes. */
function* classesOf(
  data: Rows['data'], shape: Rows['shape'], output: Tensor, loss: Loss | undefined,
): Pieces<ArrayLike<number> | undefined> {
  if (loss?.targets === 'classes') return data;
  const width = shape.at(-1)!;
  let hot = true;
  for (const [, part] of partsOf(data)) {
    hot = part.every((v: number) => v === 0 || v === 1);
    if (!hot) break;
    yield COST * part.length;
  }
  if (loss?.kind === 'binaryCrossentropy' && width === 1 && hot) return data;
  if (output.op !== 'softmax' || shape.length !== 2 || width < 2 || !hot) return undefined;
  const classes = new Int32Array(shape[0]!);
  for (let row = 0; row < classes.length; row++) {
    classes[row] = data.subarray(row * width, (row + 1) * width).indexOf(1);
    yield COST * width;
  }
  return classes;
}

function* classIssues(name: string, classes: ArrayLike<number>, count: number): Pieces<Issue[]> {
  const counts = new Map<number, number>();
  for (let i = 0; i < classes.length; i++) {
    counts.set(classes[i]!, (counts.get(classes[i]!) ?? 0) + 1);
    if (i % TOGETHER === TOGETHER - 1) yield COST * TOGETHER;
  }
  if (counts.size === 0) return [];
  if (counts.size === 1 && count > 1)
    return [{
      code: 'ONE_CLASS', severity: 'error',
      message:
        `${name}: every row is of class ${classes[0]}. Training needs rows of other classes, too: are the rows sorted, or a part of ` +
          'all?',
    }];
  const sorted = [...counts].toSorted((a, b) => a[1] - b[1]);
  const [[rare, few], [common, many]] = [sorted[0]!, sorted.at(-1)!];
  if (many < RARE * few) return [];
  return [{
    code: 'RARE_CLASS', severity: 'hint',
    message: `${name}: class ${rare} has ${few} rows, class ${common} has ${many}. Give fit a classWeight, and look at more than accuracy.`,
  }];
}
