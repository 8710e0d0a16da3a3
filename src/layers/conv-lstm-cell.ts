import { resolveActivation, type ActivationFunction } from '../activations/registry.ts';
import { integer, type Option } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { full, placeholder, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { convIn, type ConvOptions } from '../op/conv.ts';
import { add } from '../op/elementwise.ts';
import { concatenate, reshape, split } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';
import { dropsOf, type Drop } from './cell-dropout.ts';
import { CELL, GATE, type CellOptions, type GateOptions, type HeldCell } from './cell-options.ts';
import { precisionOfProducts } from './conv-precision.ts';
import {
  placement, SIDES, type PlacementDeclaration, type PlacementOptions, type Places, type SidesOptions,
} from './convolution.ts';
import { withChannelsLast } from './data-format.ts';
import type { BatchShape } from './layer.ts';
import { FORGET, lstmStep, withForgetOnes, type ForgetOptions } from './lstm-cell.ts';
import { RNNCell, singleStep, type CellArguments, type CellSteps } from './rnn-cell.ts';
import { partsOf } from './weight-parts.ts';

/** Options of the step of a convolutional LSTM. */
export interface ConvLSTMStepOptions extends PlacementOptions, SidesOptions, CellOptions, GateOptions, ForgetOptions {
  /** Channels of the output and of each state. */
  filters: number;
}

type Declaration = { readonly filters: Option<number, number> } & PlacementDeclaration & typeof SIDES & typeof CELL & typeof GATE &
  typeof FORGET;

/** The declaration of these options over so many axes of places. */
export const convLSTMStep = (places: Places): Declaration => ({
  filters: integer({ least: 1 }), ...placement(places), ...SIDES, ...CELL, ...GATE, ...FORGET,
});

/** A step of long short-term memory whose products are convolutions. Strides, padding and dilation are those of the convolution of the
 *  inputs; that of the state has the same places before and behind it. Gates and states are as those of `LSTMCell`.
 *  @source Shi et al. 2015, Convolutional LSTM network, without peepholes, as in Keras */
export class ConvLSTMCell extends RNNCell {
  readonly kind = 'convLstmCell';
  readonly filters: number;
  /** Whom errors of windows name: the layer around the cell, if there is one. */
  where: string = this.name;
  /** [...kernelSize, channels, 4 filters] */
  kernel: Variable | undefined;
  /** [...kernelSize, filters, 4 filters] */
  recurrentKernel: Variable | undefined;
  /** [4 filters] */
  bias: Variable | undefined;
  readonly #places: Places;
  readonly #options: HeldCell<Declaration>;
  readonly #activate: ActivationFunction;
  readonly #gate: ActivationFunction;

  constructor(places: Places, held: HeldCell<Declaration>) {
    super('conv_lstm_cell', held);
    this.#places = places;
    this.#options = held;
    this.filters = held.filters;
    this.#activate = resolveActivation(held.activation);
    this.#gate = resolveActivation(held.recurrentActivation);
  }

  get stateSize(): readonly number[] {
    return [this.filters, this.filters];
  }

  /** The axis of the channels in the input of one step. */
  get channelAxis(): number {
    return this.#options.dataFormat === 'channelsLast' ? this.#places + 1 : 1;
  }

  override outputShape(inputShape: Shape): Shape {
    const { strides, dilationRate, padding, kernelSize, dataFormat } = this.#options;
    const kernel = placeholder([...kernelSize, inputShape[this.channelAxis]!, this.filters]);
    const convolved = (x: Tensor): Tensor => convIn(this.where, x, kernel, { strides, dilationRate, padding });
    return withChannelsLast(dataFormat, placeholder(inputShape), convolved).shape;
  }

  override getInitialState(batchSize: number, inputShape?: Shape): readonly Tensor[] {
    if (inputShape === undefined)
      throw new ConfigError(`${this.name}: getInitialState needs the shape of a step as its second argument: states have its places.`);
    const shape = this.outputShape(inputShape).with(0, batchSize);
    return [full(shape, 0), full(shape, 0)];
  }

  override build(inputShape: BatchShape): void {
    const options = this.#options;
    const channels = inputShape.length === this.#places + 2 ? inputShape[this.channelAxis] : undefined;
    if (typeof channels !== 'number' || channels === 0)
      throw this.wrongInput(this.#expected('channels'), inputShape, 'Give each step the axes of its places, and channels.');
    const columns = 4 * this.filters;
    this.kernel = this.addWeight({ name: 'kernel', shape: [...options.kernelSize, channels, columns], ...partsOf('kernel', options) });
    this.recurrentKernel = this.addWeight({
      name: 'recurrentKernel', shape: [...options.kernelSize, this.filters, columns], ...partsOf('recurrent', options),
    });
    if (!options.useBias) return;
    const parts = partsOf('bias', options);
    const initializer = options.unitForgetBias ? withForgetOnes(parts.initializer, this.filters) : parts.initializer;
    this.bias = this.addWeight({ name: 'bias', shape: [columns], ...parts, initializer });
  }

  #expected(channels: string): string {
    const places = Array<string>(this.#places).fill('*');
    return `[*, ${(this.#options.dataFormat === 'channelsLast' ? [...places, channels] : [channels, ...places]).join(', ')}]`;
  }

  override call(x: Tensor, t: Trace, { states }: CellArguments): readonly Tensor[] {
    return singleStep(this, x, t, states);
  }

  override begin(t: Trace, inputShape: Shape): CellSteps {
    const channels = this.kernel!.shape.at(-2)!;
    if (inputShape.length !== this.#places + 2 || inputShape[this.channelAxis] !== channels)
      throw this.wrongInput(
        this.#expected(String(channels)), inputShape,
        `The layer was built for ${channels} channels: give it those, or make a new layer.`,
      );
    const { dropout, recurrentDropout, strides, dilationRate, padding, seed } = this.#options;
    const [kernel, recurrentKernel] = [t.read(this.kernel!), t.read(this.recurrentKernel!)];
    const bias = this.bias && t.read(this.bias);
    // Rate 1 drops nothing, as in Keras.
    const drops = (name: string, share: number, shape: Shape): Drop[] => (share === 1 ? [] : dropsOf(t, name, share, shape, 4, seed));
    const dropInputs = drops('dropout', dropout, inputShape);
    const dropStates = drops('recurrentDropout', recurrentDropout, this.outputShape(inputShape));
    return {
      enter: (x) => this.#convolved(x, kernel, dropInputs, { strides, dilationRate, padding }, bias),
      step: (_, entered, [h, c]) => {
        const z = add(entered, this.#convolved(h!, recurrentKernel, dropStates, { padding: 'same' }));
        return lstmStep(split(z, 4, { axis: this.channelAxis }), c!, this.#gate, this.#activate);
      },
      outputIsState: true,
    };
  }

  /** A convolution for all gates.
   *  @param x  one step or, with another axis before the batch, several
   *  @param drops  a function for each gate, or none */
  #convolved(x: Tensor, kernel: Tensor, drops: readonly Drop[], options: ConvOptions, bias?: Tensor): Tensor {
    const step = x.shape.slice(-(this.#places + 1));
    const before = x.shape.slice(0, -step.length);
    const precision = precisionOfProducts(this);
    const convolved = (y: Tensor, part: Tensor): Tensor =>
      withChannelsLast(this.#options.dataFormat, reshape(y, [sizeOf(before), ...step]), (last) =>
        convIn(this.where, last, part, { ...options, precision }),
      );
    const parts = drops.length === 0 ? [kernel] : split(kernel, 4, { axis: -1 });
    const sums = concatenate(parts.map((part, i) => convolved(drops[i]?.(x) ?? x, part)), { axis: this.channelAxis });
    const spread = bias && reshape(bias, sums.shape.map((_, axis) => (axis === this.channelAxis ? bias.size : 1)));
    const whole = spread === undefined ? sums : add(sums, spread);
    return reshape(whole, [...before, ...whole.shape.slice(1)]);
  }

  override remade(): ConvLSTMCell {
    return new ConvLSTMCell(this.#places, this.#options);
  }
}
