/** The order of rows: shuffle buffers, and positions to which sources go back. */
import { describe, expect, test } from 'vitest';
import { ConfigError, type DataBatch, type DataSource } from '../../src/index.ts';
import { Samples } from '../../src/model/samples.ts';
import { openArrays, openSamples } from '../../src/model/source/open.ts';
import { ShuffleBuffer } from '../../src/model/source/shuffle-buffer.ts';
import type { Source } from '../../src/model/source/source.ts';
import { batches, bits, made, ROWS, rowsOf, slowly, WIDTH, x, y } from './stream-data.ts';

const rowNumber = new Map(Array.from({ length: ROWS }, (_, row) => [x.data[row * WIDTH]!, row]));

/** The numbers of the rows that a source gives in a pass, batch by batch. */
async function pass(source: Source<Samples>, most?: number): Promise<number[][]> {
  const rows: number[][] = [];
  for (;;) {
    const batch = await source.next(({ value, at }) => {
      const { data } = value.inputs[0]!;
      // Each row comes with its target.
      const numbers = Array.from({ length: value.count }, (_, i) => rowNumber.get(data[i * WIDTH]!)!);
      expect([...value.targets[0]!.data]).toEqual(numbers.map((row) => y.data[row]));
      return { numbers, at };
    }, most);
    if (batch === undefined) return rows;
    rows.push(batch.numbers);
  }
}

const reading = { where: 'fit', batchSize: 8, shuffled: true, learning: true, signal: undefined };
const opened = (given: DataSource, epochs = 0, seed = 7): Source<Samples> => {
  const model = made(seed);
  model.epochs.assign({ data: Int32Array.of(epochs, 0), shape: [2] });
  return openSamples(model.engine, given, reading);
};
const buffered = (given: DataSource, size: number, epochs = 0, seed = 7): Source<Samples> =>
  new ShuffleBuffer(opened(given, epochs, seed), size, seed);
const indexed = { length: ROWS, take: async (rows: Int32Array): Promise<DataBatch> => rowsOf(rows) };
const arrays = (): Source<Samples> => {
  const { engine } = made();
  return openArrays(engine, Samples.given(engine, 'fit', x, y, {}), reading);
};
const all = Array.from({ length: ROWS }, (_, row) => row);

describe('a shuffle buffer', () => {
  test('gives all rows once, in batches of the size of the first, in an order of its own for each pass and seed', async () => {
    for (const size of [1, 7, 20, 50, 500]) {
      const source = buffered(() => batches(8), size);
      const first = await pass(source);
      expect(first.map(({ length }) => length)).toEqual([8, 8, 8, 8, 8, 8, 2]);
      expect(first.flat().toSorted((a, b) => a - b)).toEqual(all);
      // A row leaves at the earliest when the buffer has held it and all rows before it; so it comes at most `size` - 1 too early.
      expect(first.flat().every((row, place) => row - place < size)).toBe(true);
      if (size === 1) expect(first.flat()).toEqual(all);
      else expect(first.flat()).not.toEqual(all);
      expect(await pass(buffered(slowlyAgain, size))).toEqual(first);
      if (size > 1) expect(await pass(buffered(() => batches(8), size, 1))).not.toEqual(first);
      if (size > 1) expect(await pass(buffered(() => batches(8), size, 0, 8))).not.toEqual(first);
      expect((await pass(source)).flat()).toHaveLength(ROWS);
    }
  });

  const slowlyAgain = (): AsyncGenerator<DataBatch> => slowly(8);

  test('mixes well: where a row comes depends little on where it was', async () => {
    const places = Array.from({ length: 40 }, () => new Array<number>(ROWS).fill(0));
    for (let epoch = 0; epoch < 40; epoch++)
      (await pass(buffered(() => batches(8), ROWS, epoch))).flat().forEach((row, place) => (places[epoch]![row] = place));
    const mean = all.map((row) => places.reduce((sum, of) => sum + of[row]!, 0) / 40);
    // Uniform places have the mean 24.5 and a deviation of 14.4; that of 40 of them is 2.28. Five of these are never reached by chance.
    expect(Math.max(...mean.map((m) => Math.abs(m - 24.5)))).toBeLessThan(5 * 2.28);
  });

  test('batches that come in other sizes, and data that can be read only once', async () => {
    const uneven = function* (): Generator<DataBatch> {
      yield rowsOf(all.slice(0, 4));
      yield rowsOf(all.slice(4, 45));
      yield rowsOf(all.slice(45));
    };
    const source = buffered(uneven(), 10);
    const rows = await pass(source);
    expect(rows.map(({ length }) => length)).toEqual([4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 2]);
    expect(rows.flat().toSorted((a, b) => a - b)).toEqual(all);
    expect([source.ended, await pass(source)]).toEqual([true, []]);
    const other = function* (): Generator<DataBatch> {
      yield rowsOf([0, 1]);
      yield [...rowsOf([2, 3]), [1, 1]];
    };
    await expect(pass(buffered(other, 10))).rejects.toThrow(/batch 1: expected rows of the kinds and shapes of the first batch/);
  });

  test('fit takes it as an option, and a seed fixes what comes', async () => {
    const [a, b, plain] = [made(), made(), made()];
    for (const model of [a, b]) await model.fit(() => batches(8), null, { epochs: 3, shuffle: { buffer: 20 }, verbose: 0 });
    await plain.fit(() => batches(8), null, { epochs: 3, verbose: 0 });
    expect(bits(a)).toBe(bits(b));
    expect(bits(a)).not.toBe(bits(plain));
  });
});

describe('a source goes to a position', () => {
  const sources: Record<string, () => Source<Samples>> = {
    'a function of generators': () => opened(() => batches(8)),
    'an iterable': () => opened({ [Symbol.asyncIterator]: () => slowly(8) }),
    'rows by their numbers': () => opened(indexed),
    arrays,
    'a shuffle buffer': () => buffered(() => batches(8), 20),
  };
  test.each(Object.entries(sources))('%s', async (_, make) => {
    for (const number of [0, 3]) {
      const whole = make();
      await whole.seek({ pass: number, batch: 0 });
      const rows = await pass(whole, 1);
      expect(rows.flat().toSorted((a, b) => a - b)).toEqual(all);
      for (const batch of [1, 4, 6, 7]) {
        const source = make();
        await source.seek({ pass: number, batch });
        expect(await pass(source, 1)).toEqual(rows.slice(batch));
      }
    }
  });

  test('orders are those of rows that lie in the arena, and differ from pass to pass', async () => {
    const [byNumber, array] = [await pass(opened(indexed)), await pass(arrays(), 1)];
    expect(byNumber).toEqual(array);
    expect(await pass(opened(indexed, 1))).not.toEqual(byNumber);
  });

  test('a function is called with the number of epochs before', async () => {
    const given: number[] = [];
    const model = made();
    const source = (epoch: number): Generator<DataBatch> => (given.push(epoch), batches(8));
    await model.fit(source, null, { epochs: 2, verbose: 0 });
    await model.fit(source, null, { epochs: 2, verbose: 0 });
    expect(given).toEqual([0, 1, 2, 3]);
  });

  test('data that can be read only once refuse', async () => {
    const source = opened(batches(8));
    expect(source.once).toBe(true);
    await expect(source.seek({ pass: 0, batch: 2 })).rejects.toThrow(ConfigError);
    await expect(buffered(batches(8), 5).seek({ pass: 0, batch: 2 })).rejects.toThrow(/can be read only once/);
    const short = opened(() => batches(8)).seek({ pass: 0, batch: 9 });
    await expect(short).rejects.toThrow(/expected more than 9 batches, as before, received 7/);
  });
});
