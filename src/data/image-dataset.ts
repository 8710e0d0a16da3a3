import { boolean, kept, oneOf, or, type Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { all } from '../core/realm.ts';
import { CHANNELS, openImageReader, type ColorMode, type Interpolation } from '../formats/image.ts';
import { fileDatasets, FOLDER, type FileDataset, type FolderOptions, type ReadFiles } from './file-dataset.ts';

export interface ImageDatasetOptions extends FolderOptions {
  /** [height, width] to which images are brought (default [256, 256]). */
  imageSize?: readonly [height: number, width: number];
  /** Whether images have 1, 3 or 4 channels (default 'rgb'). */
  colorMode?: ColorMode;
  /** How images are brought to their size; what is made smaller is averaged first (default 'bilinear'). */
  interpolation?: Interpolation;
  /** Whether parts at the edges are cut off, so that nothing is stretched (default false). */
  cropToAspectRatio?: boolean;
  /** Whether black edges are added, so that nothing is stretched (default false). */
  padToAspectRatio?: boolean;
}

const size = (): Option<readonly [number, number], readonly [number, number]> =>
  kept((where, name, given) => {
    if (Array.isArray(given) && given.length === 2 && all(given, (n) => Number.isInteger(n) && n >= 1)) return given;
    throw new ConfigError(`${where}: ${name} must be [height, width], received ${show(given)}.`);
  });

const OPTIONS = FOLDER.extend<ImageDatasetOptions>()({
  imageSize: or(size(), [256, 256]),
  colorMode: or(oneOf(['grayscale', 'rgb', 'rgba']), 'rgb'),
  interpolation: or(oneOf(['nearest', 'bilinear', 'bicubic', 'lanczos3', 'mitchellcubic']), 'bilinear'),
  cropToAspectRatio: or(boolean(), false),
  padToAspectRatio: or(boolean(), false),
});

/** Images of a folder, labelled by the sub-folders in which they are: JPEG, PNG and WebP, decoded by the package sharp on threads of its
 *  own, while a model is trained on the batch before. `fit` shuffles them by the seed of the model, unless it is told not to.
 *
 *  Values are bytes from 0 to 255, [files, height, width, channels]; `layers.rescaling({ scale: 1 / 255 })` scales them.
 *  @throws {ConfigError} on wrong options, or if sharp is not installed (`npm install sharp`)
 *  @throws {FileError} if a folder cannot be read
 *  @throws {DataError} if there are no images, or if the folders are not those of classNames
 *  @example
 *  const [training, validation] = await datasets.imageDatasetFromDirectory('photos', {
 *    imageSize: [96, 96], validationSplit: 0.2, subset: 'both', seed: 1,
 *  });
 *  await model.fit(training, null, { epochs: 5, validationData: validation });
 *  @source Keras 3, utils.image_dataset_from_directory */
export function imageDatasetFromDirectory(
  directory: string, options: ImageDatasetOptions & { subset: 'both' },
): Promise<[training: FileDataset, validation: FileDataset]>;
export function imageDatasetFromDirectory(
  directory: string, options?: ImageDatasetOptions & { subset?: 'training' | 'validation' },
): Promise<FileDataset>;
export async function imageDatasetFromDirectory(
  directory: string, options: ImageDatasetOptions = {},
): Promise<FileDataset | [FileDataset, FileDataset]> {
  const where = 'imageDatasetFromDirectory';
  const held = OPTIONS.read(where, options);
  const { imageSize: [height, width], colorMode, interpolation, cropToAspectRatio, padToAspectRatio } = held;
  if (cropToAspectRatio && padToAspectRatio)
    throw new ConfigError(`${where}: cropToAspectRatio and padToAspectRatio exclude each other. Leave one of them away.`);
  const read = openImageReader(where);
  const form = {
    height, width, colorMode, interpolation, aspect: cropToAspectRatio ? 'crop' : padToAspectRatio ? 'pad' : 'stretch',
  } as const;
  const shape = [height, width, CHANNELS[colorMode]];
  const pixels = height * width * CHANNELS[colorMode];
  const readAll: ReadFiles = async (paths) => {
    const data = new Uint8Array(paths.length * pixels);
    await Promise.all(paths.map(async (path, i) => data.set(await read(path, form), i * pixels)));
    return { data, shape: [paths.length, ...shape] };
  };
  return fileDatasets(where, directory, FOLDER.pick(where, options), /\.(jpe?g|png|webp)$/i, readAll);
}
