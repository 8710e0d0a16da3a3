/** Where Keras with TensorFlow is known to differ from myelin, and why it is Keras that deviates from its own documentation or from
 *  mathematics. A case that such a reason explains counts apart. */
import type { Case } from './case.ts';

interface Known {
  readonly reason: string;
  /** @param name  what differs first, or who refuses @param text  how, or the error */
  readonly holds: (drawn: Case, name: string, text: string) => boolean;
}

const KNOWN: readonly Known[] = [
  {
    reason: 'Counts at several thresholds: Keras answers with its variable itself, which the validation then overwrites',
    holds: ({ metrics, weightedMetrics, validation, fit }, name) => {
      const [, list, at] = /^epoch \d+ ([mw])(\d+)$/.exec(name) ?? [];
      const metric = at === undefined ? undefined : (list === 'm' ? metrics : weightedMetrics)[Number(at)];
      const validated = validation !== undefined || fit.validationSplit !== undefined;
      return validated && /^(true|false)(Positives|Negatives)$/.test(metric?.kind ?? '') && Array.isArray(metric!.config['thresholds']);
    },
  },
];

export const knownReason = (drawn: Case, name: string, text: string): string | undefined =>
  KNOWN.find(({ holds }) => holds(drawn, name, text))?.reason;
