import { ConfigError } from '../core/errors.ts';
import { inTurns } from '../core/pieces.ts';
import { LabelEncoding, type Label } from '../layers/label-encoding.ts';
import type { Engine } from './engine.ts';
import { predict, type PredictOptions } from './predict.ts';
import type { Inputs } from './network.ts';
import type { PredictSource } from './source/data-source.ts';

/** The layer whose labels a network predicts. @throws {ConfigError} if it does not end with one, or has several outputs */
function labelEncodingOf({ network: { name, targets } }: Engine): LabelEncoding {
  const [target] = targets;
  if (targets.length === 1 && target instanceof LabelEncoding) return target;
  throw new ConfigError(
    `predictLabels: ${name} must have one output and end with layers.labelEncoding(). ` +
    'Predictions of another model become labels by labelsOf of such a layer.',
  );
}

/** The most probable label of each row; see `Model.predictLabels`. */
export async function predictLabels(engine: Engine, x: Inputs | PredictSource, options: PredictOptions): Promise<Label[]> {
  const encoding = labelEncodingOf(engine);
  const [predicted] = await predict(engine, x, options);
  return inTurns(encoding.labelling(predicted!));
}
