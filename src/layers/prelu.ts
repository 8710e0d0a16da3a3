import { axes, orNone, type Held } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { ConstraintLike } from '../constraints/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { InitializerLike } from '../initializers/index.ts';
import { multiply, negative, relu, subtract } from '../op/elementwise.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import type { Trace } from '../trace/trace.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { partsOf, weight } from './weight-parts.ts';

export interface PReLUOptions extends LayerOptions {
  /** How the slopes begin (default 'zeros'). */
  alphaInitializer?: InitializerLike;
  /** The penalty on the slopes (default: none). */
  alphaRegularizer?: RegularizerLike | null;
  /** The constraint on the slopes after each step (default: nothing). */
  alphaConstraint?: ConstraintLike | null;
  /** The axis, or the axes, along which all values have one slope; 1 is the first behind the batch. After a convolution, [1, 2]
   *  gives a slope to each filter (default: none, so that each value of a sample has its own). */
  sharedAxes?: number | readonly number[] | null;
}

const OPTIONS = LAYER.extend<PReLUOptions>()({ ...weight('alpha', 'zeros'), sharedAxes: orNone(axes()) });

/** x above 0, alpha x below, with a slope alpha that is learnt. At 0 all derivatives are 0, as in Keras. @source He et al. 2015 */
export class PReLU extends Layer {
  readonly kind = 'prelu';
  override readonly supportsMasking: boolean = true;
  /** The axes of a sample, 1 where they share a slope. */
  alpha: Variable | undefined;
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: PReLUOptions = {}) {
    const held = OPTIONS.read('prelu', options);
    super('p_re_lu', held);
    this.#options = held;
  }

  override build(inputShape: BatchShape): void {
    const { sharedAxes = [] } = this.#options;
    const shared = [sharedAxes].flat();
    const wrong = shared.find((a) => a < 1 || a >= inputShape.length);
    if (wrong !== undefined)
      throw new ConfigError(
        `${this.name}: sharedAxes must be from 1, the axis behind the batch, to ${inputShape.length - 1} for inputs of shape ` +
          `${showShape(inputShape)}, received ${wrong}.`,
      );
    const shape = inputShape.slice(1).map((d, i) => (shared.includes(i + 1) ? 1 : d));
    if (!shape.every((d) => d !== null)) {
      const advice = 'An axis of no fixed size needs one slope: put it into sharedAxes.';
      throw this.wrongInput(showShape(inputShape.map((d, i) => (i === 0 ? null : (d ?? 1)))), inputShape, advice);
    }
    this.alpha = this.addWeight({ name: 'alpha', shape, ...partsOf('alpha', this.#options) });
  }

  call(x: Tensor, t: Trace): Tensor {
    const { shape } = this.alpha!;
    if (x.rank !== shape.length + 1 || !shape.every((d, i) => d === 1 || d === x.shape[i + 1]))
      throw this.wrongInput(
        showShape([null, ...shape]),
        x.shape,
        'The layer was built for that, any size where it is 1: give it such inputs, or make a new layer.',
      );
    return subtract(relu(x), multiply(t.read(this.alpha!), relu(negative(x))));
  }
}

/** A rectifier whose slopes below 0 are learnt.
 *  @shape as the input
 *  @throws {ConfigError} on axes that the inputs do not have
 *  @throws {ShapeError} on inputs of another shape than before */
export const prelu = (options?: PReLUOptions): PReLU => new PReLU(options);
