import { isMap, isRecord, isSet } from '../core/realm.ts';
import type { Variable } from '../graph/variable.ts';

/** The parts of a kind in an object's properties, with their names, in the order in which they were set. They are values of
 *  properties, or lie in arrays and Sets ('blocks/0') or in records and Maps ('heads/mood') there, at any depth. */
export function sublayersOf<T extends object>(owner: object, kind: abstract new (...args: never[]) => T): (readonly [string, T])[] {
  const found: [string, T][] = [];
  const entered = new Set<unknown>();
  const look = (name: string, value: unknown): void => {
    if (value instanceof kind) found.push([name, value]);
    else {
      const entries = entriesOf(value);
      if (entries === undefined || entered.has(value)) return;
      entered.add(value);
      for (const [key, item] of entries) if (typeof item === 'object') look(`${name}/${key}`, item);
    }
  };
  for (const [name, value] of Object.entries(owner)) look(name, value);
  return found;
}

/** What a collection holds, by name or position; undefined for any other value. */
function entriesOf(value: unknown): readonly (readonly [name: string | number, item: unknown])[] | undefined {
  if (Array.isArray(value)) return [...value.entries()];
  if (isSet(value)) return [...[...value].entries()];
  if (isMap(value)) {
    const named = [...value.keys()].every((key) => typeof key === 'string');
    return named ? [...(value as ReadonlyMap<string, unknown>)] : [...[...value.values()].entries()];
  }
  return isRecord(value) ? Object.entries(value) : undefined;
}

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
