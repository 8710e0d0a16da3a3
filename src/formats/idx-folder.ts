import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { onFile } from './file-error.ts';
import { readIdx, type IdxArray } from './idx.ts';

/** Images with the class of each, as in MNIST and similar data sets. */
export interface LabelledImages {
  /** [n, height, width] or [n, height, width, channels] */
  readonly x: IdxArray;
  /** [n] class numbers from 0 */
  readonly y: { readonly data: Int32Array; readonly shape: [number] };
}

/** The names of MNIST's files. */
const NAMES = { train: ['train-images', 'train-labels'], test: ['t10k-images', 't10k-labels'] } as const;

/** Reads the training or test pair of a folder of IDX files: train-images-idx3-ubyte and train-labels-idx1-ubyte, or
 *  t10k-..., each plain or .gz. Resolves to undefined if the folder has neither file of the pair.
 *  @throws {FormatError} if one file is missing or the two do not fit together */
export async function readIdxPair(folder: string, set: 'train' | 'test'): Promise<LabelledImages | undefined> {
  const names = (await onFile('readIdxPair', folder, () => readdir(folder))).toSorted();
  const [images, labels] = NAMES[set].map((stem) =>
    names.find((name) => name === stem || name.startsWith(`${stem}-idx`) || name.startsWith(`${stem}.idx`)),
  );
  if (images === undefined && labels === undefined) return undefined;
  if (images === undefined || labels === undefined) {
    throw new FormatError(
      `${folder}: expected ${NAMES[set][0]}-idx3-ubyte and ${NAMES[set][1]}-idx1-ubyte (or .gz), found only ${images ?? labels}.`,
    );
  }
  const [x, y] = await Promise.all([readIdx(join(folder, images)), readIdx(join(folder, labels))]);
  if (y.shape.length !== 1 || x.shape.length < 2 || x.shape[0] !== y.shape[0]) {
    throw new FormatError(
      `${folder}: expected images [n, ...] and labels [n], received ${showShape(x.shape)} in ${images} and ${showShape(y.shape)} in ` +
      `${labels}.`,
    );
  }
  const row = y.data.findIndex((label) => !Number.isInteger(label) || label < 0);
  if (row >= 0) throw new FormatError(`${folder}: expected labels from 0 upwards, received ${y.data[row]} at ${row} in ${labels}.`);
  return { x, y: { data: Int32Array.from(y.data), shape: [y.data.length] } };
}
