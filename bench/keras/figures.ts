/** What a figure of a history is. */
import type { Case, Output, Part } from './case.ts';

export interface Figure {
  readonly validated: boolean;
  /** Those that it belongs to: all for the whole loss. */
  readonly outputs: readonly Output[];
  /** None: it is a loss. */
  readonly metric: Part | undefined;
}

/** The figure with such a name, as 'epoch 0 valOut1M0' or 'epoch 2 loss'. */
export function figureOf({ outputs }: Case, name: string): Figure | undefined {
  const found = /^epoch \d+ (val)?(?:out(\d))?(?:loss|([mw])(\d+))$/i.exec(name);
  if (found === null) return undefined;
  const [, validated, output, list, at] = found;
  const of = output === undefined ? outputs : [outputs[Number(output)]!];
  const metric = list === undefined ? undefined : of[0]![list.toLowerCase() === 'm' ? 'metrics' : 'weightedMetrics'][Number(at)];
  return { validated: validated !== undefined, outputs: of, metric };
}
