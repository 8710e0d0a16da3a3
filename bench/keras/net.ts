/** Draws models, call by call; myelin's own layers tell the shapes that they give. */
import { input, model, sequential, type Layer, type SymbolicTensor } from '../../src/index.ts';
import { sizeOf, type Call, type Graph, type Part, type Spec, type Values } from './case.ts';
import type { Draw } from './draw.ts';
import { drawLayer, part } from './layers.ts';
import { layerOf } from './ours.ts';

/** Samples that are larger are not led on into another layer. */
const LARGEST = 60;
/** How deep models lie within models at most. */
const DEEPEST = 2;

export class Net {
  /** Whether each layer is called on the one before. */
  readonly sequential: boolean;
  readonly #draw: Draw;
  readonly #inputs: readonly Spec[];
  readonly #calls: Call[] = [];
  /** By call. */
  readonly #layers: Layer[] = [];
  readonly #symbols: SymbolicTensor[];
  readonly #depth: number;

  constructor(draw: Draw, inputs: readonly Spec[], inRow: boolean, depth = 0) {
    this.#draw = draw;
    this.#inputs = inputs;
    this.#symbols = inputs.map((of) => input(of));
    this.sequential = inRow;
    this.#depth = depth;
  }

  shape(at: number): readonly number[] {
    return this.#symbols[at]!.shape.slice(1) as number[];
  }

  graph(outputs: readonly number[], trainable: boolean): Graph {
    return { inputs: this.#inputs, calls: this.#calls, outputs, sequential: this.sequential, trainable };
  }

  call(layer: Part, on: readonly number[]): number {
    const made = layerOf(layer);
    const result = this.#apply(made, { layer, on });
    // Its weights are there now.
    const weights = made.weights.map((w) => drawWeight(this.#draw, w.name, w.shape));
    this.#calls[this.#calls.length - 1] = { layer, on, weights };
    return result;
  }

  /** Up to so many layers in a row, now and then a model among them, or a layer that was called before. */
  chain(from: number, most: number, least = 0): number {
    const draw = this.#draw;
    let at = from;
    for (let n = draw.whole(least, most); n > 0 && sizeOf(this.shape(at)) <= LARGEST; n--) {
      const known = this.#calls.flatMap(({ layer, on }, i) => (typeof layer !== 'number' && this.#alike(on, [at]) ? [i] : []));
      if (!this.sequential && known.length > 0 && draw.chance(0.25)) at = this.#again(draw.pick(known), [at]);
      else if (this.#depth < DEEPEST && draw.chance(0.12)) at = this.#nest([at]);
      else at = this.call(drawLayer(draw, this.shape(at)), [at]);
    }
    return at;
  }

  /** Two places become one: by a model of two inputs, by their sum, if they have the same shape, or beside one another. */
  meet(a: number, b: number): number {
    const draw = this.#draw;
    if (this.#depth < DEEPEST && draw.chance(0.1)) return this.#nest([a, b]);
    const [shapeA, shapeB] = [this.shape(a), this.shape(b)];
    const [others, others2] = [shapeA, shapeB].map((s) => s.slice(0, -1).join());
    if (shapeA.join() === shapeB.join() && draw.chance(0.6)) return this.call(part('add'), [a, b]);
    if (others === others2) return this.call(part('concatenate', draw.some({ axis: () => -1 })), [a, b]);
    const flat = [a, b].map((at) => this.call(part('flatten'), [at]));
    return this.call(part('concatenate'), flat);
  }

  /** Two ways from one place that meet again. */
  branches(from: number): number {
    return this.meet(this.chain(from, 2), this.chain(from, 2));
  }

  #apply(layer: Layer, call: Call): number {
    const given = call.on.map((at) => this.#symbols[at]!);
    const result = layer.apply<SymbolicTensor>(given.length === 1 ? given[0]! : given);
    this.#calls.push(call);
    this.#layers.push(layer);
    return this.#symbols.push(result) - 1;
  }

  #alike(a: readonly number[], b: readonly number[]): boolean {
    const told = (on: readonly number[]): string => on.map((at) => `${this.#symbols[at]!.dtype} ${this.shape(at).join()}`).join(' ');
    return told(a) === told(b);
  }

  #again(call: number, on: readonly number[]): number {
    return this.#apply(this.#layers[call]!, { layer: call, on });
  }

  #nest(on: readonly number[]): number {
    const draw = this.#draw;
    const inputs = on.map((at) => ({ dtype: 'float32' as const, shape: this.shape(at) }));
    const inner = new Net(draw, inputs, on.length === 1 && draw.chance(0.5), this.#depth + 1);
    let at = on.length === 1 ? inner.chain(0, 2, 1) : inner.meet(inner.chain(0, 1), inner.chain(1, 1));
    if (on.length === 1 && !inner.sequential && draw.chance(0.4)) at = inner.branches(at);
    return this.#apply(inner.#model(at), { layer: inner.graph([at], !draw.chance(0.1)), on });
  }

  #model(at: number): Layer {
    if (this.sequential) return sequential([this.#symbols[0]!, ...this.#layers]);
    const [inputs, outputs] = [this.#inputs.map((_, i) => this.#symbols[i]!), this.#symbols[at]!];
    return model({ inputs, outputs }) as unknown as Layer;
  }
}

function drawWeight(draw: Draw, name: string, shape: readonly number[]): Values {
  const variance = /variance$/i.test(name);
  const gamma = name.endsWith('gamma');
  const value = (): number => (variance ? 0.5 + draw.unit() : Number(gamma) + 0.5 * draw.normal());
  return { dtype: 'float32', shape, data: Array.from({ length: sizeOf(shape) }, () => Math.fround(value())) };
}
