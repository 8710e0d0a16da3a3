const { readFileSync, writeFileSync } = require('node:fs');
const brain = require('brain.js');

const [head, ...lines] = readFileSync('birds.csv', 'utf8').trim().split('\n').map((line) => line.split(','));
const rows = lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])));
const names = ['bill', 'depth', 'mass'];
const ranges = names.map((name) => {
  const values = rows.map((row) => row[name]).filter((cell) => cell !== '').map(Number);
  return { least: Math.min(...values), most: Math.max(...values) };
});
const encode = (row) => ({
  ...Object.fromEntries(
    names.map((name, i) => [name, row[name] === '' ? 0.5 : (Number(row[name]) - ranges[i].least) / (ranges[i].most - ranges[i].least)]),
  ),
  ...Object.fromEntries(names.map((name) => [`${name} missing`, row[name] === '' ? 1 : 0])),
  [`island ${row.island}`]: 1,
});
const net = new brain.NeuralNetwork({ hiddenLayers: [16] });
net.train(rows.map((row) => ({ input: encode(row), output: { [row.species]: 1 } })), { iterations: 20, log: true, logPeriod: 1 });
console.log(brain.likely(encode({ bill: 47, depth: 14.5, mass: 5200, island: 'Biscoe' }), net));
writeFileSync('birds.json', JSON.stringify(net.toJSON()));
