import { ConfigError, ShapeError } from '../core/errors.ts';
import { checkOptions } from '../core/options.ts';
import { warnOnce } from '../core/warn.ts';
import { all } from '../core/realm.ts';
import { SymbolicTensor } from '../graph/symbolic.ts';
import { asTensor, placeholder, Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { evaluate } from '../run/eager.ts';
import { currentTrace } from '../trace/current.ts';
import { readsHostData, Trace, type CallArguments, type Tensors, type Traceable } from '../trace/trace.ts';
import { inferSpecs } from './infer.ts';

/** Options for applying a layer to values. */
export interface ApplyOptions {
  /** Whether to behave as in training (default false; within a `call`, as the calling layer does). */
  readonly training?: boolean;
  /** 1 where a time step counts. @shape [batch, steps] */
  readonly mask?: TensorLike;
  /** The states with which a recurrent layer begins: a tensor, or a list of them. @shape each [batch, size of the state] */
  readonly initialState?: TensorLike | readonly TensorLike[];
  /** The states that the step of a cell receives. @shape each [batch, size of the state] */
  readonly states?: TensorLike | readonly TensorLike[];
  /** What else the layer's call takes, by name. */
  readonly [argument: string]: unknown;
}

/** Inputs that a layer can be applied to. */
export type Applicable = TensorLike | readonly Tensor[] | SymbolicTensor | readonly SymbolicTensor[];

/** Applies a layer; see `Layer.apply`.
 *  @param draws  counts how often the layer was applied to values, so that each time draws new random numbers */
export function applyLayer(
  layer: Traceable,
  inputs: Applicable,
  options: ApplyOptions,
  draws: Variable,
): Tensors | SymbolicTensor | readonly SymbolicTensor[] {
  checkOptions(layer.name, options);
  const several = Array.isArray(inputs) && inputs.length > 0 && all(inputs, (x) => x instanceof Tensor || x instanceof SymbolicTensor);
  const list = (several ? inputs : [inputs]) as readonly (TensorLike | SymbolicTensor)[];
  if (layer.readsHostData === true) throw readsHostData(layer.name);
  const symbols = list.filter((x) => x instanceof SymbolicTensor);
  if (symbols.length === list.length) return record(layer, symbols, { ...options });
  const [mixed] = symbols;
  if (mixed !== undefined)
    throw new ConfigError(
      `${layer.name}: apply got tensors beside ${mixed}. Give a model's symbolic tensors alone: a constant belongs into a layer.`,
    );
  return compute(
    layer,
    (list as readonly TensorLike[]).map((x) => asTensor(x)),
    several,
    options,
    draws,
  );
}

/** Records one more call for a functional model. */
function record(
  layer: Traceable,
  inputs: readonly SymbolicTensor[],
  args: Readonly<Record<string, unknown>>,
): SymbolicTensor | readonly SymbolicTensor[] {
  const constant = Object.entries(args).find(([, value]) => [value].flat().some((v) => v instanceof Tensor));
  if (constant !== undefined)
    throw new ConfigError(
      `${layer.name}: apply got a tensor as ${constant[0]}, which a model's file cannot keep. ` +
        'Give a symbolic tensor, or put the constant into a layer.',
    );
  const outputs = SymbolicTensor.record(layer, inputs, args, inferSpecs(layer, inputs, args));
  return outputs.length === 1 ? outputs[0]! : outputs;
}

function compute(
  layer: Traceable,
  given: readonly Tensor[],
  several: boolean,
  options: ApplyOptions,
  draws: Variable,
): Tensors {
  if (given.some((x) => x.rank === 0)) throw new ShapeError(`${layer.name}: expected an input with a batch axis, received a scalar.`);
  const { training = false, mask, ...others } = options;
  const args: CallArguments = mask === undefined ? others : { ...others, mask: asTensor(mask) };
  const current = currentTrace();
  const inputs = several ? given : given[0]!;
  if (current !== undefined) return current.call(layer, inputs, { ...(options.training === undefined ? {} : { training }), ...args });
  if (!given.every((x) => x.concrete)) return alone(layer, inputs, training, args);
  const t = new Trace({ training, draws });
  const symbols = given.map((x) => placeholder(x.shape, x.dtype));
  const outputs = t.call(layer, several ? symbols : symbols[0]!, args);
  const list = outputs instanceof Tensor ? [outputs] : outputs;
  const values = evaluate(list, new Map(symbols.map((s, i) => [s, given[i]!])), t.effects());
  return outputs instanceof Tensor ? values[0]! : values;
}

/** The outputs for symbolic tensors where no trace is known, as in a loss or a function that `grad` differentiates. */
function alone(layer: Traceable, inputs: Tensors, training: boolean, args: CallArguments): Tensors {
  const t = new Trace({ training });
  const outputs = t.call(layer, inputs, args);
  if (t.effects().length > 0)
    warnOnce(
      'MYELIN_UPDATES_LOST',
      `${layer.name}: apply was given symbolic tensors outside of a trace, and the updates of the layer's state are lost. ` +
        'Where there is a trace, call the layer with t.call(layer, inputs).',
    );
  return outputs;
}
