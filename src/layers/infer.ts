import type { DType } from '../core/dtype.ts';
import { ConfigError } from '../core/errors.ts';
import { placeholder, Tensor } from '../graph/tensor.ts';
import { mapArguments, type Spec } from '../graph/symbolic.ts';
import { Trace, type CallArguments, type Traceable } from '../trace/trace.ts';

/** Sizes of unknown axes in two traces. An output axis whose size differs between the traces is unknown too. Networks are
 *  unlikely to have these sizes, and 1 is no choice because it broadcasts. */
const SIZES = [83, 89] as const;

/** Shapes and dtypes of a layer's outputs for such inputs. Makes the weights, unless they exist.
 *  @param args  arguments of the call; specs among them stand for tensors
 *  @throws {ShapeError} if the layer refuses such inputs */
export function inferSpecs(layer: Traceable, inputs: readonly Spec[], args: Readonly<Record<string, unknown>> = {}): Spec[] {
  if ('prepare' in layer) (layer as Preparable).prepare(inputs);
  const [first, second] = SIZES.map((size) => {
    const tensorOf = ({ shape, dtype, name }: Spec): Tensor =>
      placeholder(
        shape.map((d) => d ?? size),
        mustBeNumbers(layer, dtype),
        name,
      );
    const given = inputs.map(tensorOf);
    const tensors = mapArguments(args, (value) => (isSpec(value) ? tensorOf(value) : value));
    const t = new Trace({ training: false, inferring: true });
    const outputs = t.call(layer, given.length === 1 ? given[0]! : given, tensors as CallArguments);
    return outputs instanceof Tensor ? [outputs] : outputs;
  }) as [readonly Tensor[], readonly Tensor[]];
  return first.map((output, i) => ({
    name: first.length === 1 ? layer.name : `${layer.name}_${i}`,
    shape: output.shape.map((d, axis) => (d === second[i]!.shape[axis] ? d : null)),
    dtype: output.dtype,
  }));
}

/** @throws {ConfigError} on strings, which no layer of ops takes */
function mustBeNumbers({ name }: Traceable, dtype: Spec['dtype']): DType {
  if (dtype !== 'string') return dtype;
  throw new ConfigError(`${name}: expected numbers, received an input of dtype 'string'. Put textVectorization or stringLookup between.`);
}

/** A model as a layer. It needs the specs, because a single trace does not show which axes have any size. */
interface Preparable {
  prepare(inputs: readonly Spec[]): void;
}

const isSpec = (value: unknown): value is Spec =>
  typeof value === 'object' && value !== null && 'shape' in value && 'dtype' in value && !(value instanceof Tensor);
