/** Trains a network on drawn digits and lets the reader draw one. The page stays alive meanwhile: training is done by workers. */
import { backend, datasets, layers, loadModel, sequential } from './myelin/browser.js';
import { Pad } from './pad.mjs';

const [ROWS, TEST, PART, EPOCHS] = [6000, 1000, 100, 3];
const $ = (id) => document.getElementById(id);

let model;
const pad = new Pad($('pad'), classify);
const meters = Array.from({ length: 10 }, () => {
  const meter = document.createElement('meter');
  const row = document.createElement('li');
  row.append(meter);
  $('shares').append(row);
  return meter;
});

const { name, threads, why } = backend();
$('machine').textContent = `${name === 'wasm' ? 'WebAssembly' : name}, ${threads} ${threads === 1 ? 'thread' : 'threads'}: ${why}`;

function network() {
  const net = sequential(
    [
      layers.rescaling({ scale: 1 / 255, inputShape: [28, 28] }),
      layers.reshape({ targetShape: [28, 28, 1] }),
      layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d(),
      layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d(),
      layers.flatten(),
      layers.dense({ units: 64, activation: 'relu' }),
      layers.dropout({ rate: 0.25 }),
      layers.dense({ units: 10, activation: 'softmax' }),
    ],
    { seed: 1 },
  );
  net.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return net;
}

/** Draws the digits in parts, so that the page is not silent for long. */
async function draw(rows, seed) {
  const [x, y] = [new Uint8Array(rows * 784), new Int32Array(rows)];
  for (let at = 0; at < rows; at += PART) {
    const { xTrain, yTrain } = datasets.digits({ train: PART, test: 0, seed: seed + at });
    x.set(xTrain.data, at * 784);
    y.set(yTrain.data, at);
    $('progress').textContent = `drawn ${at + PART} of ${rows}`;
    await new Promise((resume) => setTimeout(resume));
  }
  return [{ data: x, shape: [rows, 28, 28] }, y];
}

async function train() {
  $('train').disabled = true;
  $('epochs').replaceChildren();
  model?.dispose();
  model = network();
  const [x, y] = await draw(ROWS, 1);
  const validationData = await draw(TEST, 1_000_000);
  let began;
  await model.fit(x, y, {
    epochs: EPOCHS, batchSize: 64, validationData,
    callbacks: [
      {
        onEpochBegin: () => void (began = performance.now()),
        onTrainProgress(samples, logs) {
          const { loss, accuracy } = logs();
          $('progress').textContent = `${samples} of ${ROWS}: loss ${loss.toFixed(3)}, accuracy ${accuracy.toFixed(3)}`;
        },
        onEpochEnd(epoch, { loss, accuracy, valAccuracy }) {
          const rate = Math.round(ROWS / ((performance.now() - began) / 1000));
          const row = document.createElement('tr');
          row.append(
            ...[epoch + 1, loss.toFixed(3), accuracy.toFixed(4), valAccuracy.toFixed(4), rate.toLocaleString('en')].map((text) => {
              const cell = document.createElement('td');
              cell.textContent = text;
              return cell;
            }),
          );
          $('epochs').append(row);
        },
      },
    ],
  });
  $('progress').textContent = 'trained';
  ready();
}

function ready() {
  $('train').disabled = $('save').disabled = false;
  return classify();
}

async function classify() {
  const image = model && pad.image();
  if (!image) {
    for (const meter of meters) meter.value = 0;
    $('answer').value = '';
    return;
  }
  const shares = (await model.predict({ data: image, shape: [1, 28, 28] })).data;
  shares.forEach((share, digit) => (meters[digit].value = share));
  $('answer').value = `${shares.indexOf(Math.max(...shares))}`;
}

$('train').addEventListener('click', train);
$('clear').addEventListener('click', () => pad.clear());
$('save').addEventListener('click', async () => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([await model.toBytes()]));
  link.download = 'digits.safetensors';
  link.click();
  URL.revokeObjectURL(link.href);
});
$('load').addEventListener('change', async ({ target }) => {
  try {
    const loaded = await loadModel(target.files[0]);
    model?.dispose();
    model = loaded;
    $('progress').textContent = `loaded ${target.files[0].name}`;
    await ready();
  } catch (error) {
    $('progress').textContent = error.message;
  }
});
