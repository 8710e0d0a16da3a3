import { integer, maybe } from '../core/declaration.ts';
import { DataError } from '../core/errors.ts';
import { largest } from '../core/extremes.ts';
import { readWav } from '../formats/wav.ts';
import { fileDatasets, FOLDER, type FileDataset, type FolderOptions, type ReadFiles } from './file-dataset.ts';

export interface AudioDatasetOptions extends FolderOptions {
  /** Frames a second that all files must have (default: whatever they have). */
  samplingRate?: number;
  /** Frames of each sound: longer ones are cut, shorter ones end with zeros (default: those of the longest of a batch). */
  outputSequenceLength?: number;
}

const OPTIONS = FOLDER.extend<AudioDatasetOptions>()({
  samplingRate: maybe(integer({ least: 1 })),
  outputSequenceLength: maybe(integer({ least: 1 })),
});

/** Sounds of a folder, WAV files, labelled by the sub-folders in which they are. They are read while a model is trained on the batch
 *  before. `fit` shuffles them by the seed of the model, unless it is told not to.
 *
 *  Values are float32 in [-1, 1), [files, frames, channels].
 *  @throws {ConfigError} on wrong options
 *  @throws {FileError} if a folder cannot be read
 *  @throws {DataError} if there are no sounds, or if the folders are not those of classNames
 *  @example const sounds = await datasets.audioDatasetFromDirectory('words', { outputSequenceLength: 16000 });
 *  @source Keras 3, utils.audio_dataset_from_directory */
export function audioDatasetFromDirectory(
  directory: string, options: AudioDatasetOptions & { subset: 'both' },
): Promise<[training: FileDataset, validation: FileDataset]>;
export function audioDatasetFromDirectory(
  directory: string, options?: AudioDatasetOptions & { subset?: 'training' | 'validation' },
): Promise<FileDataset>;
export async function audioDatasetFromDirectory(
  directory: string, options: AudioDatasetOptions = {},
): Promise<FileDataset | [FileDataset, FileDataset]> {
  const where = 'audioDatasetFromDirectory';
  const held = OPTIONS.read(where, options);
  const { samplingRate, outputSequenceLength } = held;
  const read: ReadFiles = async (paths) => {
    const sounds = await Promise.all(paths.map((path) => readWav(path)));
    const channels = sounds[0]!.shape[1]!;
    sounds.forEach(({ sampleRate, shape }, i) => {
      if (shape[1] !== channels)
        throw new DataError(`${paths[i]}: expected ${channels} channels, as ${paths[0]} has, found ${shape[1]}. Convert it first.`);
      if (samplingRate !== undefined && sampleRate !== samplingRate)
        throw new DataError(`${paths[i]}: expected ${samplingRate} frames a second, found ${sampleRate}. Convert it first.`);
    });
    const frames = outputSequenceLength ?? largest(sounds.map(({ shape }) => shape[0]!));
    const data = new Float32Array(paths.length * frames * channels);
    sounds.forEach((sound, i) => data.set(sound.data.subarray(0, frames * channels), i * frames * channels));
    return { data, shape: [paths.length, frames, channels] };
  };
  return fileDatasets(where, directory, FOLDER.pick(where, options), /\.wav$/i, read);
}
