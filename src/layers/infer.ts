import { placeholder, Tensor } from '../graph/tensor.ts';
import type { Spec } from '../graph/symbolic.ts';
import { Trace, type CallArguments, type Traceable } from '../trace/trace.ts';

/** Sizes that unknown axes are given, one trace each: what differs between the traces is unknown, too. Neither is a size
 *  that a network has by chance, nor 1, which would broadcast. */
const SIZES = [83, 89] as const;

/** What a layer puts out for inputs like these; makes its weights if they are not there yet.
 *  @param args  of the call; symbolic tensors among them are made by `given`
 *  @throws {ShapeError} if the layer refuses such inputs */
export function inferSpecs(layer: Traceable, inputs: readonly Spec[], args: Readonly<Record<string, unknown>> = {}): Spec[] {
  if ('prepare' in layer) (layer as Preparable).prepare(inputs);
  const [first, second] = SIZES.map((size) => {
    const tensorOf = ({ shape, dtype, name }: Spec): Tensor =>
      placeholder(
        shape.map((d) => d ?? size),
        dtype,
        name,
      );
    const given = inputs.map(tensorOf);
    const tensors = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, isSpec(value) ? tensorOf(value) : value]));
    const outputs = new Trace({ training: false }).call(layer, given.length === 1 ? given[0]! : given, tensors as CallArguments);
    return outputs instanceof Tensor ? [outputs] : outputs;
  }) as [readonly Tensor[], readonly Tensor[]];
  return first.map((output, i) => ({
    name: first.length === 1 ? layer.name : `${layer.name}_${i}`,
    shape: output.shape.map((d, axis) => (d === second[i]!.shape[axis] ? d : null)),
    dtype: output.dtype,
  }));
}

/** A model within: it knows of axes of any size what a single trace does not show. */
interface Preparable {
  prepare(inputs: readonly Spec[]): void;
}

const isSpec = (value: unknown): value is Spec =>
  typeof value === 'object' && value !== null && 'shape' in value && 'dtype' in value && !(value instanceof Tensor);
