import { ConfigError } from '../core/errors.ts';

/** A layer that a model may hold. */
interface Held {
  readonly name: string;
  /** The weights of the layer and of those within. */
  readonly weights?: readonly unknown[];
}

/** Why a model must hold a layer that it calls: for its weights, or for its draws. */
const NEEDS = {
  weights: 'has weights, which would be neither trained nor saved',
  draws: "draws random numbers, which would not follow the model's seed",
} as const;

/** Sees that a model holds the layers that are called in its trace. */
export class Holdings {
  readonly #model: Held & { flattened(): Iterable<object> };
  /** Layers that need not be looked for again. */
  #known: Set<object>;

  constructor(model: Held & { flattened(): Iterable<object> }) {
    this.#model = model;
    this.#known = new Set(model.flattened());
  }

  /** @throws {ConfigError} if the layer is not among the model's, and has what it needs the model for */
  mustHold(layer: Held, need: keyof typeof NEEDS): void {
    if (this.#known.has(layer)) return;
    this.#known = new Set(this.#model.flattened()); // `build` may have made layers since
    if (this.#known.has(layer) || (need === 'weights' && (layer.weights?.length ?? 0) === 0)) return;
    throw new ConfigError(
      `${this.#model.name}: its call uses the layer ${layer.name}, which is not among the layers of the model. It ${NEEDS[need]}. ` +
        'Make it in the constructor or in build, and keep it in a property of the model or of a layer within: ' +
        'this.layer = ..., or an array, a record, a Map or a Set of layers. A private field (#layer) is not found.',
    );
  }
}
