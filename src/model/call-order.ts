import { ConfigError } from '../core/errors.ts';
import { symbolsAmong, type RecordedCall, type SymbolicTensor } from '../graph/symbolic.ts';
import type { Layer } from '../layers/layer.ts';

type LayerCall = RecordedCall<Layer>;

/** The symbolic tensors that a call is given, arguments included. */
const givenTo = ({ inputs, args }: RecordedCall): SymbolicTensor[] => [...inputs, ...symbolsAmong(args)];

/** The calls between inputs and outputs, in an order in which each call comes after those it depends on. The calls of
 *  the inputs come first.
 *  @throws {ConfigError} if an output depends on an input that is not among them */
export function callOrder(inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[]): readonly LayerCall[] {
  const ordered = new Set<RecordedCall>(inputs.map((x) => x.call));
  const cut = new Set(inputs);
  const visit = (symbol: SymbolicTensor, path: readonly string[]): void => {
    if (cut.has(symbol) || ordered.has(symbol.call)) return;
    const { call } = symbol;
    if (call.inputs.length === 0)
      throw new ConfigError(
        `model: the outputs depend on the input '${symbol.name}' (by ${path.join(' <- ')}), which is not among the inputs. Add it.`,
      );
    for (const x of givenTo(call)) visit(x, [...path, (call.layer as Layer).name]);
    ordered.add(call);
  };
  for (const output of outputs) visit(output, []);
  return [...ordered] as LayerCall[];
}

/** The layers of the calls in Keras' order: layers farthest from the outputs first; equally far ones in the order in
 *  which the graph is walked.
 *  @source Keras 3, models.functional and ops.function.map_graph */
export function layersOf(calls: readonly LayerCall[], outputs: readonly SymbolicTensor[]): readonly Layer[] {
  const depth = new Map<RecordedCall, number>(outputs.map((o) => [o.call, 0]));
  for (const call of calls.toReversed()) {
    const own = depth.get(call) ?? 0;
    for (const { call: before } of givenTo(call)) depth.set(before, Math.max(depth.get(before) ?? 0, own + 1));
  }
  const deepest = new Map<Layer, number>();
  for (const call of calls) deepest.set(call.layer, Math.max(deepest.get(call.layer) ?? 0, depth.get(call) ?? 0));
  const order = [...deepest.keys()];
  return order.toSorted((a, b) => deepest.get(b)! - deepest.get(a)! || order.indexOf(a) - order.indexOf(b));
}
