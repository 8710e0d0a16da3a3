/** Chains of layers that normalise, in training: those that take per cents of a step of the networks of `bench:versus`. */
import { atOnce } from '../src/core/pieces.ts';
import { formOf } from '../src/abi/chain-form.ts';
import { isCompilable } from '../src/abi/codegen-chains.ts';
import { instructionsOf } from '../src/abi/instructions.ts';
import { CHAIN } from '../src/abi/kernels.ts';
import { placeholder } from '../src/graph/tensor.ts';
import { input, layers, model, type Functional, type SymbolicTensor } from '../src/index.ts';
import { plan } from '../src/plan/plan.ts';
import { stateOf } from './plan/models.ts';

const [BATCH, SIDE, FEATURES, CLASSES] = [8, 16, 64, 10];

const normalized = (x: SymbolicTensor): SymbolicTensor =>
  layers.batchNormalization().apply(layers.conv2d({ filters: FEATURES, kernelSize: 3, padding: 'same', useBias: false }).apply(x));
const activated = (x: SymbolicTensor): SymbolicTensor => layers.reLU().apply(x);
const residual = (x: SymbolicTensor): SymbolicTensor => activated(layers.add().apply([x, normalized(activated(normalized(x)))]));
const encoded = (x: SymbolicTensor): SymbolicTensor => layers.transformerEncoder({ numHeads: 4, intermediateDim: 128 }).apply(x);

/** A stack of parts on images of the first shape, or on sequences. */
function classifier(shape: readonly number[], parts: readonly ((x: SymbolicTensor) => SymbolicTensor)[]): Functional<SymbolicTensor> {
  const inputs = input({ shape });
  const features = parts.reduce((x, part) => part(x), inputs);
  const pooled = shape.length === 3 ? layers.globalAveragePooling2d() : layers.globalAveragePooling1d();
  return model({ inputs, outputs: layers.dense({ units: CLASSES, activation: 'softmax' }).apply(pooled.apply(features)), seed: 1 });
}

const stacked = (x: SymbolicTensor): SymbolicTensor => activated(normalized(x));
const [IMAGES, SEQUENCES] = [[SIDE, SIDE, 3], [SIDE * SIDE, FEATURES]];
const NETWORKS = [
  { label: 'batch normalization', shape: IMAGES, parts: [stacked, stacked, stacked] },
  { label: 'residual blocks', shape: IMAGES, parts: [stacked, residual, residual] },
  { label: 'transformer', shape: SEQUENCES, parts: [encoded, encoded] },
];

/** Every form that can be compiled of chains over all values of a layer, and the first network that has it. */
export function formsOfNetworks(): Map<string, string> {
  const forms = new Map<string, string>();
  for (const { label, shape, parts } of NETWORKS) {
    const network = classifier(shape, parts);
    network.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    const [x, y] = [placeholder([BATCH, ...shape]), placeholder([BATCH], 'int32')];
    const effects = atOnce(network.engine.training('test').learning({ inputs: [x], targets: [y], weights: [undefined] }));
    const { words } = plan({ outputs: [], effects, inputs: [x, y], place: stateOf().place }).program;
    for (const at of instructionsOf(words)) {
      if (words[at] !== CHAIN || words[at + 1]! * words[at + 2]! !== BATCH * SIDE * SIDE * FEATURES) continue;
      const form = formOf(words, at);
      if (isCompilable(form) && !forms.has(form)) forms.set(form, label);
    }
  }
  return forms;
}
