/** Where Keras with TensorFlow is known to differ from myelin, and why it is Keras that deviates from its own documentation or from
 *  mathematics. A case that such a reason explains counts apart. */
import type { Case, Part } from './case.ts';

interface Known {
  readonly reason: string;
  /** @param name  what differs first, or who refuses @param text  how, or the error */
  readonly holds: (drawn: Case, name: string, text: string) => boolean;
}

/** The metric that a figure belongs to. */
function metricOf({ metrics, weightedMetrics }: Case, name: string): Part | undefined {
  const [, list, at] = /^epoch \d+ (?:val)?([mw])(\d+)$/i.exec(name) ?? [];
  return at === undefined ? undefined : (list!.toLowerCase() === 'm' ? metrics : weightedMetrics)[Number(at)];
}

/** Metrics that Keras' masks do not reach: counts, what is made of counts, and the root of a mean whose values lost the mask. */
const UNMASKED = /^(auc|rootMeanSquared|precision|recall|f1|fBeta|r2|(true|false)(Positives|Negatives)|sensitivity|specificity)|iou$/i;

const KNOWN: readonly Known[] = [
  {
    reason: 'orthogonalRegularizer of one row or column: Keras divides 0 by 0',
    holds: (_, name, text) => name === 'myelin refuses' && text.includes('orthogonalRegularizer: expected a matrix with at least two'),
  },
  {
    reason: 'Binary crossentropy as a metric of softmax: Keras takes what softmax was given for what sigmoid was',
    holds: (drawn, name) =>
      drawn.calls.at(-1)!.layer.config['activation'] === 'softmax' && metricOf(drawn, name)?.kind === 'binaryCrossentropy',
  },
  {
    reason: 'Metrics that are no plain means: Keras counts steps that the mask hides',
    holds: (drawn, name) =>
      drawn.calls.some(({ layer }) => layer.kind === 'masking' || layer.config['maskZero'] === true) &&
      UNMASKED.test(metricOf(drawn, name)?.kind ?? ''),
  },
  {
    reason: 'Counts at several thresholds: Keras answers with its variable itself, which the validation then overwrites',
    holds: (drawn, name) => {
      const metric = metricOf(drawn, name);
      const validated = !/val/.test(name) && (drawn.validation !== undefined || drawn.fit.validationSplit !== undefined);
      return validated && /^(true|false)(Positives|Negatives)$/.test(metric?.kind ?? '') && Array.isArray(metric!.config['thresholds']);
    },
  },
];

export const knownReason = (drawn: Case, name: string, text: string): string | undefined =>
  KNOWN.find(({ holds }) => holds(drawn, name, text))?.reason;
