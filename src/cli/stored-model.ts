import { readFile } from 'node:fs/promises';
import { ConfigError, FormatError } from '../core/errors.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { loadModel, type Sequential } from '../index.ts';
import { naming } from './exit.ts';
import { inputShapeOf, subjectOf, type Subject } from './subject.ts';
import { upgradedFile } from './upgrade-file.ts';

/** Loads a model, with its subject if `myelin train` made it. */
export function load(path: string): Promise<{ model: Sequential; subject: Subject | undefined }> {
  return naming(path, async () => {
    const model = await loadModel(upgradedFile(await readFile(path)));
    return { model, subject: subjectOf(model) };
  });
}

/** Loads a model that `myelin train` made, with its subject.
 *  @throws {ConfigError} if it was saved by other means, so that its target is not known
 *  @throws {FormatError} if the file is damaged, or its parts do not fit together */
export async function loadTrained(path: string): Promise<{ model: Sequential; subject: Subject }> {
  const { model, subject } = await load(path);
  if (subject === undefined) {
    throw new ConfigError(
      `${path}: the model does not say what it predicts from which columns: it was not made by \`myelin train\`. ` +
      'Load it with loadModel and call predict or evaluate.',
    );
  }
  const outputs = subject.target.task === 'classification' ? subject.target.labels.length : 1;
  const [inputShape, outputShape] = [inputShapeOf(subject), [outputs]];
  const has = (shape: readonly (number | null)[] | undefined, expected: readonly number[]): boolean =>
    shape !== undefined && sameShape(shape.slice(1) as number[], expected);
  if (!has(model.inputShape, inputShape) || !has(model.outputShape, outputShape)) {
    throw new FormatError(
      `${path}: the data has shape ${showShape([null, ...inputShape])} and ${outputs} outputs, the model does not. ` +
      'The file is damaged.',
    );
  }
  return { model, subject };
}
