import type { Spec } from '../graph/symbolic.ts';
import { inferSpecs } from '../layers/infer.ts';
import type { Layer } from '../layers/layer.ts';

/** What a layer has given for what it got. */
interface Found {
  readonly inputs: readonly Spec[];
  readonly outputs: readonly Spec[];
  /** The last change of the model's layers then. */
  readonly changed: number;
}

/** Shapes and dtypes that layers of a model give, so that they need not be found again while no layer changes. */
export class Inferred {
  readonly #found = new WeakMap<Layer, Found>();

  /** The outputs of a layer for such inputs. Makes its weights, unless they exist.
   *  @param changed  the last change of the model's layers
   *  @throws as inferSpecs */
  of(layer: Layer, inputs: readonly Spec[], changed: number): readonly Spec[] {
    const found = this.#found.get(layer);
    if (found?.changed === changed && sameSpecs(found.inputs, inputs)) return found.outputs;
    const outputs = inferSpecs(layer, inputs);
    this.#found.set(layer, { inputs, outputs, changed });
    return outputs;
  }
}

const sameSpecs = (a: readonly Spec[], b: readonly Spec[]): boolean =>
  a.length === b.length && a.every((spec, i) => spec === b[i] || sameSpec(spec, b[i]!));

const sameSpec = (a: Spec, b: Spec): boolean =>
  a.name === b.name && a.dtype === b.dtype && sameAxes(a.shape, b.shape) &&
  (a.mask === b.mask || (a.mask !== undefined && b.mask !== undefined && sameAxes(a.mask, b.mask)));

const sameAxes = (a: Spec['shape'], b: Spec['shape']): boolean => a.length === b.length && a.every((size, i) => size === b[i]);
