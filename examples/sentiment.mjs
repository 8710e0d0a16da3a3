/** Reviews of films, good or bad: three ways to make one vector of many words, compared on the same reviews. Their mean, which knows no
 *  order; a mean in which the network chooses the weights; and a recurrent network that reads forwards and backwards. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { callbacks, Layer, layers, ops, optimizers, sequential } from 'myelin';
import { dataPath, quick } from './arguments.mjs';

/** The files in a tar archive: blocks of 512 bytes, before each file a header with its name, and its size in octal. */
function* filesIn(tar) {
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    yield [tar.toString('latin1', at, at + 100).replace(/\0.*$/s, ''), tar.toString('latin1', at + 512, at + 512 + size)];
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

// The names tell the kind and the number of a review: .../pos/cv123_29066.txt. Numbers from 800 on are for the test.
const reviews = [...filesIn(gunzipSync(readFileSync(dataPath('review-polarity', 'review_polarity.tar.gz'))))].flatMap(([name, text]) => {
  const [, kind, number] = /(pos|neg)\/cv(\d+)_.*\.txt$/.exec(name) ?? [];
  return kind === undefined || (quick && number % 2 > 0) ? [] : [{ good: Number(kind === 'pos'), number: Number(number), text }];
}).sort((a, b) => a.number - b.number); // so that good and bad ones stand in turns
const part = (from, to) => {
  const some = reviews.filter(({ number }) => number >= from && number < to);
  return [some.map(({ text }) => text), some.map(({ good }) => good)];
};
const [[xTrain, yTrain], [xHeld, yHeld], [xTest, yTest]] = [part(0, 700), part(700, 800), part(800, 1000)];

/** A mean of the steps of a sequence, with weights that follow from the steps themselves: a step that says more counts more. */
class WeightedMean extends Layer {
  kind = 'weightedMean';
  score = layers.dense({ units: 1, useBias: false });

  constructor() {
    super('weighted_mean');
  }

  call(x, t) {
    const scores = t.call(this.score, x); // [batch, steps, 1]
    // Steps that only fill up a short text get no weight.
    const hidden = ops.multiply(-1e9, ops.subtract(1, ops.expandDims(t.maskOf(x), -1)));
    return ops.sum(ops.multiply(ops.softmax(ops.add(scores, hidden), { axis: 1 }), x), { axis: 1 });
  }
}

const WORDS = 20_000;
const ways = {
  'mean of words': () => [layers.globalAveragePooling1d()],
  'weighted mean of words': () => [new WeightedMean()],
  'bidirectional GRU, weighted mean': () => [
    layers.bidirectional({ layer: layers.gru({ units: 16, returnSequences: true }) }),
    layers.dropout({ rate: 0.3 }),
    new WeightedMean(),
  ],
};
for (const [name, pooling] of Object.entries(ways)) {
  const words = layers.textVectorization({ maxTokens: WORDS, outputSequenceLength: quick ? 300 : 600 });
  words.adapt(xTrain);
  const model = sequential([
    words,
    layers.embedding({ inputDim: WORDS, outputDim: 32, maskZero: true }),
    layers.dropout({ rate: 0.5 }),
    ...pooling(),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ], { seed: 1 });
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.002 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  const stopping = callbacks.earlyStopping({ patience: 5, restoreBestWeights: true });
  await model.fit(xTrain, yTrain, {
    epochs: quick ? 10 : 100, batchSize: 32, validationData: [xHeld, yHeld], callbacks: [stopping],
  });
  const { accuracy } = await model.evaluate(xTest, yTest);
  console.log(`${name}: test accuracy ${accuracy.toFixed(3)} after ${stopping.bestEpoch + 1} epochs, ${model.countParams()} parameters`);
}
