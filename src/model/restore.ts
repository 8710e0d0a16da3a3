import { customObject, isClass, makeCustom, partFromSaved } from '../core/custom-objects.ts';
import { ConfigError, FormatError, MyelinError, show } from '../core/errors.ts';
import type { SavedPart } from '../core/saved.ts';
import { Layer } from '../layers/layer.ts';
import { LAYERS, type FromConfig } from '../layers/registry.ts';
import type { SavedLayer } from '../layers/saved-layer.ts';
import { withLayersWithin } from '../layers/wrapper.ts';
import { Functional } from './functional.ts';
import type { ModelOptions } from './model-layer.ts';
import { symbolicsOf } from './saved-graph.ts';
import { Sequential } from './sequential.ts';

type Config = Readonly<Record<string, unknown>>;

/** Makes a part from its saved form. Unknown kinds and refused options are reported as faults of the file.
 *  @throws {FormatError} if the part cannot be made */
export function restore<T>(
  what: string,
  saved: unknown,
  known: Readonly<Record<string, (config: never) => T>>,
  accept: (value: never) => T,
): T {
  const { kind, config } = (saved ?? {}) as SavedPart;
  if (typeof kind !== 'string' || typeof config !== 'object' || config === null)
    throw new FormatError(`loadModel: ${what} in the configuration has no kind and config.`);
  try {
    return partFromSaved(what, { kind, config }, known, accept);
  } catch (error) {
    if (error instanceof FormatError || !(error instanceof MyelinError)) throw error;
    const advice = COMPILED.includes(what) ? ' Or load the model with compile: false and compile it anew.' : '';
    throw new FormatError(`loadModel: ${what}, '${kind}', in the configuration is refused: ${error.message}${advice}`, { cause: error });
  }
}

/** Families whose parts were given to compile. */
const COMPILED: readonly string[] = ['an optimizer', 'a loss', 'a metric'];

/** Makes a layer or a model from its saved form, with those within. */
export function layerFromSaved(form: unknown): Layer {
  const saved = withLayersWithin(form, layerFromSaved);
  const { kind, base, config } = (saved ?? {}) as SavedLayer;
  const object = typeof base === 'string' && typeof kind === 'string' ? customObject(kind) : undefined;
  if (object === undefined) return restore('a layer', saved, KNOWN, mustBeLayer);
  const { layers, graph, ...rest } = config;
  // A class whose getConfig says something else than its base's makes its layers itself.
  if (!Array.isArray(layers)) return mustBeLayer(makeCustom(object, config));
  if (base === 'sequential') {
    const parts = layersOf(config);
    return mustBeLayer(isClass(object) ? new object(parts, rest) : makeCustom(object, { ...rest, layers: parts }));
  }
  if (base === 'functional') return mustBeLayer(makeCustom(object, { ...rest, ...symbolicsOf(layersOf(config), graph) }));
  throw new FormatError(`loadModel: ${kind} extends ${show(base)}, which this version does not know.`);
}

function mustBeLayer(value: unknown): Layer {
  if (value instanceof Layer) return value;
  throw new ConfigError(`customObjects must give a layer or a model here, received ${show(value)}.`);
}

function layersOf({ layers }: Config): Layer[] {
  if (!Array.isArray(layers) || layers.length === 0) throw new FormatError('loadModel: a model in the configuration has no layers.');
  return layers.map((l) => layerFromSaved(l));
}

const optionsOf = ({ name, seed }: Config): ModelOptions => ({
  ...(name === undefined ? {} : { name: name as string }),
  ...(seed === undefined ? {} : { seed: seed as number }),
});

/** Sets `trainable` to false if a file of an older version has it so for a whole model. */
function frozen<M extends Layer>(model: M, { trainable = true }: Config): M {
  if (trainable === false) model.trainable = false;
  return model;
}

const KNOWN: Readonly<Record<string, FromConfig>> = {
  ...LAYERS,
  sequential: (config) => frozen(new Sequential(layersOf(config), optionsOf(config)), config),
  functional: (config) =>
    frozen(new Functional({ ...optionsOf(config), ...symbolicsOf(layersOf(config), config['graph']) }), config),
};
