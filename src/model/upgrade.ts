import { show } from '../core/errors.ts';
import type { SavedPart } from '../core/saved.ts';
import type { StoredTensor } from '../formats/safetensors.ts';
import { isCount } from '../graph/counter.ts';
import { FORMAT, type Configuration, type Stored } from './configuration.ts';

/** The format of version 0.1: sequential models only, and tensors under the names of their layers. */
export const FIRST_FORMAT = 1;

/** The format whose counters were one word each. */
export const SECOND_FORMAT = 2;

export interface FirstConfiguration {
  readonly format: 1;
  readonly kind: 'sequential';
  readonly name: string;
  readonly seed: number;
  readonly epochsTrained: number;
  readonly inputShape: readonly number[];
  readonly layers: readonly SavedPart[];
  readonly compile?: {
    readonly optimizer: SavedPart;
    readonly loss: SavedPart;
    readonly metrics: readonly SavedPart[];
    readonly weightedMetrics: readonly SavedPart[];
  };
}

const noDraws: StoredTensor = { dtype: 'int32', shape: [], data: new Int32Array(1) };

/** Converts the contents of a file of version 0.1 to the present format.
 *  @param fail  throws an error that says what is wrong */
export function upgraded(first: FirstConfiguration, tensors: Stored['tensors'], fail: (why: string) => never): Stored {
  const { kind, name, seed, epochsTrained, inputShape, layers, compile } = first;
  if (kind !== 'sequential') return fail(`has format 1 and kind ${show(kind)}; of that format this version reads kind 'sequential'`);
  if (!Array.isArray(layers) || layers.length === 0) return fail('has no layers');
  if (!Array.isArray(inputShape) || !inputShape.every((d) => Number.isInteger(d) && d > 0))
    return fail('has no inputShape of positive integers');
  if (!Number.isInteger(seed) || !isCount(epochsTrained) || typeof name !== 'string')
    return fail('lacks name, seed or epochsTrained, a whole number from 0');
  if (
    compile !== undefined &&
    (typeof compile !== 'object' || compile === null || !Array.isArray(compile.metrics) || !Array.isArray(compile.weightedMetrics))
  )
    return fail('has a compile entry without optimizer, loss, metrics and weightedMetrics');
  const measured = (metrics: readonly SavedPart[], weighted: boolean): NonNullable<Configuration['compile']>['metrics'] =>
    metrics.map((m) => ({ ...m, output: 0, weighted }));
  const configuration: Configuration = {
    format: FORMAT,
    model: { kind: 'sequential', config: { name, layers } },
    seed,
    epochsTrained,
    inputs: [{ name: 'input_0', shape: [null, ...inputShape], dtype: 'float32' }],
    ...(compile === undefined
      ? {}
      : {
          compile: {
            optimizer: compile.optimizer,
            losses: [compile.loss],
            metrics: [...measured(compile.metrics, false), ...measured(compile.weightedMetrics, true)],
          },
        }),
  };
  const places = new Map(layers.map((layer, i) => [String(layer?.config?.['name']), i]));
  const byPath = Object.entries(tensors).map(([name, tensor]): [string, StoredTensor] => {
    const [layer, ...rest] = name.split('/');
    return [places.has(layer!) ? [places.get(layer!), ...rest].join('/') : name, tensor];
  });
  // In version 0.1 the optimizer's steps counted draws.
  const all = Object.fromEntries([['draws', tensors['optimizer/iterations'] ?? noDraws], ...byPath]);
  return { configuration, tensors: withTwoWords(all) };
}

/** Adds to counters of one word the high word that counters have today. */
export function withTwoWords(tensors: Stored['tensors']): Stored['tensors'] {
  const counters = ['draws', 'optimizer/iterations'].flatMap((path): [string, StoredTensor][] => {
    const stored = Object.hasOwn(tensors, path) ? tensors[path]! : undefined;
    if (stored?.dtype !== 'int32' || stored.shape.length > 0) return [];
    return [[path, { dtype: 'int32', shape: [2], data: Int32Array.of(stored.data[0]!, 0) }]];
  });
  return { ...tensors, ...Object.fromEntries(counters) };
}
