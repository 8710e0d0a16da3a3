import { ConfigError, MyelinError } from '../core/errors.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { FUNCTION, makeOf, mustBeOne, savedPart, type SavedPart } from '../core/saved.ts';
import type { Layer } from './layer.ts';
import { LAYERS } from './registry.ts';

/** The saved form of a layer or a model. */
export interface SavedLayer extends SavedPart {
  /** The kind of the model that the user's class extends, such as 'functional', which has the layers in its config. */
  readonly base?: string;
}

/** Classes of models that the user may extend, by kind. */
const BASES = new Map<string, { readonly prototype: Layer }>();

/** Registers a class of models that users may extend, by its kind. */
export const extensible = (kind: string, model: { readonly prototype: Layer }): void => void BASES.set(kind, model);

/** What it counts to save a layer, in bytes that are read. */
const LAYER_COST = 1 << 19;

/** The saved form of a layer or a model, with those within, in pieces. A class that extends Sequential or Functional and has no `kind` of
 *  its own is saved under the name of the class. `loadModel` then needs that class.
 *  @throws {ConfigError} if a part cannot be saved; the message names the layers around it */
export function* savingLayer(layer: Layer): Pieces<SavedLayer> {
  try {
    const config = layer.configInPieces === undefined ? { ...layer.getConfig() } : yield* layer.configInPieces();
    for (const [name, l] of Object.entries(layer.layerOptions))
      config[name] = Array.isArray(l) ? yield* savingLayers(l as readonly Layer[]) : yield* savingLayer(l as Layer);
    yield LAYER_COST;
    const made = makeOf(layer);
    const base = [...BASES].find(([, { prototype }]) => made === prototype || Object.prototype.isPrototypeOf.call(prototype, layer));
    if (base === undefined) {
      if (BASES.has(layer.kind)) throw taken(layer, layer.kind);
      return savedPart('a layer', layer, LAYERS, config);
    }
    const [kind, { prototype }] = base;
    if (made === prototype) return { kind, config };
    const own = layer.kind === kind ? layer.constructor.name : layer.kind;
    if (own === '' || own === FUNCTION || BASES.has(own) || Object.hasOwn(LAYERS, own)) throw taken(layer, own);
    mustBeOne('a model', own, made);
    return { kind: own, base: kind, config };
  } catch (error) {
    if (!(error instanceof MyelinError)) throw error;
    const named = error.message.startsWith(`${layer.name}: `);
    throw new ConfigError(named ? error.message : `${layer.name}: ${error.message}`, { cause: error });
  }
}

/** The saved forms of layers, in pieces. */
export function* savingLayers(layers: readonly Layer[]): Pieces<SavedLayer[]> {
  const saved: SavedLayer[] = [];
  for (const layer of layers) saved.push(yield* savingLayer(layer));
  return saved;
}

export const savedLayer = (layer: Layer): SavedLayer => atOnce(savingLayer(layer));

const taken = (layer: Layer, kind: string): ConfigError =>
  new ConfigError(
    `save: the class of ${layer.name} needs a name of its own in files, and '${kind}' ${kind === '' ? 'is none' : 'is taken'}. ` +
    'Name the class, or give it a kind of its own.',
  );
