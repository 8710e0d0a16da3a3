import { datasets, layers, sequential } from 'myelin';

const birds = await datasets.readCsv('birds.csv');
const columns = layers.tableEncoding();
columns.adapt(birds.without('species'));
const species = layers.labelEncoding();
species.adapt(birds.column('species'));
const model = sequential([
  columns,
  layers.dense({ units: 16, activation: 'relu' }),
  layers.dense({ units: 3, activation: 'softmax' }),
  species,
]);
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
await model.fit(birds, 'species', { epochs: 20, validationSplit: 0.2, verbose: 1 });
console.log(await model.predictLabels([{ bill: 47, depth: 14.5, mass: 5200, island: 'Biscoe' }]));
await model.save('birds.safetensors');
