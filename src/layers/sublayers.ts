import type { Variable } from '../graph/variable.ts';

/** The parts of a kind in an object's properties, with their names, in the order in which they were set. They are values of
 *  properties, or lie in arrays ('blocks/0') or in records ('heads/mood'). */
export function sublayersOf<T extends object>(owner: object, kind: abstract new (...args: never[]) => T): (readonly [string, T])[] {
  const found: [string, T][] = [];
  for (const [name, value] of Object.entries(owner)) {
    if (value instanceof kind) found.push([name, value]);
    else if (Array.isArray(value) || isRecord(value)) {
      for (const [key, item] of Object.entries(value)) if (item instanceof kind) found.push([`${name}/${key}`, item]);
    }
  }
  return found;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** A variable with its path within a layer: 'kernel', or 'encoder/0/kernel'. */
export type Path = readonly [path: string, variable: Variable];

/** An object with weights, and with parts that have weights. */
interface Holding {
  readonly ownWeights: readonly Variable[];
  sublayers(): readonly (readonly [name: string, layer: Holding])[];
}

/** The variables of a layer and of those within, each once, with the path at which it is found first. */
export function pathsOf(root: Holding): Path[] {
  const seen = new Set<Variable>();
  const visited = new Set<Holding>();
  const paths: Path[] = [];
  const visit = (layer: Holding, prefix: string): void => {
    if (visited.has(layer)) return;
    visited.add(layer);
    for (const v of layer.ownWeights) {
      if (!seen.has(v)) paths.push([`${prefix}${v.name.split('/').at(-1)!}`, v]);
      seen.add(v);
    }
    for (const [name, sub] of layer.sublayers()) visit(sub, `${prefix}${name}/`);
  };
  visit(root, '');
  return paths;
}
