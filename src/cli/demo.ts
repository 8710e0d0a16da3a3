import type { Command } from 'commander';
import { digits, imageText } from '../data/digits.ts';
import { backend, layers, sequential } from '../index.ts';
import { addOverwriteOption, wholeNumber } from './arguments.ts';
import { backendText } from './backend-text.ts';
import { EXIT, EXIT_HELP } from './exit.ts';
import { bestClass, figuresText, judge, percent } from './figures.ts';
import { interruptible } from './interrupt.ts';
import { trainNetwork } from './network.ts';
import { tell } from './say.ts';
import { checkWritable } from './source.ts';
import { imageSubject, metadataOf } from './subject.ts';

const SHOWN = 5;
const SIDE = 28;

interface DemoFlags {
  readonly epochs: number;
  readonly seed: number;
  readonly out: string;
  readonly overwrite?: boolean;
}

export function addDemo(program: Command): void {
  const command = program
    .command('demo')
    .summary('train a classifier of handwritten digits, right now')
    .description(
      'Draws 12,000 handwritten digits, trains a network on 10,000 of them, tests it on the others, shows some of its answers and ' +
      'saves the model. Takes well under a minute.',
    )
    .option('--epochs <count>', 'passes over the digits', wholeNumber(1), 8)
    .option('--seed <number>', 'fixes the digits, the weights and the order of the rows', wholeNumber(0), 42)
    .option('--out <file>', 'where the model goes', 'digits.safetensors');
  addOverwriteOption(command)
    .addHelpText('after', EXIT_HELP)
    .action((flags: DemoFlags) => interruptible((signal) => demo(flags, signal)));
}

async function demo({ epochs, seed, out, overwrite }: DemoFlags, signal: AbortSignal): Promise<void> {
  await checkWritable(out, overwrite);
  tell(backendText(backend()));
  const { xTrain, yTrain, xTest, yTest } = digits({ seed });
  const subject = imageSubject([SIDE, SIDE], 10);
  const model = sequential(
    [
      layers.rescaling({ scale: 1 / 255, inputShape: [SIDE, SIDE] }),
      layers.flatten(),
      layers.dense({ units: 256, activation: 'relu' }),
      layers.dropout({ rate: 0.2 }),
      layers.dense({ units: 10, activation: 'softmax' }),
    ],
    { seed },
  );
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  tell(`${yTrain.data.length} digits to train on, ${yTest.data.length} to test; ${model.countParams()} weights\n`);

  const started = performance.now();
  const train = { x: xTrain, y: yTrain, count: yTrain.data.length };
  await trainNetwork(model, { subject, train, held: undefined }, { epochs, batchSize: 64, l2: 0 }, signal);
  const seconds = (performance.now() - started) / 1000;
  const test = { x: xTest, y: yTest, count: yTest.data.length };
  const probabilities = (await model.predict(xTest, { batchSize: 512 })).data;
  showAnswers(xTest.data, yTest.data, probabilities);
  tell(`Trained for ${seconds.toFixed(1)} s. Test: ${figuresText(await judge(model, subject.target, test))}`);
  await model.save(out, { metadata: metadataOf(subject) });
  tell(`Saved to ${out}: look at it with \`myelin inspect ${out}\``);
  if (signal.aborted) process.exitCode = EXIT.interrupted;
}

/** Prints the first test digits beside each other with the model's answers. The last one is a mistake, if there is
 *  any. */
function showAnswers(pixels: Uint8Array, labels: Int32Array, probabilities: ArrayLike<number>): void {
  const answers = Array.from(labels, (_, row) => bestClass(probabilities, row, 10));
  const mistake = answers.findIndex((answer, row) => answer !== labels[row]);
  const shown = Array.from({ length: SHOWN }, (_, i) => (i === SHOWN - 1 && mistake >= SHOWN ? mistake : i));
  const pictures = shown.map((row) => imageText(pixels.subarray(row * SIDE * SIDE, (row + 1) * SIDE * SIDE)).split('\n'));
  for (let line = 0; line < SIDE / 2; line++) tell(pictures.map((picture) => picture[line].slice(3, SIDE - 3)).join(' ').trimEnd());
  const captions = shown.map(
    (row) =>
      `${answers[row]}, ${percent(probabilities[row * 10 + answers[row]])}${answers[row] === labels[row] ? '' : `, truly ${labels[row]}`}`,
  );
  tell(`${captions.map((caption) => caption.padStart((SIDE - 6 + caption.length) / 2).padEnd(SIDE - 5)).join('').trimEnd()}\n`);
}
