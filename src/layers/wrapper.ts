import type { Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import type { SavedPart } from '../core/parts.ts';
import { made, type Pieces } from '../core/pieces.ts';
import { all } from '../core/realm.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import { Layer, type ConfigInPieces, type LayerOptions } from './layer.ts';

export interface WrapperOptions extends LayerOptions {
  /** The layer that is wrapped. Its weights are weights of the wrapper. */
  layer: Layer;
}

/** An option that takes a layer; a file keeps its kind and its configuration. */
export const wrapped = (): Option<Layer, Layer> => ({ check: mustBeLayer, store: savedForm });

function mustBeLayer(where: string, name: string, given: unknown): Layer {
  if (given instanceof Layer) return given;
  throw new ConfigError(`${where}: ${name} must be a layer such as layers.dense({ units: 10 }), received ${show(given)}.`);
}

export const savedForm = (layer: Layer): SavedPart => ({ kind: layer.kind, config: layer.getConfig() });

/** A layer around another one. A wrapper of your own extends this class, gives `layer` to the constructor, and changes what goes in
 *  or comes out in `call`: `t.call(this.layer, x, args)`. Its configuration has the layer within; when a file is loaded, the
 *  function in customObjects gets that layer, made, as `config.layer`.
 *  @example
 *  class Residual extends layers.Wrapper {
 *    readonly kind = 'residual';
 *    constructor(options: layers.WrapperOptions) {
 *      super('residual', options);
 *    }
 *    override call(x: Tensor, t: Trace): Tensor {
 *      return ops.add(x, t.call(this.layer, x));
 *    }
 *  }
 *  await loadModel(path, { customObjects: { residual: (config) => new Residual(config as never) } });
 *  @throws {ConfigError} if `layer` is no layer */
export abstract class Wrapper extends Layer {
  readonly layer: Layer;

  constructor(defaultName: string, options: WrapperOptions) {
    super(defaultName, options);
    this.layer = mustBeLayer(defaultName, 'layer', options.layer);
    if (!this.trainable) this.layer.trainable = false;
  }

  override get inputDtype(): 'float32' | 'int32' {
    return this.layer.inputDtype;
  }

  /** The function of the layer within. Its mask, if it gives one, is the wrapper's. */
  call(inputs: Tensors, t: Trace, args: CallArguments): Tensors {
    return t.call(this.layer, inputs, args);
  }

  override get layerOptions(): Readonly<Record<string, Layer | readonly Layer[]>> {
    return { layer: this.layer };
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), layer: savedForm(this.layer) };
  }

  /** Undefined in a class that has a getConfig of its own. The layer within is saved by itself; see `layerOptions`. */
  override get configInPieces(): ConfigInPieces | undefined {
    return this.getConfig === Wrapper.prototype.getConfig ? () => made(super.getConfig()) : undefined;
  }
}

/** Options of layers that are layers, see `layerOptions`. */
const LAYER_OPTIONS = ['layer', 'backwardLayer', 'cell', 'cells'] as const;

/** The saved form of a layer, in which the layers that are options of it are made, in pieces.
 *  @param making  makes a layer from its saved form */
export function* withLayersWithin<S>(saved: S, making: (saved: unknown) => Pieces<Layer>): Pieces<S> {
  const { config } = (saved ?? {}) as { readonly config?: Readonly<Record<string, unknown>> };
  const isSaved = (form: unknown): boolean => {
    const { kind, config: inner } = (form ?? {}) as SavedPart;
    return typeof kind === 'string' && typeof inner === 'object';
  };
  const within: Record<string, Layer | readonly Layer[]> = {};
  for (const name of LAYER_OPTIONS) {
    const given = config?.[name];
    if (isSaved(given)) within[name] = yield* making(given);
    else if (Array.isArray(given) && given.length > 0 && all(given, isSaved)) {
      const list: Layer[] = [];
      for (const form of given) list.push(yield* making(form));
      within[name] = list;
    }
  }
  return Object.keys(within).length === 0 ? saved : { ...saved, config: { ...config, ...within } };
}
