/** A layer, as far as it is asked whether it learns. */
export interface Learner {
  readonly trainable: boolean;
  sublayers(): readonly (readonly [name: string, layer: Learner])[];
}

/** The values of `trainable` that compile saw, by layer. */
export type CompiledTrainable = ReadonlyMap<Learner, boolean>;

let seen: CompiledTrainable | undefined;

/** Runs `work`. Meanwhile `trainable` of each layer is what compile saw, whoever asks: the optimizer, a penalty, batch normalisation, a
 *  layer of the user's own. As in Keras, a later change counts from the next compile on. */
export function asCompiled<T>(values: CompiledTrainable, work: () => T): T {
  const before = seen;
  seen = values;
  try {
    return work();
  } finally {
    seen = before;
  }
}

/** The value that compile saw, while a step of a compiled model is recorded; undefined at other times, and for layers that compile
 *  did not see. */
export const trainableAsCompiled = (layer: Learner): boolean | undefined => seen?.get(layer);

/** The layers within a layer, at any depth, by their paths: 'encoder/0', and '' for itself. A layer that is found at several paths has
 *  the first of them. */
export function layersByPath(root: Learner): Map<string, Learner> {
  const found = new Map<string, Learner>();
  const visited = new Set<Learner>();
  const visit = (layer: Learner, path: string): void => {
    if (visited.has(layer)) return;
    visited.add(layer);
    found.set(path, layer);
    for (const [name, part] of layer.sublayers()) visit(part, path === '' ? name : `${path}/${name}`);
  };
  visit(root, '');
  return found;
}

/** The present values of `trainable` in a layer and those within. */
export const trainableOf = (root: Learner): CompiledTrainable =>
  new Map([...layersByPath(root).values()].map((layer) => [layer, layer.trainable]));
