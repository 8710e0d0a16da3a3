/** Finds binding sites in DNA: a convolution over the letters, as in Alipanahi et al. 2015, DeepBind. The example plants sites in random
 *  sequences itself, writes them to a FASTA file and a CSV file, and reads these. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datasets, layers, optimizers, random, sequential } from 'myelin';
import { quick } from './arguments.mjs';

const BASES = 'ACGT';
const LENGTH = 120;
/** How often a letter of a planted site is drawn anew. */
const CHANGED = 0.08;
/** What each factor binds to. */
const MOTIFS = { gata: 'AGATAAGG', ebox: 'CACGTGAC', tata: 'TATAAAAG' };
const FACTORS = ['none', ...Object.keys(MOTIFS)];

async function plant(folder, rows) {
  const letters = random.uniform([rows, LENGTH], { maxval: 4, seed: 1 }).toArray();
  const dice = random.uniform([rows, 17], { seed: 2 }).toArray();
  const records = letters.map((row, i) => {
    const sequence = row.map((v) => BASES[Math.floor(v)]);
    const factor = FACTORS[i % FACTORS.length];
    const at = Math.floor(dice[i][0] * (LENGTH - 8));
    [...(MOTIFS[factor] ?? '')].forEach((letter, j) => {
      const changed = dice[i][1 + j] < CHANGED;
      sequence[at + j] = changed ? BASES[Math.floor(4 * dice[i][9 + j])] : letter;
    });
    return { id: `seq${i}`, factor, sequence: sequence.join('') };
  });
  const [fasta, csv] = [join(folder, 'sites.fasta'), join(folder, 'sites.csv')];
  await writeFile(fasta, records.map(({ id, sequence }) => `>${id} planted\n${sequence.slice(0, 60)}\n${sequence.slice(60)}\n`).join(''));
  await writeFile(csv, `id,factor\n${records.map(({ id, factor }) => `${id},${factor}\n`).join('')}`);
  return [fasta, csv];
}

const folder = await mkdtemp(join(tmpdir(), 'myelin-genes-'));
const [fasta, csv] = await plant(folder, quick ? 2000 : 8000);

const sequences = await datasets.readFasta(fasta);
const table = await datasets.readCsv(csv);
await rm(folder, { recursive: true });

/** Each letter as four numbers, of which one is 1. */
const oneHot = (sequence) => [...sequence].map((letter) => [...BASES].map((base) => Number(letter === base)));
const byId = new Map(sequences.map(({ id, sequence }) => [id, sequence]));
const texts = table.column('id').values.map((id) => byId.get(id));
const factors = table.column('factor').values;
const [xTrain, xTest, yTrain, yTest, , textTest] = datasets.trainTestSplit(
  texts.map(oneHot), factors, texts, { testSize: 0.25, stratify: factors, seed: 1 },
);

const labels = layers.labelEncoding();
labels.adapt(yTrain);
const model = sequential([
  layers.conv1d({ filters: 32, kernelSize: 12, activation: 'relu', inputShape: [LENGTH, 4] }),
  layers.globalMaxPooling1d(),
  layers.dropout({ rate: 0.2 }),
  layers.dense({ units: FACTORS.length, activation: 'softmax' }),
  labels,
], { seed: 1 });
model.compile({ optimizer: optimizers.adam({ learningRate: 0.003 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
await model.fit(xTrain, yTrain, { epochs: quick ? 15 : 30, batchSize: 64, verbose: 2 });
const { accuracy } = await model.evaluate(xTest, yTest);

/** The most probable factor of a sequence for who knows the motifs and how letters change: no method can be better on average. */
function bestGuess(sequence) {
  const odds = FACTORS.map((factor) => {
    if (factor === 'none') return 1;
    let sum = 0;
    for (let at = 0; at < LENGTH - 8; at++) {
      let product = 1;
      for (let j = 0; j < 8; j++) product *= sequence[at + j] === MOTIFS[factor][j] ? 4 * (1 - CHANGED) + CHANGED : CHANGED;
      sum += product;
    }
    return sum / (LENGTH - 8);
  });
  return FACTORS[odds.indexOf(Math.max(...odds))];
}
const optimum = textTest.filter((sequence, i) => bestGuess(sequence) === yTest[i]).length / yTest.length;
console.log(`test accuracy ${accuracy.toFixed(3)} of four classes; ${optimum.toFixed(3)} for who knows the motifs`);

// What it looks for: the letters that each filter weighs most, for the filter that speaks most for each factor.
const [kernel, , dense] = model.getWeights().map((w) => w.toArray()); // [place, letter, filter], then [filter, class]
labels.labels.forEach((factor, k) => {
  if (factor === 'none') return;
  const strongest = dense.map((row) => row[k]).reduce((best, v, f, all) => (v > all[best] ? f : best), 0);
  const weights = kernel.map((place) => place.map((letter) => letter[strongest]));
  const largest = Math.max(...weights.flat());
  const read = weights.map((place) => {
    const most = Math.max(...place);
    return most > largest / 3 ? BASES[place.indexOf(most)] : '.';
  });
  console.log(`${factor}: planted ${MOTIFS[factor]}, found ${read.join('')}`);
});
