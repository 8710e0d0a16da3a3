/** Folders of images and of sounds as data: what is found, what is read, what is refused, and training on them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, DataError, FileError, datasets, layers, sequential, type DataBatch } from '../../src/index.ts';

const { imageDatasetFromDirectory, audioDatasetFromDirectory } = datasets;
type Tensors = { readonly data: ArrayLike<number>; readonly shape: readonly number[] };

let folder = '';
const inside = (...parts: readonly string[]): string => join(folder, ...parts);
const COLORS = { cats: [200, 30, 10], dogs: [10, 220, 40], newts: [20, 40, 230] } as const;
const rows = (...numbers: number[]): Int32Array => Int32Array.from(numbers);
const partsOf = (batch: DataBatch): Tensors[] => [...(batch as unknown as Tensors[])];

/** A WAV file of 16 bits with these samples. */
function wav(samples: readonly number[], { rate = 8000, channels = 1 } = {}): Buffer {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * samples.length, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2 * channels, 28);
  bytes.writeUInt16LE(2 * channels, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, i) => bytes.writeInt16LE(sample * 2 ** 15, 44 + 2 * i));
  return bytes;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'myelin-folders-'));
  for (const [name, [r, g, b]] of Object.entries(COLORS)) {
    mkdirSync(inside('images', name, 'more'), { recursive: true });
    const image = sharp({ create: { width: 12, height: 8, channels: 3, background: { r, g, b } } });
    for (let i = 0; i < 4; i++) await image.clone().png().toFile(inside('images', name, `${i}.png`));
    await image.clone().webp({ lossless: true }).toFile(inside('images', name, 'more', 'w.webp'));
    await image.clone().jpeg({ quality: 100 }).toFile(inside('images', name, 'z.JPG'));
    writeFileSync(inside('images', name, 'notes.txt'), 'no image');
  }
  mkdirSync(inside('images', '.hidden'));
  for (const [name, sign] of [['high', 1], ['low', -1]] as const) {
    mkdirSync(inside('sounds', name), { recursive: true });
    for (let i = 0; i < 3; i++) writeFileSync(inside('sounds', name, `${i}.wav`), wav(Array.from({ length: 4 + i }, () => sign * 0.5)));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const names = (files: readonly string[]): string[] => files.map((path) => basename(path));

describe('images', () => {
  test('are found by sub-folder, in alphabetical order, and decoded to their size', async () => {
    const data = await imageDatasetFromDirectory(inside('images'), { imageSize: [4, 6] });
    expect([data.length, data.batchSize, data.classNames]).toEqual([18, 32, ['cats', 'dogs', 'newts']]);
    expect(names(data.files).slice(0, 6)).toEqual(['0.png', '1.png', '2.png', '3.png', 'w.webp', 'z.JPG']);
    expect([...data.labels!]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    const [images, labels] = partsOf(await data.take(rows(17, 0, 10)));
    expect(images!.shape).toEqual([3, 4, 6, 3]);
    expect([...(labels as unknown as Int32Array)]).toEqual([2, 0, 1]);
    const pixels = Array.from({ length: 3 }, (_, i) => Array.from(images!.data).slice(72 * i, 72 * i + 3));
    expect(pixels[1]).toEqual([...COLORS.cats]);
    expect(pixels[2]).toEqual([...COLORS.dogs]);
    // JPEG keeps colors to a few units.
    pixels[0]!.forEach((value, channel) => expect(Math.abs(value - COLORS.newts[channel]!)).toBeLessThanOrEqual(3));
  });

  test('in other colors and with their shape kept', async () => {
    const path = inside('images');
    const shapeOf = async (options: object): Promise<Tensors> =>
      partsOf(await (await imageDatasetFromDirectory(path, { imageSize: [8, 8], ...options })).take(rows(0)))[0]!;
    expect((await shapeOf({ colorMode: 'grayscale' })).shape).toEqual([1, 8, 8, 1]);
    const rgba = await shapeOf({ colorMode: 'rgba' });
    expect([rgba.shape, rgba.data[3]]).toEqual([[1, 8, 8, 4], 255]);
    const padded = await shapeOf({ padToAspectRatio: true });
    // 12 x 8 becomes 8 wide and 5 high: black stands above and below.
    const pixels = Array.from(padded.data);
    expect([...pixels.slice(0, 3), ...pixels.slice(4 * 24, 4 * 24 + 3)]).toEqual([0, 0, 0, ...COLORS.cats]);
    expect(Array.from((await shapeOf({ cropToAspectRatio: true })).data).slice(0, 3)).toEqual([...COLORS.cats]);
  });

  test('without their transparency, where rgb is asked for', async () => {
    mkdirSync(inside('clear', 'a'), { recursive: true });
    const pixels = Buffer.from(Array.from({ length: 8 * 8 }, (_, i) => [10, 20, 30, [0, 1, 128, 255][i % 4]!]).flat());
    const clear = sharp(pixels, { raw: { width: 8, height: 8, channels: 4 } });
    await clear.clone().png().toFile(inside('clear', 'a', '0.png'));
    for (const colorMode of ['rgb', 'grayscale'] as const) {
      const data = await imageDatasetFromDirectory(inside('clear'), { imageSize: [4, 4], colorMode });
      const [{ data: values }] = partsOf(await data.take(rows(0))) as [Tensors];
      const pixel = colorMode === 'rgb' ? [10, 20, 30] : [values[0]];
      expect([...(values as Uint8Array)]).toEqual(Array.from({ length: 16 }, () => pixel).flat());
      expect(values[0]).toBeGreaterThan(0);
    }
  });

  test('with labels of other forms, or none', async () => {
    const path = inside('images');
    const labelsOf = async (options: object): Promise<Tensors | undefined> =>
      partsOf(await (await imageDatasetFromDirectory(path, { imageSize: [2, 2], ...options })).take(rows(6, 0)))[1];
    expect(await labelsOf({ labelMode: 'categorical' })).toEqual({ data: Float32Array.of(0, 1, 0, 1, 0, 0), shape: [2, 3] });
    expect(await labelsOf({ labelMode: null })).toBeUndefined();
    expect(await labelsOf({ labels: null })).toBeUndefined();
    expect([...((await labelsOf({ classNames: ['newts', 'dogs', 'cats'] })) as unknown as Int32Array)]).toEqual([1, 0]);
    const sounds = await audioDatasetFromDirectory(inside('sounds'), { labelMode: 'binary' });
    expect(partsOf(await sounds.take(rows(0, 5)))[1]).toEqual({ data: Float32Array.of(0, 1), shape: [2, 1] });
  });

  test('are divided by a seed, without overlap', async () => {
    const options = { imageSize: [2, 2], validationSplit: 0.25, seed: 3 } as const;
    const [training, validation] = await imageDatasetFromDirectory(inside('images'), { ...options, subset: 'both' });
    expect([training.length, validation.length]).toEqual([14, 4]);
    expect(new Set([...training.files, ...validation.files]).size).toBe(18);
    const again = await imageDatasetFromDirectory(inside('images'), { ...options, subset: 'validation' });
    expect(again.files).toEqual(validation.files);
    const other = await imageDatasetFromDirectory(inside('images'), { ...options, seed: 4, subset: 'validation' });
    expect(other.files).not.toEqual(validation.files);
    [...validation.labels!].forEach((label, i) => expect(validation.files[i]).toContain(Object.keys(COLORS)[label]!));
  });

  test('train a model, which learns them, and predictions follow the files', async () => {
    const data = await imageDatasetFromDirectory(inside('images'), { imageSize: [4, 4], batchSize: 4 });
    const model = sequential(
      [layers.rescaling({ scale: 1 / 255, inputShape: [4, 4, 3] }), layers.flatten(), layers.dense({ units: 3, activation: 'softmax' })],
      { seed: 1 },
    );
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
    await model.fit(data, null, { epochs: 60, verbose: 0, validationData: data });
    expect((await model.evaluate(data, null))['accuracy']).toBe(1);
    const answers = (await model.predict(data)).toArray() as number[][];
    expect(answers.map((row) => row.indexOf(Math.max(...row)))).toEqual([...data.labels!]);
  });

  test('links to folders are followed on demand', async () => {
    mkdirSync(inside('linked'));
    symlinkSync(inside('images', 'cats'), inside('linked', 'cats'), 'junction');
    await expect(imageDatasetFromDirectory(inside('linked'))).rejects.toThrow(DataError);
    expect((await imageDatasetFromDirectory(inside('linked'), { followLinks: true })).length).toBe(6);
  });

  test('a file that is no image is named', async () => {
    mkdirSync(inside('broken', 'a'), { recursive: true });
    writeFileSync(inside('broken', 'a', 'x.png'), 'nothing');
    const data = await imageDatasetFromDirectory(inside('broken'));
    await expect(data.take(rows(0))).rejects.toThrow(/x\.png: the image cannot be read/);
    const model = sequential([layers.flatten({ inputShape: [256, 256, 3] }), layers.dense({ units: 1 })]).compile({ loss: 'mse' });
    await expect(model.fit(data, null)).rejects.toThrow(/^fit: batch 0: what makes the data has failed: .*x\.png: the image cannot/);
  });

  test('refusals', async () => {
    const path = inside('images');
    const refused = (options: object): Promise<unknown> =>
      imageDatasetFromDirectory(path, options).then(() => 'nothing', (error: unknown) => error);
    const size = await refused({ imageSize: [0, 3] });
    expect(size).toBeInstanceOf(ConfigError);
    expect(String(size)).toMatch(/imageDatasetFromDirectory: imageSize must be \[height, width\], received \[0, 3\]/);
    expect(String(await refused({ labelMode: 'binary' }))).toMatch(/labelMode 'binary' is for two classes, found 3: cats, dogs, newts/);
    expect(String(await refused({ classNames: ['cats', 'dogs'] }))).toMatch(/a folder for each of classNames and no other.*'newts'/);
    expect(String(await refused({ validationSplit: 0.5, subset: 'training' }))).toMatch(/validationSplit needs a seed/);
    expect(String(await refused({ validationSplit: 0.5, seed: 1 }))).toMatch(/validationSplit and subset belong together/);
    expect(String(await refused({ validationSplit: 0.01, seed: 1, subset: 'both' }))).toMatch(/of 18 files leaves 0 for validation/);
    expect(String(await refused({ colorMode: 'cmyk' }))).toMatch(/unknown colorMode/);
    expect(String(await refused({ cropToAspectRatio: true, padToAspectRatio: true }))).toMatch(/exclude each other/);
    expect(String(await refused({ imagesize: [2, 2] }))).toMatch(/unknown option 'imagesize'. Did you mean 'imageSize'/);
    await expect(imageDatasetFromDirectory(inside('sounds'))).rejects.toThrow(/found none/);
  });

  test('folders that cannot be read are a FileError', async () => {
    const refused = (path: string, options = {}): Promise<unknown> =>
      imageDatasetFromDirectory(path, options).catch((error: unknown) => error);
    for (const [path, options, meaning] of [
      [inside('missing'), {}, /missing: imageDatasetFromDirectory: there is no such file or folder/],
      [inside('missing'), { labels: null }, /missing: imageDatasetFromDirectory: there is no such file or folder/],
      [inside('images', 'cats', '0.png'), {}, /0\.png: imageDatasetFromDirectory: a part of the path is not a folder/],
    ] as const) {
      const error = await refused(path, options);
      expect(error).toBeInstanceOf(FileError);
      expect(String(error)).toMatch(meaning);
    }
    mkdirSync(inside('nowhere', 'a'), { recursive: true });
    symlinkSync(inside('missing'), inside('nowhere', 'a', 'x.png'), 'junction');
    expect(await refused(inside('nowhere'), { followLinks: true })).toBeInstanceOf(FileError);
  });
});

describe('sounds', () => {
  test('are as long as the longest of a batch, or as long as is asked', async () => {
    const data = await audioDatasetFromDirectory(inside('sounds'));
    expect([data.length, data.classNames]).toEqual([6, ['high', 'low']]);
    const [sounds, labels] = partsOf(await data.take(rows(3, 1)));
    expect(sounds).toEqual({ data: Float32Array.of(-0.5, -0.5, -0.5, -0.5, 0, 0.5, 0.5, 0.5, 0.5, 0.5), shape: [2, 5, 1] });
    expect([...(labels as unknown as Int32Array)]).toEqual([1, 0]);
    const cut = await audioDatasetFromDirectory(inside('sounds'), { outputSequenceLength: 5, samplingRate: 8000 });
    expect(partsOf(await cut.take(rows(0, 2)))[0]!.shape).toEqual([2, 5, 1]);
    const model = sequential([layers.flatten({ inputShape: [5, 1] }), layers.dense({ units: 1, activation: 'sigmoid' })], { seed: 1 });
    model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
    await model.fit(cut, null, { epochs: 300, batchSize: 4, verbose: 0 });
    expect((await model.evaluate(cut, null))['accuracy']).toBe(1);
  });

  test('of other rates or channels are refused with their names', async () => {
    const wrong = await audioDatasetFromDirectory(inside('sounds'), { samplingRate: 16000 });
    await expect(wrong.take(rows(0))).rejects.toThrow(/0\.wav: expected 16000 frames a second, found 8000/);
    mkdirSync(inside('stereo', 'a'), { recursive: true });
    writeFileSync(inside('stereo', 'a', '0.wav'), wav([0, 0.25]));
    writeFileSync(inside('stereo', 'a', '1.wav'), wav([0, 0.25, 0, 0.25], { channels: 2 }));
    const stereo = await audioDatasetFromDirectory(inside('stereo'));
    expect(partsOf(await stereo.take(rows(1)))[0]!.shape).toEqual([1, 2, 2]);
    await expect(stereo.take(rows(0, 1))).rejects.toThrow(/1\.wav: expected 1 channels, as .*0\.wav has, found 2/);
  });
});
