import { ConfigError, show } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { isRecord } from '../core/realm.ts';
import { hashSeed } from '../core/seed.ts';
import { mapArguments, SymbolicTensor, symbolsAmong, type RecordedCall, type Spec } from '../graph/symbolic.ts';
import { Tensor } from '../graph/tensor.ts';
import { HostLayer } from '../layers/host-layer.ts';
import { TargetLayer } from '../layers/target-layer.ts';
import type { BatchShape, ConfigInPieces, Layer } from '../layers/layer.ts';
import { extensible, savingLayers } from '../layers/saved-layer.ts';
import type { CallArguments, CallInPieces, Tensors, Trace } from '../trace/trace.ts';
import { callOrder, layersOf } from './call-order.ts';
import { Model } from './model.ts';
import type { ModelOptions } from './model-layer.ts';
import { numbered } from './per-output.ts';
import type { SavedCall, SavedGraph } from './saved-graph.ts';

/** One symbolic tensor, or several by position or by name. */
export type Symbolics = SymbolicTensor | readonly SymbolicTensor[] | Readonly<Record<string, SymbolicTensor>>;

/** The type of predictions for outputs that are given in this form. */
export type AnswerOf<Outputs> = Outputs extends SymbolicTensor
  ? Tensor
  : Outputs extends readonly unknown[]
    ? Tensor[]
    : Record<keyof Outputs & string, Tensor>;

export interface FunctionalOptions<Outputs extends Symbolics = Symbolics> extends ModelOptions {
  /** The results of `input`: one, or several by position or by name. */
  inputs: Symbolics;
  /** The results of applying layers to the inputs: one, or several by position or by name. */
  outputs: Outputs;
}

/** A graph of layers. It records their calls and traces them again for each shape of data. `model` makes it. A class that extends it,
 *  with a `computeLoss` of its own for instance, is saved under its name: `loadModel(path, { customObjects: { TheClass } })`. */
export class Functional<Outputs extends Symbolics = Symbolics> extends Model<AnswerOf<Outputs>> {
  readonly kind: string = 'functional';
  readonly #calls: readonly RecordedCall<Layer>[];
  readonly #layers: readonly Layer[];
  readonly #inputs: readonly SymbolicTensor[];
  readonly #outputs: readonly SymbolicTensor[];
  /** For each input the call of the layer that reads it on the host. */
  readonly #hosts: readonly (RecordedCall<HostLayer<never>> | undefined)[];
  readonly #names: readonly string[];
  readonly #named: boolean;

  constructor({ inputs, outputs, ...options }: FunctionalOptions<Outputs>) {
    super('functional', options);
    const [given, wanted] = [placesOf('inputs', inputs), placesOf('outputs', outputs)];
    const inner = given.find(([, symbol]) => symbol.call.inputs.length > 0);
    if (inner !== undefined) throw new ConfigError(`model: inputs must be what input() gave, received what the layer ${inner[0]} gives.`);
    this.#inputs = given.map(([, symbol]) => symbol);
    this.#outputs = wanted.map(([, symbol]) => symbol);
    this.#named = isRecord(outputs);
    this.#calls = callOrder(this.#inputs, this.#outputs);
    this.#layers = layersOf(this.#calls, this.#outputs);
    const twice = this.#layers.find((l, i) => this.#layers.findIndex((other) => other.name === l.name) !== i);
    if (twice !== undefined) throw new ConfigError(`model: there are two layers named '${twice.name}'. Give each layer a name of its own.`);
    const early = this.#calls.find(({ layer, outputs: [made] }) => layer instanceof TargetLayer && !this.#outputs.includes(made!));
    if (early !== undefined)
      throw new ConfigError(`model: ${early.layer.name} reads targets. What it gives must be an output of the model.`);
    this.#hosts = this.#inputs.map((symbol) => hostOf(symbol, this.#calls, this.#outputs));
    const specs = (places: readonly (readonly [string, SymbolicTensor])[]): Spec[] =>
      places.map(([name, { shape, dtype }]) => ({ name, shape, dtype }));
    this.#names = numbered(wanted.map(([name]) => name));
    this.know(
      specs(given.map(([name, symbol], i) => [name, this.#hosts[i]?.outputs[0] ?? symbol])),
      specs(wanted).map((spec, i) => ({ ...spec, name: this.#names[i]! })),
    );
    this.#layers.forEach((layer, i) => layer.adopt(hashSeed(this.seed, i), { anew: options.seed !== undefined }));
  }

  override get oneInput(): boolean {
    return this.#inputs.length === 1;
  }

  override get hosts(): readonly (HostLayer<never> | undefined)[] {
    return this.#hosts.map((call) => call?.layer);
  }

  override get targets(): readonly (TargetLayer | undefined)[] {
    return this.#outputs.map(({ call: { layer } }) => (layer instanceof TargetLayer ? layer : undefined));
  }

  override sublayers(): readonly (readonly [name: string, layer: Layer])[] {
    return this.#layers.map((layer, i) => [String(i), layer]);
  }

  override get inputsAreSaid(): boolean {
    return true;
  }

  override outputOf(layer: Layer): BatchShape | undefined {
    const call = this.#calls.find((c) => c.layer === layer);
    // A model as a layer may have changed since, and says its shape itself.
    return call !== undefined && layer instanceof Model ? layer.outputShape : call?.outputs[0]!.shape;
  }

  override stepwise(): boolean {
    return true;
  }

  call(inputs: Tensors, t: Trace, args: CallArguments): Tensors {
    return atOnce(this.#calling(inputs, t, args));
  }

  /** Undefined in a class that has a call of its own. */
  get callInPieces(): CallInPieces | undefined {
    return this.call === Functional.prototype.call ? this.#calling : undefined;
  }

  *#calling(inputs: Tensors, t: Trace, { mask }: CallArguments): Pieces<Tensors> {
    const given = inputs instanceof Tensor ? [inputs] : inputs;
    if (mask !== undefined) t.setMask(given[0]!, mask);
    const values = new Map<SymbolicTensor, Tensor>(this.#inputs.map((symbol, i) => [symbol, given[i]!]));
    for (const { layer, inputs: from, args, outputs } of this.#calls) {
      if (from.length === 0) continue; // an input
      if (layer instanceof HostLayer) {
        values.set(outputs[0]!, values.get(from[0]!)!); // what it has made of the data
        continue;
      }
      const tensors = from.map((symbol) => values.get(symbol)!);
      const actual = mapArguments(args, (v) => (v instanceof SymbolicTensor ? values.get(v)! : v));
      const answer = yield* t.calling(layer, tensors.length === 1 ? tensors[0]! : tensors, actual);
      (answer instanceof Tensor ? [answer] : answer).forEach((tensor, i) => values.set(outputs[i]!, tensor));
    }
    const results = this.#outputs.map((symbol) => values.get(symbol)!);
    return results.length === 1 ? results[0]! : results;
  }

  override computeMask(): undefined {
    return undefined; // the layers' calls have given the outputs their masks
  }

  override getConfig(): Record<string, unknown> {
    return atOnce(this.#configuring());
  }

  /** Undefined in a class that has a getConfig of its own. */
  override get configInPieces(): ConfigInPieces | undefined {
    return this.getConfig === Functional.prototype.getConfig ? this.#configuring : undefined;
  }

  *#configuring(): Pieces<Record<string, unknown>> {
    const calls = new Map(this.#calls.map((call, i) => [call, i]));
    const layers = new Map(this.#layers.map((layer, i) => [layer, i]));
    const place = (symbol: SymbolicTensor): readonly [number, number] => [
      calls.get(symbol.call as RecordedCall<Layer>)!,
      symbol.call.outputs.indexOf(symbol),
    ];
    const graph: SavedGraph = {
      calls: this.#calls.map(({ layer, inputs, args }): SavedCall => ({
        layer: layers.get(layer)!,
        inputs: inputs.map(place),
        args: mapArguments(args, (v) => (v instanceof SymbolicTensor ? { call: place(v) } : v)),
      })),
      inputs: this.inputs!.map(({ name }, i) => [name, place(this.#inputs[i]!)[0]]),
      outputs: this.outputs.map(({ name }, i) => [name, ...place(this.#outputs[i]!)]),
      named: this.#named,
    };
    return { ...super.getConfig(), layers: yield* savingLayers(this.#layers), graph };
  }

  /** Shapes that a layer within gives now, with the names of the outputs. */
  protected override infer(inputs: readonly Spec[]): readonly Spec[] {
    return super.infer(inputs).map((spec, i) => ({ ...spec, name: this.#names[i]! }));
  }

  protected override answer(outputs: Tensor[]): AnswerOf<Outputs> {
    if (this.#named) return Object.fromEntries(this.outputs.map(({ name }, i) => [name, outputs[i]!])) as AnswerOf<Outputs>;
    return super.answer(outputs);
  }
}

extensible('functional', Functional);

/** The call of the layer that reads an input on the host, if there is one.
 *  @throws {ConfigError} if the input is also used in another way, since the model gets what that layer makes of it */
function hostOf(
  symbol: SymbolicTensor, calls: readonly RecordedCall[], outputs: readonly SymbolicTensor[],
): RecordedCall<HostLayer<never>> | undefined {
  const uses = calls.filter(({ inputs, args }) => [...inputs, ...symbolsAmong(args)].includes(symbol));
  const host = uses.find(({ layer }) => layer instanceof HostLayer) as RecordedCall<HostLayer<never>> | undefined;
  if (host === undefined && symbol.dtype !== 'string') return undefined;
  if (host === undefined || uses.length > 1 || outputs.includes(symbol)) {
    const reader = host === undefined ? 'a layer such as textVectorization' : host.layer.name;
    throw new ConfigError(`model: the input '${symbol.name}' must go to ${reader} alone, which reads it. Make an input for each use.`);
  }
  return host;
}

/** Symbolic tensors with their names: the keys of a record, or the names of their layers. */
function placesOf(what: 'inputs' | 'outputs', given: unknown): (readonly [string, SymbolicTensor])[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const found = isRecord(given)
    ? Object.entries(given)
    : Array.from(list, (symbol) => [symbol instanceof SymbolicTensor ? symbol.name : '', symbol]);
  if (found.length > 0 && found.every(([, symbol]) => symbol instanceof SymbolicTensor)) return found as [string, SymbolicTensor][];
  const expected = "what input() or a layer's apply gave, a list of such or a record";
  throw new ConfigError(`model: ${what} must be ${expected}, received ${show(given)}.`);
}

/** Makes a model of layers that were applied to symbolic tensors. It may have several inputs and outputs, layers that
 *  are used more than once, and models as layers.
 *  @example
 *  const x = input({ shape: [4] });
 *  const hidden = layers.dense({ units: 8, activation: 'relu' }).apply(x);
 *  const net = model({ inputs: x, outputs: { price: layers.dense({ units: 1 }).apply(hidden) } });
 *  @throws {ConfigError} if an output does not come from the inputs alone, or two layers have one name */
export function model<const Outputs extends Symbolics>(options: FunctionalOptions<Outputs>): Functional<Outputs> {
  if ((options as unknown) instanceof SymbolicTensor)
    throw new ConfigError(`model: expected { inputs, outputs }, received ${options}. Write model({ inputs, outputs }).`);
  checkKeys('model', options, ['inputs', 'outputs', 'name', 'seed']);
  return new Functional(options);
}
