/** Where Keras with TensorFlow is known to differ from myelin, and why it is Keras that deviates from its own documentation or from
 *  mathematics. A case that such a reason explains counts apart. */
import { headOf, layersOf, type Case, type Output, type Part } from './case.ts';
import { figureOf } from './figures.ts';

interface Known {
  readonly reason: string;
  /** @param name  what differs first, or who refuses @param text  how, or the error */
  readonly holds: (drawn: Case, name: string, text: string) => boolean;
}

/** Metrics that masks do not reach in Keras 3: counts, what is made of counts, and the root of a mean. Only its `MeanMetricWrapper` joins
 *  the mask with the weights, so that the root mean squared error of an output is not the root of its mean squared error, and steps that
 *  are there to fill up rows count as hits and misses. Keras 2 gave the mask to every metric, and so does myelin. */
const UNMASKED = /^(auc|rootMeanSquared|precision|recall|f1|fBeta|r2|(true|false)(Positives|Negatives)|sensitivity|specificity)|iou$/i;

/** Why a drawn layer cannot be made; Keras was asked by hand. */
const UNMADE: readonly { readonly reason: string; readonly error: RegExp }[] = [
  {
    reason: 'softmax of a mask whose axes are not the last ones of the input: Keras refuses, too, if not when the layer is called, then ' +
      'when it runs, unless a batch has as many rows as the mask has steps: then it takes rows for steps',
    error: /^ShapeError: softmax\w*: expected a mask/,
  },
];

const masked = ({ graph }: Case): boolean => layersOf(graph).some(({ kind, config }) => kind === 'masking' || config['maskZero'] === true);

/** The numbers of rows for training and for validation. */
function countsOf({ rows, validation, fit }: Case): readonly number[] {
  const all = rows.x[0]!.shape[0]!;
  const learnt = Math.floor(all * (1 - (fit.validationSplit ?? 0)));
  return [learnt, all - learnt, ...(validation?.x[0]?.shape.slice(0, 1) ?? [])];
}

const KNOWN: readonly Known[] = [
  {
    reason: 'ctc of an output with a mask: Keras multiplies the losses of samples by the mask of their steps, and fails, or takes steps ' +
      'for samples where there are as many',
    holds: (drawn, name) => {
      const ctc = drawn.outputs.some(({ loss }) => loss?.kind === 'ctc');
      const steps = drawn.rows.x[0]?.shape[1], rows = drawn.rows.x[0]?.shape[0] ?? 0, { batchSize } = drawn.fit;
      return ctc && masked(drawn) && (name === 'Keras refuses' || [batchSize, rows % batchSize].includes(steps ?? -1));
    },
  },
  {
    reason: 'batchNormalization of one channel with a mask: Keras squeezes mean and variance to numbers, which have no axis of channels',
    holds: (drawn, name, text) =>
      name === 'Keras refuses' && masked(drawn) && /BatchNormalization\.call.*tuple index out of range/.test(text),
  },
  {
    reason: 'muon of kernels whose gradients have a number of rows that a TensorFlow graph does not know: Keras asks whether they ' +
      'are more than the columns',
    holds: ({ optimizer }, name, text) => {
      const { kind } = (optimizer.config['innerOptimizer'] as Part | undefined) ?? optimizer;
      return name === 'Keras refuses' && kind === 'muon' && /symbolic `tf\.Tensor` as a Python `bool`/.test(text);
    },
  },
  {
    reason: 'orthogonalRegularizer of one row or column: Keras divides 0 by 0',
    holds: (_, name, text) => name === 'myelin refuses' && text.includes('orthogonalRegularizer: expected a matrix with at least two'),
  },
  {
    reason: 'Binary crossentropy as a metric of softmax: Keras takes what softmax was given for what sigmoid was',
    holds: (drawn, name) => {
      const figure = figureOf(drawn, name);
      if (figure?.metric?.kind !== 'binaryCrossentropy') return false;
      return headOf(drawn.graph, drawn.outputs.indexOf(figure.outputs[0]!))?.config['activation'] === 'softmax';
    },
  },
  {
    reason: 'Losses that are one number for a batch, with the reduction meanWithSampleWeight: in a batch of one row, Keras takes the ' +
      'weight for a number of that kind, too, and does not divide by it',
    holds: (drawn) => {
      const { outputs, rows, fit } = drawn;
      const whole = ({ loss }: Output): boolean =>
        ['dice', 'tversky'].includes(loss?.kind ?? '') && loss!.config['reduction'] === 'meanWithSampleWeight';
      const weighted = rows.sampleWeight !== undefined || fit.classWeight !== undefined;
      return weighted && outputs.some(whole) && countsOf(drawn).some((count) => count % fit.batchSize === 1);
    },
  },
  {
    reason: 'Weights before a relu, once gradients are NaN: TensorFlow multiplies them by 0 where relu is 0, and keeps NaN; myelin takes 0',
    holds: ({ graph }, name, text) =>
      name.includes(' weights ') && text.includes('instead of NaN') &&
      layersOf(graph).some(({ kind, config }) => /^relu/i.test(kind) || /^relu/i.test(String(config['activation']))),
  },
  {
    reason: 'Metrics that are no plain means: Keras counts steps that the mask hides',
    holds: (drawn, name) => masked(drawn) && UNMASKED.test(figureOf(drawn, name)?.metric?.kind ?? ''),
  },
  {
    reason: 'Counts at several thresholds: Keras answers with its variable itself, which the validation then overwrites',
    holds: (drawn, name) => {
      const { validated, metric } = figureOf(drawn, name) ?? {};
      const overwritten = validated === false && (drawn.validation !== undefined || drawn.fit.validationSplit !== undefined);
      return overwritten && /^(true|false)(Positives|Negatives)$/.test(metric?.kind ?? '') && Array.isArray(metric!.config['thresholds']);
    },
  },
];

/** Why a case cannot be drawn, if that is known. */
export const knownUnmade = (error: string): string | undefined => UNMADE.find((known) => known.error.test(error))?.reason;

export const knownReason = (drawn: Case, name: string, text: string): string | undefined =>
  KNOWN.find(({ holds }) => holds(drawn, name, text))?.reason;
