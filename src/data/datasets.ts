/** Data sets and readers, as the package offers them. What prepares columns for a network stays with the command. */
export { audioDatasetFromDirectory, type AudioDatasetOptions } from './audio-dataset.ts';
export { parseCsv, readCsv, type CsvOptions } from './csv.ts';
export { digits, imageText, type Digits, type DigitsOptions, type Images, type Labels } from './digits.ts';
export { FileDataset, type FolderOptions } from './file-dataset.ts';
export { imageDatasetFromDirectory, type ImageDatasetOptions } from './image-dataset.ts';
export { table } from './make-table.ts';
export type { Column, Table } from '../preprocessing/table.ts';
export type { Cell, TableLike } from '../preprocessing/table-like.ts';
export { parseFasta, readFasta, type FastaOptions, type FastaRecord } from '../formats/fasta.ts';
export { parseIdx, readIdx, type IdxArray, type IdxOptions } from '../formats/idx.ts';
export { parseWav, readWav, type Sound, type WavOptions } from '../formats/wav.ts';
export { KFold, kFold, type KFoldOptions } from './k-fold.ts';
export type { Divisible, RowsOf, StratifyLabels } from './rows.ts';
export { toCategorical } from './to-categorical.ts';
export { trainTestSplit, type TrainTestSplitOptions } from './train-test-split.ts';
