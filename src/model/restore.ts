import { customObject, isClass, makeCustom, partFromSaved } from '../core/custom-objects.ts';
import { ConfigError, FormatError, MyelinError, show } from '../core/errors.ts';
import { atOnce, within, type Pieces } from '../core/pieces.ts';
import { isRecord } from '../core/realm.ts';
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
  return refused(what, kind, () => partFromSaved(what, { kind, config }, known, accept));
}

/** Does work on a part. What is wrong with its options is a fault of the file. */
function refused<T>(what: string, kind: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FormatError || !(error instanceof MyelinError)) throw error;
    const advice = COMPILED.includes(what) ? ' Or load the model with compile: false and compile it anew.' : '';
    throw new FormatError(`loadModel: ${what}, '${kind}', in the configuration is refused: ${error.message}${advice}`, { cause: error });
  }
}

/** Families whose parts were given to compile. */
const COMPILED: readonly string[] = ['an optimizer', 'a loss', 'a metric'];

/** Makes a layer or a model from its saved form, with those within, in pieces. */
export function* layerFromSaving(form: unknown): Pieces<Layer> {
  yield LAYER_COST;
  const saved = yield* withLayersWithin(form, layerFromSaving);
  const { kind, base, config } = (saved ?? {}) as SavedLayer;
  const object = typeof kind === 'string' ? customObject(kind) : undefined;
  if (typeof base !== 'string' || object === undefined) {
    const make = object === undefined && isRecord(config) && Object.hasOwn(MODELS, kind) ? MODELS[kind] : undefined;
    if (make === undefined) return restore('a layer', saved, KNOWN, mustBeLayer);
    return yield* within(make(config), (piece) => refused('a layer', kind, piece));
  }
  const { layers, graph, ...rest } = config;
  // A class whose getConfig says something else than its base's makes its layers itself.
  if (!Array.isArray(layers)) return mustBeLayer(makeCustom(object, config));
  if (base === 'sequential') {
    const parts = yield* layersOf(config);
    return mustBeLayer(isClass(object) ? new object(parts, rest) : makeCustom(object, { ...rest, layers: parts }));
  }
  if (base === 'functional')
    return mustBeLayer(makeCustom(object, { ...rest, ...(yield* symbolicsOf(yield* layersOf(config), graph)) }));
  throw new FormatError(`loadModel: ${kind} extends ${show(base)}, which this version does not know.`);
}

/** What it counts to make a layer, in bytes that are read. */
const LAYER_COST = 1 << 18;

function mustBeLayer(value: unknown): Layer {
  if (value instanceof Layer) return value;
  throw new ConfigError(`customObjects must give a layer or a model here, received ${show(value)}.`);
}

function* layersOf({ layers }: Config): Pieces<Layer[]> {
  if (!Array.isArray(layers) || layers.length === 0) throw new FormatError('loadModel: a model in the configuration has no layers.');
  const made: Layer[] = [];
  for (const layer of layers) made.push(yield* layerFromSaving(layer));
  return made;
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

const MODELS: Readonly<Record<string, (config: Config) => Pieces<Layer>>> = {
  *sequential(config) {
    const model = new Sequential([], optionsOf(config));
    yield* model.appendInPieces(yield* layersOf(config));
    return frozen(model, config);
  },
  *functional(config) {
    const symbolics = yield* symbolicsOf(yield* layersOf(config), config['graph']);
    return frozen(new Functional({ ...optionsOf(config), ...symbolics }), config);
  },
};

const KNOWN: Readonly<Record<string, FromConfig>> = {
  ...LAYERS,
  ...Object.fromEntries(Object.entries(MODELS).map(([kind, make]) => [kind, (config: Config) => atOnce(make(config))])),
};
