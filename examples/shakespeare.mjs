/** A language model of letters: a transformer reads plays of Shakespeare, foretells each next character, and then writes some lines. */
import { readFileSync } from 'node:fs';
import { input, layers, losses, model, optimizers, random, schedules, setDtypePolicy } from 'myelin';
import { dataPath, quick } from './arguments.mjs';

const WINDOW = 128; // characters that the model sees
const [WIDTH, HEADS, BLOCKS] = quick ? [32, 2, 1] : [128, 4, 4];
const [STEPS, BATCH] = quick ? [300, 16] : [3000, 16];
setDtypePolicy('mixed_bfloat16');

const text = readFileSync(dataPath('tiny-shakespeare', 'input.txt'), 'latin1');
const alphabet = [...new Set(text)].sort();
const codes = Int32Array.from(text, (character) => alphabet.indexOf(character));
const cut = Math.floor(0.9 * codes.length); // the last tenth is held out
const [seen, held] = [codes.subarray(0, cut), codes.subarray(cut, quick ? cut + 10_000 : codes.length)];

const ids = input({ shape: [WINDOW], dtype: 'int32' });
let x = layers.embedding({ inputDim: alphabet.length, outputDim: WIDTH }).apply(ids);
x = layers.add().apply([x, layers.positionEmbedding({ sequenceLength: WINDOW, initializer: 'uniform' }).apply(x)]);
// The two characters before say a lot at once, without attention.
x = layers.add().apply([x, layers.conv1d({ filters: WIDTH, kernelSize: 3, padding: 'causal', activation: 'gelu' }).apply(x)]);
for (let i = 0; i < BLOCKS; i++) {
  x = layers.transformerDecoder({ intermediateDim: 4 * WIDTH, numHeads: HEADS, normalizeFirst: true }).apply(x);
}
const logits = layers.dense({ units: alphabet.length, name: 'logits' }).apply(layers.layerNormalization().apply(x));
const net = model({ inputs: ids, outputs: logits, seed: 1 });

const learningRate = schedules.cosineDecay({
  initialLearningRate: 0, warmupSteps: STEPS / 30, warmupTarget: 0.004, decaySteps: (29 / 30) * STEPS, alpha: 0.02,
});
net.compile({
  optimizer: optimizers.muon({ learningRate, weightDecay: 0.1, clipnorm: 1, excludeLayers: ['^logits'] }),
  loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
});

/** Windows of a text, `stride` apart, and what follows each of their characters. */
function windows(codes, offset, stride) {
  const rows = Math.floor((codes.length - 1 - WINDOW - offset) / stride) + 1;
  const cutOut = (from) => {
    const data = new Int32Array(rows * WINDOW);
    for (let row = 0; row < rows; row++) data.set(codes.subarray(from + row * stride, from + row * stride + WINDOW), row * WINDOW);
    return { data, shape: [rows, WINDOW] };
  };
  return [cutOut(offset), cutOut(offset + 1)];
}

// Each pass goes through the whole text, cut at other places than the pass before.
for (let pass = 0; net.optimizer.steps < STEPS; pass++) {
  const left = (STEPS - net.optimizer.steps) * BATCH; // rows
  const [x, y] = windows(seen.subarray(0, left * WINDOW + WINDOW), (pass * 37) % WINDOW, WINDOW);
  const { history } = await net.fit(x, y, { batchSize: BATCH, initialEpoch: pass, epochs: pass + 1 });
  console.log(`step ${net.optimizer.steps}: ${(history.loss[0] / Math.LN2).toFixed(3)} bits a character`);
}

/** Bits a character of the held-out text. Windows overlap by half, and of each the second half counts, so that the model has seen 64
 *  characters or more before each that it foretells. */
async function bits() {
  const [x, y] = windows(held, 0, WINDOW / 2);
  const counts = Float32Array.from(x.data, (_, i) => (i % WINDOW < WINDOW / 2 ? 0 : 2)); // 1 on average
  const { loss } = await net.evaluate(x, y, { batchSize: 32, sampleWeight: { data: counts, shape: x.shape } });
  return loss / Math.LN2;
}
console.log(`held-out text: ${(await bits()).toFixed(3)} bits a character`);

/** Goes on with a text, drawing each character as probable as the model says, sharpened a little. */
function write(start, length) {
  let text = start;
  const dice = random.uniform([length], { seed: 1 }).data;
  for (let i = 0; i < length; i++) {
    const last = [...text.slice(-WINDOW)].map((character) => alphabet.indexOf(character));
    const all = net.predictSync([[...last, ...new Array(WINDOW - last.length).fill(0)]]);
    const at = (last.length - 1) * alphabet.length;
    const weights = all.data.subarray(at, at + alphabet.length).map((logit) => Math.exp(logit / 0.8));
    let rest = dice[i] * weights.reduce((a, b) => a + b);
    text += alphabet[Math.max(0, weights.findIndex((w) => (rest -= w) < 0))];
  }
  return text;
}
console.log(write('ROMEO:\n', quick ? 100 : 500));
