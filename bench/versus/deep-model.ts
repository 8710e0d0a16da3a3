/** Deep networks of their parts, as models of a myelin that is given: the benchmarks' own build, or the package that users have. */
import type { Functional, Layer, SymbolicTensor } from '../../src/index.ts';
import type { DeepNet } from './deep-nets.ts';

type Myelin = Pick<typeof import('../../src/index.ts'), 'input' | 'layers' | 'model'>;

/** A layer by its name and options; or parts whose result is added to their input (`residual`). */
export interface Part {
  readonly kind: string;
  readonly options: object;
  readonly parts?: readonly Part[];
}

/** A layer where it stands in a model. */
export interface Placed {
  readonly kind: string;
  readonly layer: Layer;
  /** Sizes of one sample. */
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/** Makes a model, not yet compiled, and lists its layers in order but for the sums. */
export function assemble({ input, layers, model }: Myelin, net: Pick<DeepNet, 'inputShape' | 'tokens' | 'parts'>): {
  readonly model: Functional<SymbolicTensor>;
  readonly placed: readonly Placed[];
} {
  const makers = layers as unknown as Readonly<Record<string, (options: object) => Layer>>;
  const placed: Placed[] = [];
  const through = (x: SymbolicTensor, parts: readonly Part[]): SymbolicTensor =>
    parts.reduce((from, { kind, options, parts: inner }) => {
      if (inner !== undefined) return layers.add().apply([from, through(from, inner)]) as SymbolicTensor;
      const layer = makers[kind]!(options);
      const to = layer.apply(kind === 'multiHeadAttention' ? [from, from] : from) as SymbolicTensor;
      const [a, b] = [from, to].map(({ shape }) => shape.slice(1) as number[]);
      placed.push({ kind, layer, input: a!, output: b! });
      return to;
    }, x);
  const inputs = input({ shape: net.inputShape, dtype: net.tokens === undefined ? 'float32' : 'int32' });
  return { model: model({ inputs, outputs: through(inputs, net.parts), seed: 1 }), placed };
}

/** Gives layers the weights they begin with. */
export function fill(placed: readonly Placed[], weights: readonly (readonly Float32Array[])[]): void {
  placed.forEach(({ layer }, i) => layer.trainableWeights.forEach((w, j) => w.assign({ data: weights[i]![j]!, shape: w.shape })));
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
const ATTENTION = ['multiHeadAttention', 'transformerEncoder'];
/** The kernels, by position among weights, that are multiplied by the layer's own input. */
const onInput = (kind: string): readonly number[] => (ATTENTION.includes(kind) ? [0, 2, 4] : [0]);

/** Multiply-adds of a step of training: of products, convolutions and attention, forward and for the gradients by both factors. Data
 *  have no gradient. Convolutions are counted as they are defined, whichever method computes them. */
export function multiplyAdds(batch: number, placed: readonly Placed[]): number {
  const each = placed.map(({ kind, layer, input, output }, place) => {
    if (kind === 'embedding') return 0;
    const steps = kind === 'lstm' ? input[0]! : product(output.slice(0, -1));
    const sizes = layer.trainableWeights.map(({ name, shape }) => (/kernel$/iu.test(name) ? steps * product(shape) : 0));
    const scores = ATTENTION.includes(kind) ? 2 * input[0]! ** 2 * input[1]! : 0; // heads x their width: as wide as the input
    const ofData = place > 0 ? 0 : onInput(kind).reduce((sum, i) => sum + sizes[i]!, 0);
    return 3 * (sizes.reduce((a, b) => a + b, 0) + scores) - ofData;
  });
  return batch * each.reduce((a, b) => a + b, 0);
}
