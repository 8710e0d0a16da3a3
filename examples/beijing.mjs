/** Air in Beijing: the PM2.5 of the next hour from the last day of weather and air, by a recurrent network. It learns from 2010 to 2012, is
 *  stopped by 2013, and is judged on 2014, beside the forecast that nothing changes. */
import { callbacks, datasets, layers, losses, optimizers, sequential } from 'myelin';
import { dataPath, quick } from './arguments.mjs';

const HOURS = 24;
const TARGET = 'pm2.5';

const table = await datasets.readCsv(dataPath('beijing-pm25', 'pollution.csv'));
const column = (name) => [...table.column(name).values];
const [year, month, hour, air] = ['year', 'month', 'hour', TARGET].map(column);

/** Missing values as the last one that is known. */
const filled = (values) => values.reduce((all, v, i) => (all.push(Number.isNaN(v) ? (all[i - 1] ?? 0) : v), all), []);
/** Mean 0 and standard deviation 1 in the years to learn from. */
function standardised(values) {
  const known = values.filter((_, i) => year[i] <= 2012);
  const mean = known.reduce((a, b) => a + b) / known.length;
  const deviation = Math.sqrt(known.reduce((sum, v) => sum + (v - mean) ** 2, 0) / known.length);
  return values.map((v) => (v - mean) / deviation);
}
const circle = (values, period) => [Math.sin, Math.cos].map((f) => values.map((v) => f((2 * Math.PI * v) / period)));
const wind = column('cbwd');
const features = [
  standardised(filled(air)),
  standardised(filled(air).map((v) => Math.log(1 + v))),
  ...['DEWP', 'TEMP', 'PRES'].map((name) => standardised(column(name))),
  ...['Iws', 'Is', 'Ir'].map((name) => standardised(column(name).map((v) => Math.log(1 + v)))),
  ...['NE', 'NW', 'SE'].map((name) => wind.map((v) => Number(v === name))),
  ...circle(hour, 24),
  ...circle(month, 12),
];

/** The hours of some years whose PM2.5 was measured, and that of the hour before: the day before them, and by how much the air changed. */
function samples(from, to) {
  const hours = [...year.keys()].filter((i) => i >= HOURS && year[i] >= from && year[i] <= to && !Number.isNaN(air[i] + air[i - 1]));
  const some = quick ? hours.filter((_, k) => k % 10 === 0) : hours;
  const data = new Float32Array(some.length * HOURS * features.length);
  let at = 0;
  for (const i of some) for (let h = i - HOURS; h < i; h++) for (const values of features) data[at++] = values[h];
  return [{ data, shape: [some.length, HOURS, features.length] }, some.map((i) => (air[i] - air[i - 1]) / 10)];
}
const [[xTrain, yTrain], [xHeld, yHeld], [xTest, yTest]] = [samples(2010, 2012), samples(2013, 2013), samples(2014, 2014)];

const model = sequential([
  layers.gru({ units: 32, inputShape: [HOURS, features.length] }),
  layers.dropout({ rate: 0.2 }),
  layers.dense({ units: 1 }),
], { seed: 1 });
// Huber's loss, for there are leaps that nobody foresees.
model.compile({ optimizer: optimizers.adam({ learningRate: 0.001 }), loss: losses.huber({ delta: 3 }), metrics: ['rootMeanSquaredError'] });
await model.fit(xTrain, yTrain, {
  epochs: quick ? 3 : 30,
  batchSize: 64,
  validationData: [xHeld, yHeld],
  callbacks: [callbacks.earlyStopping({ patience: 5, restoreBestWeights: true })],
  verbose: 2,
});

const { rootMeanSquaredError } = await model.evaluate(xTest, yTest);
const persistence = Math.sqrt(yTest.reduce((sum, v) => sum + v * v, 0) / yTest.length);
console.log(`RMSE of 2014: ${(10 * rootMeanSquaredError).toFixed(2)} ug/m3; if nothing changed, ${(10 * persistence).toFixed(2)}`);
