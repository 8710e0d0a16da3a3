/** Reviews of films, good or bad: texts to vectors, their mean, one dense layer.
 *  Data: Pang and Lee, "A Sentimental Education", 2004: polarity dataset v2.0, 1000 reviews of each kind, in ten folds by number. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Layer, layers, loadModel, ops, sequential, type Tensor, type Trace } from '../../src/index.ts';
import { save } from './round-trip.ts';

const archive = join(process.env['MYELIN_DATA'] ?? '', 'review-polarity', 'review_polarity.tar.gz');

/** The files in a tar archive: blocks of 512 bytes, a header with name and size in octal before each file. */
function* filesIn(tar: Buffer): Generator<readonly [name: string, text: string]> {
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    yield [name, tar.toString('latin1', at + 512, at + 512 + size)];
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/** The mean of the vectors of the steps that count. */
class MeanOfSteps extends Layer {
  readonly kind = 'meanOfSteps';
  constructor() {
    super('meanOfSteps');
  }
  call(x: Tensor, t: Trace): Tensor {
    const given = t.maskOf(x);
    if (given === undefined) return ops.mean(x, { axis: 1 });
    const mask = ops.expandDims(given, -1);
    return ops.divide(ops.sum(ops.multiply(x, mask), { axis: 1 }), ops.sum(mask, { axis: 1 }));
  }
}

test.skipIf(!existsSync(archive))('held-out reviews (needs MYELIN_DATA with review-polarity/)', { timeout: 300_000 }, async () => {
  const reviews = [...filesIn(gunzipSync(readFileSync(archive)))].flatMap(([name, text]) => {
    const found = /(pos|neg)\/cv(\d)\d\d_.*\.txt$/.exec(name);
    return found === null ? [] : [{ good: found[1] === 'pos' ? 1 : 0, fold: Number(found[2]), text }];
  });
  expect(reviews).toHaveLength(2000);
  const set = (last: boolean): { x: string[]; y: number[] } => {
    const some = reviews.filter(({ fold }) => (fold === 9) === last);
    return { x: some.map(({ text }) => text), y: some.map(({ good }) => good) };
  };
  const [learn, held] = [set(false), set(true)];
  const vectors = layers.textVectorization({ maxTokens: 20_000, outputSequenceLength: 800 });
  vectors.adapt(learn.x);
  expect(vectors.getVocabulary().slice(0, 5)).toEqual(['', '[UNK]', 'the', 'a', 'and']);
  const net = sequential(
    [
      vectors,
      layers.embedding({ inputDim: 20_000, outputDim: 16, maskZero: true }),
      new MeanOfSteps(),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
    { seed: 7 },
  );
  net.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  await net.fit(learn.x, learn.y, { epochs: 30, verbose: 0 });
  const { accuracy } = await net.evaluate(held.x, held.y);
  expect(accuracy).toBeGreaterThanOrEqual(0.83);
  const loaded = await loadModel(await save(net), { customObjects: { meanOfSteps: MeanOfSteps } });
  expect(loaded.predictSync(held.x).data).toEqual(net.predictSync(held.x).data);
});
