import { ConvLSTMCell, convLSTMStep, type ConvLSTMStepOptions } from './conv-lstm-cell.ts';
import { refuseStridedAndDilated, type Places } from './convolution.ts';
import { LAYER, type BatchShape } from './layer.ts';
import { cellOptionsOf, Recurrent, RECURRENT, type RecurrentOptions } from './recurrent.ts';

export interface ConvLSTMOptions extends RecurrentOptions, ConvLSTMStepOptions {}

const STEPS = { 1: convLSTMStep(1), 2: convLSTMStep(2), 3: convLSTMStep(3) };
const OPTIONS = {
  1: LAYER.extend<ConvLSTMOptions>()({ ...STEPS[1], ...RECURRENT }),
  2: LAYER.extend<ConvLSTMOptions>()({ ...STEPS[2], ...RECURRENT }),
  3: LAYER.extend<ConvLSTMOptions>()({ ...STEPS[3], ...RECURRENT }),
};

/** The axes of a step besides its channels. */
const PLACES = { 1: ['places'], 2: ['height', 'width'], 3: ['depth', 'height', 'width'] };

/** Long short-term memory over sequences of places; see `ConvLSTMCell` for its step. */
export class ConvLSTM extends Recurrent {
  readonly kind: `convLstm${Places}d`;
  declare readonly cell: ConvLSTMCell;
  readonly #places: Places;

  constructor(places: Places, options: ConvLSTMOptions) {
    const held = OPTIONS[places].read(`convLstm${places}d`, options);
    super(`conv_lstm${places}d`, held, new ConvLSTMCell(places, cellOptionsOf(STEPS[places], held)));
    this.kind = `convLstm${places}d`;
    this.#places = places;
    this.cell.where = this.name;
    refuseStridedAndDilated(this.name, held);
  }

  protected override sequence(shape: BatchShape): BatchShape {
    const { kernel, channelAxis } = this.cell;
    const channels = shape.length === this.#places + 3 ? shape[channelAxis + 1] : undefined;
    const built = kernel?.shape.at(-2);
    if (typeof channels === 'number' && channels > 0 && channels === (built ?? channels)) return shape;
    const expected = PLACES[this.#places].toSpliced(channelAxis - 1, 0, built === undefined ? 'channels' : String(built));
    const advice = channels !== undefined && built !== undefined
      ? `The layer was built for ${built} channels: give it those, or make a new layer.`
      : 'Give each sample an axis of steps, and each step its places and channels, for example with reshape.';
    throw this.wrongInput(`[*, steps, ${expected.join(', ')}]`, shape, advice);
  }

  remade(changes: Partial<RecurrentOptions>): ConvLSTM {
    return new ConvLSTM(this.#places, { ...(this.held as unknown as ConvLSTMOptions), ...changes });
  }
}

/** Long short-term memory over sequences of rows of places, by convolutions along the rows.
 *  @shape [batch, steps, places, channels] -> [batch, new places, filters], or [batch, steps, new places, filters] with
 *  `returnSequences`; the states h and c, [batch, new places, filters] each, behind it with `returnState`; channels before the places
 *  with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes or channels, or with fewer places than a window
 *  @source Shi et al. 2015, Convolutional LSTM network: a machine learning approach for precipitation nowcasting */
export const convLstm1d = (options: ConvLSTMOptions): ConvLSTM => new ConvLSTM(1, options);

/** Long short-term memory over sequences of images, by convolutions over the images.
 *  @shape [batch, steps, height, width, channels] -> [batch, new height, new width, filters], or with the steps behind the batch with
 *  `returnSequences`; the states h and c, of the shape of one output each, behind it with `returnState`; channels before the places with
 *  'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes or channels, or smaller than a window
 *  @source Shi et al. 2015, Convolutional LSTM network: a machine learning approach for precipitation nowcasting */
export const convLstm2d = (options: ConvLSTMOptions): ConvLSTM => new ConvLSTM(2, options);

/** Long short-term memory over sequences of volumes, by convolutions over the volumes.
 *  @shape [batch, steps, depth, height, width, channels] -> [batch, new depth, new height, new width, filters], or with the steps behind
 *  the batch with `returnSequences`; the states h and c, of the shape of one output each, behind it with `returnState`; channels before
 *  the places with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes or channels, or smaller than a window
 *  @source Shi et al. 2015, Convolutional LSTM network: a machine learning approach for precipitation nowcasting */
export const convLstm3d = (options: ConvLSTMOptions): ConvLSTM => new ConvLSTM(3, options);
