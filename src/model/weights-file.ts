import { ConfigError, FormatError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { readSafetensorsFile, safetensorsPieces, type StoredTensor } from '../formats/safetensors.ts';
import { bytesOf, type FileSource } from '../formats/source.ts';
import { constant } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Layer } from '../layers/layer.ts';
import { snapshot } from '../run/snapshot.ts';
import { setWeightsInPieces } from './set-weights.ts';

/** What files of models hold beside weights; see `storedVariables`. */
const BESIDE = /^(draws$|optimizer\/)/;

/** The weights of a model by their paths. */
function weightsOf(model: Layer): Map<string, Variable> {
  const weights = new Set(model.weights);
  return new Map(model.paths().filter(([, v]) => weights.has(v)));
}

/** Writes the weights of a model to a file; see `Model.saveWeights`. */
export async function saveWeights(model: Layer, path: string): Promise<void> {
  if (typeof path !== 'string' || path === '') throw new ConfigError(`saveWeights: expected a path, received ${show(path)}.`);
  const files = host().files('saveWeights');
  const weights = weightsOf(model);
  const { values } = await snapshot([...weights.values()]);
  const tensors = Object.fromEntries(
    [...weights].map(([name, v]): [string, StoredTensor] => [name, { dtype: v.dtype, shape: v.shape, data: values.get(v)! }]),
  );
  await files.writeWhole('saveWeights', path, safetensorsPieces(tensors));
}

/** Gives a model the weights of a file; see `Model.loadWeights`. */
export async function loadWeights(model: Layer, source: FileSource): Promise<void> {
  const where = 'loadWeights';
  const { tensors } = await readSafetensorsFile(where, typeof source === 'string' ? source : await bytesOf(where, source));
  const weights = weightsOf(model);
  const known = new Set(model.paths().map(([path]) => path));
  const other = Object.keys(tensors).find((name) => !known.has(name) && !BESIDE.test(name));
  if (other !== undefined)
    throw new FormatError(`${where}: the file has weights ${show(other)}, and ${model.name} has none of this path. Is it another model's?`);
  for (const [path, v] of weights) {
    const stored = tensors[path];
    if (stored === undefined || stored.dtype !== v.dtype || !sameShape(stored.shape, v.shape))
      throw new FormatError(
        `${where}: ${v.name} must be ${v.dtype} ${showShape(v.shape)}, the file has ` +
          `${stored === undefined ? `no ${path}` : `${stored.dtype} ${showShape(stored.shape)}`}. Is it another model's?`,
      );
  }
  const values = [...weights.keys()].map((path) => constant(tensors[path]!.data, tensors[path]!.shape));
  await setWeightsInPieces(where, [...weights.values()], values);
}
