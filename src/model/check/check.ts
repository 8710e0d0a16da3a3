import { MyelinError } from '../../core/errors.ts';
import { checkInteger, checkKeys } from '../../core/options.ts';
import { inPieces, inTurns, isPending, within, type Pieces } from '../../core/pieces.ts';
import { sizeOf } from '../../core/shape.ts';
import { tensorIn, type Tensor } from '../../graph/tensor.ts';
import { asCompiled } from '../../layers/as-compiled.ts';
import type { Span } from '../../trace/trace.ts';
import { countFromOne, kept, sliceRows, type Rows } from '../data.ts';
import type { Engine } from '../engine.ts';
import { namedTargets, targetValues } from '../host-targets.ts';
import { entering, type Inputs, type Targets } from '../network.ts';
import { inputsIn, placeholderFor, Samples } from '../samples.ts';
import { inputIssues, scaleIssues } from './columns.ts';
import { brief, type Issue } from './issue.ts';
import { isLeaf, stepIssues } from './step.ts';
import { outputIssues, targetIssues } from './targets.ts';

export interface CheckOptions {
  /** Rows of the step that is tried (default 256, or all if there are fewer). */
  batchSize?: number;
  /** Prints what was found (default console.log). */
  printFn?: (text: string) => unknown;
}

/** Layers that scale their inputs, or take whole numbers. */
const SCALING: ReadonlySet<string> = new Set([
  'normalization', 'rescaling', 'embedding', 'batchNormalization', 'layerNormalization', 'groupNormalization',
]);
/** Layers that leave the size of values as it is. */
const PASSING = /^(input|inputLayer|flatten|reshape|dropout|masking|permute|resizing|centerCrop|(random|zeroPadding|cropping).*)$/;
/** The largest usual learning rate, by optimizer. */
const RATES: Readonly<Record<string, number>> = { sgd: 1, adagrad: 1, adadelta: 10, ftrl: 1 };
const ADAPTIVE = 0.1;
const LEAST_RATE = 1e-7;

/** Looks for the usual causes of training that fails; see `Model.check`. */
export async function check(engine: Engine, x: Inputs, y: Targets | null, options: CheckOptions): Promise<Issue[]> {
  checkKeys('check', options, ['batchSize', 'printFn']);
  const batchSize = checkInteger('check', 'batchSize', options.batchSize ?? 256, 1);
  const { printFn = console.log } = options;
  engine.training('check');
  const issues = await found(engine, x, y, batchSize);
  const order = ['error', 'warning', 'hint'];
  issues.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  await printFn(textOf(engine.network.name, issues));
  return issues;
}

async function found(engine: Engine, x: Inputs, y: Targets | null, batchSize: number): Promise<Issue[]> {
  const issues: Issue[] = [];
  try {
    const given = inPieces(ofData(engine, x, y, batchSize, issues));
    const samples = isPending(given) ? await given : given;
    if (samples === undefined) return issues;
    await samples.checkFinite();
    issues.push(...(await stepIssues(engine, samples.slice(0, Math.min(batchSize, samples.count)))));
  } catch (error) {
    // Data that no call would take are a finding, too.
    if (!(error instanceof MyelinError)) throw error;
    issues.push({ code: 'BAD_DATA', severity: 'error', message: error.message });
  }
  return issues;
}

/** Finds what can be said without a step. @returns the data; undefined if a step on them would say no more */
function* ofData(
  engine: Engine, givenX: Inputs, givenY: Targets | null, batchSize: number, issues: Issue[],
): Pieces<Samples | undefined> {
  const [x, y] = yield* namedTargets('', givenX, givenY);
  const rows = (yield* inputsIn(engine, 'x', x)).map(kept);
  const targets = y === null ? [] : (yield* rawTargets(engine, y)).map((target) => target && kept(target));
  // Before anything takes long: the caller may change few data as soon as the call has returned.
  let [samples, refused]: [Samples | undefined, unknown] = [undefined, undefined];
  try {
    samples = (yield* Samples.reading(engine, 'check', x, y, {})).kept();
  } catch (error) {
    refused = error;
  }
  const { outputs, spans } = yield* forward(engine, rows, batchSize);
  const makerOf = (output: Tensor): Span | undefined => spans.find((s) => isLeaf(s) && s.outputs.includes(output));
  const ofOutput = outputs.map((output) => makerOf(output)?.layer.name ?? engine.network.name);
  const { losses } = engine.training('check');
  outputs.forEach((output, i) => issues.push(...outputIssues(output, ofOutput[i]!, losses[i])));
  issues.push(...rateIssues(engine));
  const single = targets.length === 1 && targets[0]?.data.length === rows[0]!.shape[0] ? targets[0].data : undefined;
  const { inputs } = engine.network;
  for (const [i, r] of rows.entries()) {
    if (inputs![i]!.dtype === 'int32') continue;
    issues.push(...(yield* inputIssues(nameOf('x', inputs!, i), r, scales(spans, rows.length), single)));
  }
  for (const [i, target] of targets.entries()) {
    if (target === undefined) continue;
    const name = nameOf('y', engine.network.outputs, i);
    const classes = engine.network.outputs[i]!.shape.at(-1)!;
    if (losses[i]?.targets === 'classes' && countFromOne(target.data, classes))
      issues.push({
        code: 'LABELS_FROM_ONE', severity: 'error',
        message: `${name} has classes from 1 to ${classes}, and they count from 0 to ${classes - 1}. Subtract 1 from each.`,
      });
    else issues.push(...(yield* targetIssues(name, target, outputs[i]!, ofOutput[i]!, losses[i])));
  }
  if (issues.some(({ code }) => code === 'LABELS_FROM_ONE' || code === 'TARGETS_OUT_OF_RANGE')) return undefined;
  if (samples === undefined) throw refused;
  return samples;
}

/** What is wrong with the size of inputs, as sentences: the usual cause of a loss that diverges. */
export async function unscaledInputs(engine: Engine, rows: readonly Rows[]): Promise<string> {
  const { inputs } = engine.network;
  // A large array is not copied, and may be gone by now.
  if (rows.some(({ data, shape }) => data.length !== sizeOf(shape))) return '';
  const { spans } = await inTurns(forward(engine, rows, 1));
  if (scales(spans, rows.length)) return '';
  const issues: Issue[] = [];
  for (const [i, r] of rows.entries())
    if (inputs![i]!.dtype !== 'int32') issues.push(...(await inTurns(scaleIssues(nameOf('x', inputs!, i), r))));
  return issues.map(({ message }) => ` In the data, ${message}`).join('');
}

/** A name for one of several inputs or outputs. */
export const nameOf = (called: string, places: readonly { readonly name: string }[], i: number): string =>
  places.length === 1 ? called : `${called} of ${places[i]!.name}`;

/** Records the network's outputs for some rows, to see what it is made of. */
export function* forward(
  engine: Engine, rows: readonly Rows[], batchSize: number,
): Pieces<{ inputs: readonly Tensor[]; outputs: readonly Tensor[]; spans: readonly Span[] }> {
  const { network } = engine;
  const training = engine.training('check');
  const inputs = rows.map((r) => placeholderFor(sliceRows(r, 0, Math.min(batchSize, r.shape[0]!))));
  const t = training.trace(true);
  const outputs = yield* within(network.tracing(entering(network, inputs), t), (piece) => asCompiled(training.trainable, piece));
  return { inputs, outputs, spans: t.spans };
}

/** The targets of each output as they were given. */
function* rawTargets({ network }: Engine, y: Exclude<Targets, string>): Pieces<(Rows | undefined)[]> {
  const raw: (Rows | undefined)[] = [];
  for (const values of yield* targetValues(network, 'y', y)) {
    if (values === undefined) {
      raw.push(undefined);
      continue;
    }
    const { data, shape } = yield* tensorIn(values, 'float32');
    raw.push({ data, shape: shape.length === 1 ? [...shape, 1] : shape });
  }
  return raw;
}

/** Whether the network scales its inputs itself. With several inputs, one layer that does so stands for all. */
function scales(spans: readonly Span[], inputs: number): boolean {
  const kinds = spans.filter(isLeaf).map(({ layer }) => (layer as unknown as { readonly kind: string }).kind);
  const first = kinds.find((kind) => !PASSING.test(kind));
  return inputs > 1 ? kinds.some((kind) => SCALING.has(kind)) : first !== undefined && SCALING.has(first);
}

/** What is wrong with the learning rate. */
export function rateIssues(engine: Engine): Issue[] {
  const { optimizer, driven, weights } = engine.training('check');
  if (driven || weights.length === 0) return [];
  const rate = optimizer.learningRate;
  const most = RATES[optimizer.kind] ?? ADAPTIVE;
  if (rate <= most && rate >= LEAST_RATE) return [];
  return [{
    code: 'LEARNING_RATE', severity: 'warning',
    message:
      `the learning rate of ${optimizer.kind} is ${brief(rate)}, and usual are values ` +
        `${rate > most ? `up to ${most}` : `from ${LEAST_RATE}`}. ` +
      'model.findLearningRate(x, y) suggests one.',
  }];
}

function textOf(name: string, issues: readonly Issue[]): string {
  if (issues.length === 0) return `check of ${name}: none of the usual causes of failure was found.`;
  return [`check of ${name}:`, ...issues.map(({ severity, code, message }) => `  ${severity.padEnd(7)}  ${code}: ${message}`)].join('\n');
}
