/** Echoes of sonar, rock or metal: a network that overfits, and the weights that early stopping takes instead of its last ones.
 *  Data: Gorman and Sejnowski, "Analysis of hidden units in a layered network trained to classify sonar targets", 1988: 208 rows of 60. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callbacks, datasets, layers, sequential, type Tensor } from '../../src/index.ts';

const path = join(process.env['MYELIN_DATA'] ?? '', 'sonar', 'sonar.csv');
/** Of the rows held out, of the order of the rows, and of the first weights. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const EPOCHS = 400;

// It is the loss that overfitting makes worse. The accuracy of the last epoch is as good.
test.skipIf(!existsSync(path))('early stopping on sonar (needs MYELIN_DATA with sonar/)', { timeout: 300_000 }, async () => {
  const table = await datasets.readCsv(path, { header: false });
  const x = table.cells.map((row) => row.slice(0, 60).map(Number));
  const y = table.cells.map((row) => (row[60] === 'M' ? 1 : 0));
  expect(x).toHaveLength(208);
  const ratios: number[] = [];
  for (const seed of SEEDS) {
    const [xRest, xTest, yRest, yTest] = datasets.trainTestSplit(x, y, { testSize: 0.3, stratify: y, seed });
    const [xTrain, xHeld, yTrain, yHeld] = datasets.trainTestSplit(xRest, yRest, { testSize: 0.3, stratify: yRest, seed });
    const model = sequential(
      [layers.dense({ units: 64, activation: 'relu', inputShape: [60] }), layers.dense({ units: 1, activation: 'sigmoid' })],
      { seed },
    );
    model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
    const lossOn = async (rows: number[][], labels: number[]): Promise<number> => (await model.evaluate(rows, labels)).loss!;
    let last: readonly Tensor[] = [];
    const stopping = callbacks.earlyStopping({ patience: EPOCHS, restoreBestWeights: true });
    const { history } = await model.fit(xTrain, yTrain, {
      epochs: EPOCHS,
      batchSize: 16,
      validationData: [xHeld, yHeld],
      // Before the best weights come back.
      callbacks: [{ onTrainEnd: () => void (last = model.getWeights()) }, stopping],
      verbose: 0,
    });
    const held = history['valLoss']!;
    expect(held).toHaveLength(EPOCHS);
    expect(held[stopping.bestEpoch]).toBe(Math.min(...held));
    expect(await lossOn(xHeld, yHeld)).toBeCloseTo(Math.min(...held), 5);
    const best = await lossOn(xTest, yTest);
    model.setWeights([...last]);
    ratios.push(best / (await lossOn(xTest, yTest)));
  }
  // On rows that had no part in the choice, for every seed.
  expect(Math.max(...ratios)).toBeLessThan(1);
  expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / SEEDS.length).toBeLessThan(0.8);
});
