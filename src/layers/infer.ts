import type { DType } from '../core/dtype.ts';
import { ConfigError, MyelinError } from '../core/errors.ts';
import { atOnce, within, type Pieces } from '../core/pieces.ts';
import { placeholder, Tensor } from '../graph/tensor.ts';
import { mapArguments, type Spec } from '../graph/symbolic.ts';
import { Trace, type CallArguments, type Traceable } from '../trace/trace.ts';

/** Sizes of unknown axes in two traces. An output axis whose size differs between the traces is unknown too. Networks are
 *  unlikely to have these sizes, and 1 is no choice because it broadcasts. */
const SIZES = [83, 89] as const;

/** Shapes and dtypes of a layer's outputs for such inputs. Makes the weights, unless they exist.
 *  @param args  arguments of the call; specs among them stand for tensors
 *  @throws {ShapeError} if the layer refuses such inputs */
export const inferSpecs = (layer: Traceable, inputs: readonly Spec[], args: Readonly<Record<string, unknown>> = {}): Spec[] =>
  atOnce(inferringSpecs(layer, inputs, args));

/** As `inferSpecs`, in pieces. */
export function* inferringSpecs(
  layer: Traceable, inputs: readonly Spec[], args: Readonly<Record<string, unknown>> = {},
): Pieces<Spec[]> {
  if ('prepareInPieces' in layer) yield* (layer as Preparable).prepareInPieces(inputs);
  const traced = (size: number): Pieces<Traced[]> => within(tracedOnce(size), (piece) => withoutSizes(size, piece));
  const tracedOnce = function* (size: number): Pieces<Traced[]> {
    const t = new Trace({ training: false, inferring: true });
    const sized = (shape: Spec['shape']): number[] => shape.map((d) => d ?? size);
    const tensorOf = ({ shape, dtype, name, mask }: Spec): Tensor => {
      const tensor = placeholder(sized(shape), mustBeNumbers(layer, dtype), name);
      if (mask !== undefined) t.setMask(tensor, placeholder(sized(mask)));
      return tensor;
    };
    const given = inputs.map(tensorOf);
    const tensors = mapArguments(args, (value) => (isSpec(value) ? tensorOf(value) : value));
    const outputs = yield* t.calling(layer, given.length === 1 ? given[0]! : given, tensors as CallArguments);
    return (outputs instanceof Tensor ? [outputs] : outputs).map((output) => ({ output, mask: t.maskOf(output) }));
  };
  const [first, second] = [yield* traced(SIZES[0]), yield* traced(SIZES[1])];
  return first.map(({ output, mask }, i) => ({
    name: first.length === 1 ? layer.name : `${layer.name}_${i}`,
    shape: common(output, second[i]!.output),
    dtype: output.dtype,
    // Its first axis is the batch, also where a mask of one row stands for all.
    ...(mask === undefined ? {} : { mask: common(mask, second[i]!.mask!).with(0, null) }),
  }));
}

/** Does work whose errors show `*` for a size that stands for any. */
function withoutSizes<T>(size: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MyelinError) error.message = error.message.replace(new RegExp(`(?<=[[ ])${size}(?=[,\\]])`, 'g'), '*');
    throw error;
  }
}

/** An output of a trace, and the mask that it carries. */
interface Traced {
  readonly output: Tensor;
  readonly mask: Tensor | undefined;
}

/** The axes that two traces agree in; null for the others. */
const common = (first: Tensor, second: Tensor): (number | null)[] => first.shape.map((d, axis) => (d === second.shape[axis] ? d : null));

/** @throws {ConfigError} on strings, which no layer of ops takes */
function mustBeNumbers({ name }: Traceable, dtype: Spec['dtype']): DType {
  if (dtype !== 'string') return dtype;
  throw new ConfigError(`${name}: expected numbers, received an input of dtype 'string'. Put textVectorization or stringLookup between.`);
}

/** A model as a layer. It needs the specs, because a single trace does not show which axes have any size. */
interface Preparable {
  prepareInPieces(inputs: readonly Spec[]): Pieces<void>;
}

const isSpec = (value: unknown): value is Spec =>
  typeof value === 'object' && value !== null && 'shape' in value && 'dtype' in value && !(value instanceof Tensor);
