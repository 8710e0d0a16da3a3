import { ConfigError, ShapeError } from '../core/errors.ts';
import { sameShape, showShape, type Shape } from '../core/shape.ts';
import { all } from '../core/realm.ts';
import { asTensor, full, Tensor, type TensorLike } from '../graph/tensor.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import type { Begun } from '../op/recurrent.ts';
import { Layer } from './layer.ts';

/** The steps that a cell takes over one batch of sequences. What all steps have in common, such as draws for dropout, is made. */
export interface CellSteps {
  /** What a step makes of its input alone. It takes all steps at once as well. @shape x [..., batch, features] */
  enter(x: Tensor): Tensor;
  /** One step.
   *  @param entered  what `enter` made of the input
   *  @returns the output, then the new states */
  step(t: Trace, entered: Tensor, states: readonly Tensor[]): readonly Tensor[];
  /** Whether the output is the first of the new states. */
  readonly outputIsState: boolean;
  /** All steps by one kernel, in the order of the sequence; undefined if there is none for what this cell was asked. Its output is the
   *  first state.
   *  @param x  [batch, steps, features]
   *  @returns the states after each step. @shape each [batch, steps, ...] */
  readonly whole?: ((x: Tensor, begun: Begun) => readonly Tensor[]) | undefined;
}

/** One step of a recurrent layer. A cell of your own extends this class, says how large its states are, and gives in `call` its output
 *  and the new states; `layers.rnn({ cell })` repeats it along sequences.
 *  @example
 *  class MinimalCell extends layers.RNNCell {
 *    readonly kind = 'minimalCell';
 *    readonly stateSize: number;
 *    constructor({ units, ...options }: { units: number } & layers.LayerOptions) {
 *      super('minimal_cell', options);
 *      this.stateSize = units;
 *    }
 *    override build(inputShape: layers.BatchShape): void {
 *      this.addWeight({ name: 'kernel', shape: [inputShape.at(-1)!, this.stateSize] });
 *      this.addWeight({ name: 'recurrentKernel', shape: [this.stateSize, this.stateSize] });
 *    }
 *    call(x: Tensor, t: Trace, { states: [h] }: layers.CellArguments): Tensor[] {
 *      const [kernel, recurrent] = this.weights.map((w) => t.read(w));
 *      const next = ops.add(ops.matmul(x, kernel), ops.matmul(h, recurrent));
 *      return [next, next];
 *    }
 *    override getConfig(): Record<string, unknown> {
 *      return { ...super.getConfig(), units: this.stateSize };
 *    }
 *  } */
export abstract class RNNCell extends Layer {
  /** The number of features of the state, or of each state. */
  abstract readonly stateSize: number | readonly number[];

  /** The number of features of the output; unless overridden, that of the first state. */
  get outputSize(): number {
    return this.stateSizes[0]!;
  }

  get stateSizes(): readonly number[] {
    return [this.stateSize].flat();
  }

  override stepwise(): boolean {
    return true;
  }

  /** The states of the first step, unless they are given: zeros.
   *  @param _inputShape  that of one step, for cells whose states have its places
   *  @shape each [batch, size of the state] */
  getInitialState(batchSize: number, _inputShape?: Shape): readonly Tensor[] {
    return this.stateSizes.map((size) => full([batchSize, size], 0));
  }

  /** The shape of the output of a step over inputs of a shape. */
  outputShape([batch]: Shape): Shape {
    return [batch!, this.outputSize];
  }

  /** The output and the new states of one step.
   *  @shape inputs [batch, features] */
  abstract override call(inputs: Tensors, t: Trace, args: CellArguments): readonly Tensor[];

  /** Prepares steps over inputs of a shape: unless overridden, each is a call of the cell.
   *  @shape inputShape [batch, features], that of one step */
  begin(_t: Trace, _inputShape: Shape): CellSteps {
    return { enter: (x) => x, step: (t, x, states) => checkedStep(this, t.call(this, x, { states }), states), outputIsState: false };
  }

  /** A cell with the same options and weights of its own. The class is constructed with what getConfig returns. */
  remade(): RNNCell {
    return new (this.constructor as new (config: Record<string, unknown>) => RNNCell)(this.getConfig());
  }
}

/** Arguments of the call of a cell. */
export interface CellArguments extends CallArguments {
  /** @shape each [batch, size of the state] */
  readonly states: readonly Tensor[];
}

/** The step of a cell that was called by itself.
 *  @throws {ConfigError} without states
 *  @throws {ShapeError} if they are not what the cell has */
export function singleStep(cell: RNNCell, x: Tensor, t: Trace, states: CellArguments['states'] | undefined): readonly Tensor[] {
  if (states === undefined)
    throw new ConfigError(
      `${cell.name}: a cell takes one step from states: give { states }, such as those of getInitialState(batchSize). ` +
        'For sequences, use layers.rnn({ cell }).',
    );
  const shapes = cell.getInitialState(x.shape[0]!, x.shape).map(({ shape }) => shape);
  const given = statesOf(cell.name, 'states', states, shapes);
  const steps = cell.begin(t, x.shape);
  return steps.step(t, steps.enter(x), given);
}

/** The states that a caller gives, as tensors.
 *  @throws {ShapeError} if they are not what the layer has */
export function statesOf(
  where: string, what: string, given: TensorLike | readonly TensorLike[], shapes: readonly Shape[],
): readonly Tensor[] {
  const several = Array.isArray(given) && given.length > 0 && all(given, (x) => typeof x !== 'number' && !isRow(x));
  const states = (several ? (given as readonly TensorLike[]) : [given as TensorLike]).map((x) => asTensor(x));
  if (states.length === shapes.length && states.every((s, i) => s.dtype === 'float32' && sameShape(s.shape, shapes[i]!))) return states;
  throw new ShapeError(
    `${where}: expected as ${what} ${shapes.map(showShape).join(' and ')}, received ` +
      `${states.map((s) => `${s.dtype === 'float32' ? '' : `${s.dtype} `}${showShape(s.shape)}`).join(' and ')}.`,
  );
}

/** Whether it is a row of numbers, so that a list of such is one tensor. */
const isRow = (x: unknown): boolean => Array.isArray(x) && all(x, (v) => typeof v === 'number');

function checkedStep(cell: RNNCell, answer: Tensors, states: readonly Tensor[]): readonly Tensor[] {
  const list = answer instanceof Tensor ? [answer] : answer;
  const expected = states.map((s) => showShape(s.shape)).join(', ');
  const next = list.slice(1);
  const received = list.map((s) => showShape(s.shape)).join(', ');
  if (next.length === states.length && next.every((s, i) => sameShape(s.shape, states[i]!.shape))) return list;
  throw new ShapeError(
    `${cell.name}: expected the output, then new states of shapes ${expected}, received ${received}. ` +
      'Answer with [output, ...states] as stateSize says.',
  );
}
