import { ConfigError, ShapeError } from '../core/errors.ts';
import { sameShape, showShape, type Shape } from '../core/shape.ts';
import { placeholder, Tensor } from '../graph/tensor.ts';
import { cast } from '../op/elementwise.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import { LAYER, type BatchShape } from './layer.ts';
import { inTurns } from './sweep.ts';
import { Wrapper, wrapped, type WrapperOptions } from './wrapper.ts';

const OPTIONS = LAYER.extend<WrapperOptions>()({ layer: wrapped() });

/** Applies a layer to each step. The steps are one after another: each draws anew, and batch normalisation takes the statistics of each
 *  step by itself. Penalties on the outputs of the layer count for each step. A mask stays as it is; the layer within gets the part of
 *  its step if it supports masking. */
export class TimeDistributed extends Wrapper {
  readonly kind = 'timeDistributed';
  override readonly supportsMasking: boolean = true;

  constructor(options: WrapperOptions) {
    super('time_distributed', OPTIONS.read('timeDistributed', options));
  }

  override build(inputShape: BatchShape): void {
    if (inputShape.length < 3)
      throw this.wrongInput('[*, steps, ...]', inputShape, 'Give each sample an axis of steps, and each step at least one axis.');
    this.layer.buildFor([placeholder([1, ...(inputShape.slice(2) as Shape)], this.inputDtype)]);
  }

  override stepwise(_inputs: readonly Tensor[], training: boolean): boolean | string {
    return !training || 'it is called with training: true, where steps of several sequences may be measured together';
  }

  override call(inputs: Tensors, t: Trace, args: CallArguments): Tensors {
    if (!(inputs instanceof Tensor))
      throw new ConfigError(`${this.name}: expected one input, received ${inputs.length}. Concatenate them first.`);
    const mask = this.layer.supportsMasking ? args.mask : undefined;
    if (mask !== undefined && !sameShape(mask.shape.slice(0, 2), inputs.shape.slice(0, 2)))
      throw new ShapeError(
        `${this.name}: expected a mask of shape ${showShape([...inputs.shape.slice(0, 2)])}, received ${showShape(mask.shape)}.`,
      );
    const xs = [inTurns(inputs), ...(mask === undefined ? [] : [inTurns(cast(mask, 'float32'))])];
    const { ys } = t.scan(
      (turn, _, [row, m]) => {
        const answer = turn.inStage(undefined, () => turn.call(this.layer, row!, m === undefined ? {} : { mask: m }) as Tensors);
        if (answer instanceof Tensor) return { ys: [answer] };
        throw new ConfigError(`${this.name}: the layer within must give one output, ${this.layer.name} gives ${answer.length}.`);
      },
      { xs },
    );
    return inTurns(ys[0]!);
  }
}

/** Applies a layer to each step of a sequence.
 *  @shape [batch, steps, ...] -> [batch, steps, ...], each step as the layer gives it
 *  @throws {ConfigError} if there is no layer within, or it gives several outputs
 *  @throws {ShapeError} on samples without steps */
export const timeDistributed = (options: WrapperOptions): TimeDistributed => new TimeDistributed(options);
