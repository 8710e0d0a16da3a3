import { oneOf, or, orNone, orNull, type Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { placeholder, Tensor, type TensorLike } from '../graph/tensor.ts';
import { add, multiply } from '../op/elementwise.ts';
import { concatenate } from '../op/move.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { Recurrent } from './recurrent.ts';
import { inTurns, reversed } from './sweep.ts';
import { savedForm } from './wrapper.ts';

export interface BidirectionalOptions extends LayerOptions {
  /** The recurrent layer that goes forwards. A layer with its options and weights of its own takes its place. */
  layer: Recurrent;
  /** What becomes of the two outputs (default 'concat': one behind the other along the features); null for both as they are. */
  mergeMode?: 'concat' | 'sum' | 'mul' | 'ave' | null;
  /** The recurrent layer that goes backwards (default: one with the options of `layer`). */
  backwardLayer?: Recurrent | null;
}

/** An option that takes a recurrent layer. */
const recurrent = (): Option<Recurrent, Recurrent> => ({
  check: (where, name, given) => {
    if (given instanceof Recurrent) return given;
    throw new ConfigError(
      `${where}: ${name} must be a recurrent layer such as layers.lstm({ units: 8 }), received ${show(given)}. ` +
        'For a step of your own, write a cell and give layers.rnn({ cell }).',
    );
  },
  store: savedForm,
});

const OPTIONS = LAYER.extend<BidirectionalOptions>()({
  layer: recurrent(),
  mergeMode: orNull(or(oneOf(['concat', 'sum', 'mul', 'ave']), 'concat'), null),
  backwardLayer: orNone(recurrent()),
});

/** Two recurrent layers, one of which goes through sequences from the end. With all outputs, those of the same step are merged, and steps
 *  that a mask hides give 0. Call arguments: those of the layers; `initialState` has the states of the forward layer, then those of the
 *  other.
 *  @source Schuster & Paliwal 1997, Bidirectional recurrent neural networks */
export class Bidirectional extends Layer {
  readonly kind = 'bidirectional';
  override readonly supportsMasking: boolean = true;
  readonly forwardLayer: Recurrent;
  readonly backwardLayer: Recurrent;
  readonly mergeMode: 'concat' | 'sum' | 'mul' | 'ave' | null;

  constructor(options: BidirectionalOptions) {
    const held = OPTIONS.read('bidirectional', options);
    super('bidirectional', held);
    const { layer, backwardLayer } = held;
    this.mergeMode = held.mergeMode;
    this.forwardLayer = layer.remade({ name: `forward_${layer.name.replace(/^forward_/, '')}` });
    this.backwardLayer =
      backwardLayer ?? layer.remade({ name: `backward_${layer.name.replace(/^backward_/, '')}`, goBackwards: true });
    this.#mustAgree();
    for (const part of [this.forwardLayer, this.backwardLayer]) {
      part.zeroOutputForMask = part.returnSequences;
      if (!this.trainable) part.trainable = false;
    }
  }

  #mustAgree(): void {
    const [f, b] = [this.forwardLayer, this.backwardLayer];
    if (f.goBackwards === b.goBackwards)
      throw new ConfigError(
        `${this.name}: one of the layers must have goBackwards: true and the other false, both have ${f.goBackwards}. ` +
          'Give backwardLayer goBackwards: true, or leave it away.',
      );
    for (const name of ['stateful', 'returnSequences', 'returnState'] as const) {
      if (f[name] === b[name]) continue;
      throw new ConfigError(
        `${this.name}: layer and backwardLayer must have the same ${name}, received ${f[name]} and ${b[name]}.`,
      );
    }
  }

  override build(inputShape: BatchShape): void {
    for (const part of [this.forwardLayer, this.backwardLayer]) part.buildFor([placeholder(inputShape.map((d) => d ?? 1))]);
  }

  /** Sets the states of both layers to 0. @throws {ConfigError} if they are not stateful */
  resetState(): void {
    this.forwardLayer.resetState();
    this.backwardLayer.resetState();
  }

  call(x: Tensor, t: Trace, args: CallArguments): Tensors {
    const { mask } = args;
    const states = this.#halves(args['initialState'] as readonly TensorLike[] | null | undefined);
    const [ofForward, ofBackward] = [this.forwardLayer, this.backwardLayer].map((layer, i): readonly Tensor[] => {
      const given = { ...(mask === undefined ? {} : { mask }), ...(states === undefined ? {} : { initialState: states[i] }) };
      const answer = t.call(layer, x, given) as Tensors;
      return answer instanceof Tensor ? [answer] : answer;
    }) as [readonly Tensor[], readonly Tensor[]];
    const [y, ...statesForward] = ofForward as [Tensor, ...Tensor[]];
    const [last, ...statesBackward] = ofBackward as [Tensor, ...Tensor[]];
    const all = this.forwardLayer.returnSequences;
    const outputs = this.#merged(y, all ? inTurns(reversed(inTurns(last))) : last);
    if (all && mask !== undefined) for (const output of outputs) t.setMask(output, mask);
    const answer = [...outputs, ...statesForward, ...statesBackward];
    return answer.length === 1 ? answer[0]! : answer;
  }

  /** `call` has given the outputs their mask; states have none. */
  override computeMask(): undefined {
    return undefined;
  }

  #merged(y: Tensor, back: Tensor): readonly Tensor[] {
    switch (this.mergeMode) {
      case 'concat':
        return [concatenate([y, back], { axis: -1 })];
      case 'sum':
        return [add(y, back)];
      case 'mul':
        return [multiply(y, back)];
      case 'ave':
        return [multiply(add(y, back), 0.5)];
      case null:
        return [y, back];
    }
  }

  #halves(states: readonly TensorLike[] | null | undefined): readonly [readonly TensorLike[], readonly TensorLike[]] | undefined {
    if (states === undefined || states === null) return undefined;
    const each = this.forwardLayer.cell.stateSizes.length;
    if (Array.isArray(states)) return [states.slice(0, each), states.slice(each)];
    throw new ConfigError(`${this.name}: initialState must be a list of the states of both layers, received ${show(states)}.`);
  }

  override get layerOptions(): Readonly<Record<string, Layer | readonly Layer[]>> {
    return { layer: this.forwardLayer, backwardLayer: this.backwardLayer };
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), layer: savedForm(this.forwardLayer), backwardLayer: savedForm(this.backwardLayer) };
  }
}

/** A recurrent layer in both directions.
 *  @shape as the layer, [batch, units] or [batch, steps, units], with twice the features if they are put one behind the other. With
 *  `mergeMode: null` two outputs; with `returnState` the states of both layers behind
 *  @throws {ConfigError} on invalid options, or if the two layers do not fit together */
export const bidirectional = (options: BidirectionalOptions): Bidirectional => new Bidirectional(options);
