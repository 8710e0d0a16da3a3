import { ShapeError, show } from '../core/errors.ts';
import { sameShape, showShape, type Shape } from '../core/shape.ts';
import { mustBeTensor, Tensor } from './tensor.ts';

/** Checks of what parts of the user's own answer with. Each throws an error that names the part, what was expected and what came. */

const received = (answer: unknown): string =>
  answer instanceof Tensor ? `${answer.dtype} of shape ${showShape(answer.shape)}` : show(answer);

const advice = (answer: unknown): string =>
  answer instanceof Tensor && answer.dtype !== 'float32' ? "Cast it: ops.cast(values, 'float32')." : 'Sum or average it first.';

const named = (family: string, kind: string | undefined): string => (kind === undefined ? `the ${family}` : `the ${family} '${kind}'`);

/** New values of a weight.
 *  @param family  'initializer' or 'constraint', with the kind of the part
 *  @throws {ShapeError} unless it is a float32 tensor of the weight's shape; values of `anyKind` may be of another dtype */
export function mustBeValuesOf(
  weight: string, family: string, kind: string | undefined, answer: unknown, shape: Shape, { anyKind = false }: { anyKind?: boolean } = {},
): Tensor {
  if (answer instanceof Tensor && (anyKind || answer.dtype === 'float32') && sameShape(answer.shape, shape)) return answer;
  throw new ShapeError(
    `${weight}: ${named(family, kind)} must answer with a float32 tensor of shape ${showShape(shape)}, received ${received(answer)}.`,
  );
}

/** The penalty on the values of a weight or an output. @throws {ShapeError} unless it is a float32 tensor of one element */
export function mustBePenalty(where: string, kind: string | undefined, answer: unknown): Tensor {
  if (answer instanceof Tensor && answer.dtype === 'float32' && answer.size === 1) return answer;
  throw new ShapeError(
    `${where}: ${named('regularizer', kind)} must answer with a float32 tensor of one element, received ${received(answer)}. ` +
      advice(answer),
  );
}

/** What a loss or a metric computes of a batch.
 *  @throws {ConfigError} if it is no tensor
 *  @throws {ShapeError} unless its values belong to the samples, or are one number for the batch */
export function mustBeOfSamples(where: string, answer: unknown, { shape: [samples] }: Tensor): Tensor {
  const values = mustBeTensor(where, answer);
  if (values.dtype === 'float32' && (values.size === 1 || values.shape[0] === samples)) return values;
  throw new ShapeError(
    `${where}: expected float32 values of ${samples} samples, of shape [${samples}, ...], or one number for the batch, received ` +
      `${received(values)}. ${advice(values)}`,
  );
}
