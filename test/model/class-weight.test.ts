/** Weights of classes raise the recall of the class with fewer rows, on tables where it is the one that matters.
 *  Data: Smith et al., "Using the ADAP learning algorithm to forecast the onset of diabetes mellitus", 1988 (pima);
 *  Kohavi, "Scaling up the accuracy of naive-Bayes classifiers", 1996 (adult). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { datasets, layers, sequential, type Tensor } from '../../src/index.ts';

const folder = process.env['MYELIN_DATA'] ?? '';
/** Class 1 has `part` of the rows. Seeds are of the rows held out, of the order of the rows, and of the first weights. */
const TABLES = [
  { name: 'pima', path: 'pima-indians-diabetes/pima-indians-diabetes.csv', part: 268 / 768, epochs: 60, seeds: [1, 2, 3, 4, 5] },
  { name: 'adult', path: 'adult/adult-train.csv', part: 7841 / 32561, epochs: 3, seeds: [1, 2] },
];

interface Recalls {
  /** Of the class with fewer rows, and of the other. */
  readonly rare: number;
  readonly common: number;
}

describe.each(TABLES)('class weights', ({ name, path, part, epochs, seeds }) => {
  const file = join(folder, path);
  test.skipIf(!existsSync(file))(`on ${name} (needs MYELIN_DATA with ${path})`, { timeout: 300_000 }, async () => {
    const table = await datasets.readCsv(file, { header: false });
    const target = table.columns.at(-1)!.name;
    const classes = [...table.column(target).values].map(String);
    const order = [...new Set(classes)].sort();
    const gains: number[] = [];
    for (const seed of seeds) {
      const [train, test] = datasets.trainTestSplit(table, { testSize: 0.25, stratify: classes, seed });
      const encoding = layers.tableEncoding();
      encoding.adapt(train.without(target));
      const prepared = (rows: datasets.Table): { x: Tensor; y: Int32Array } => ({
        x: encoding.apply(rows.without(target)),
        y: Int32Array.from([...rows.column(target).values].map((label) => order.indexOf(String(label)))),
      });
      const [learn, judge] = [prepared(train), prepared(test)];
      const recalls = async (classWeight?: Record<number, number>): Promise<Recalls> => {
        const model = sequential(
          [
            layers.dense({ units: 16, activation: 'relu', inputShape: [learn.x.shape[1]!] }),
            layers.dense({ units: 1, activation: 'sigmoid' }),
          ],
          { seed },
        );
        model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
        const more = classWeight === undefined ? {} : { classWeight };
        await model.fit(learn.x, learn.y, { epochs, verbose: 0, ...more });
        const { data } = await model.predict(judge.x);
        const found = [0, 0];
        const count = [0, 0];
        judge.y.forEach((label, i) => {
          count[label]!++;
          if (data[i]! > 0.5 === (label === 1)) found[label]!++;
        });
        expect(count[1]! / (count[0]! + count[1]!)).toBeCloseTo(part, 2);
        return { rare: found[1]! / count[1]!, common: found[0]! / count[0]! };
      };
      const plain = await recalls();
      const weighted = await recalls({ 0: 0.5 / (1 - part), 1: 0.5 / part });
      gains.push(weighted.rare - plain.rare);
      expect(weighted.common).toBeGreaterThan(0.65);
    }
    // In points of a hundred: more of the rare class is found for every seed.
    expect(Math.min(...gains)).toBeGreaterThan(0.05);
    expect(gains.reduce((sum, gain) => sum + gain, 0) / gains.length).toBeGreaterThan(0.1);
  });
});
