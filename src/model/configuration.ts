import { FormatError, show } from '../core/errors.ts';

/** Version of the configuration in a file's metadata. */
export const FORMAT = 1;

/** A part by its kind and the options that make it again. */
export interface Named {
  readonly kind: string;
  readonly config: Record<string, unknown>;
}

/** What the metadata entry `myelin` holds, as JSON. */
export interface Configuration {
  readonly format: number;
  readonly kind: 'sequential';
  readonly name: string;
  readonly seed: number;
  readonly epochsTrained: number;
  readonly inputShape: readonly number[];
  readonly layers: readonly Named[];
  readonly compile?: { readonly optimizer: Named; readonly loss: Named; readonly metrics: readonly Named[]; readonly weightedMetrics: readonly Named[] };
}

/** Reads a configuration, which may come from anywhere. @throws {FormatError} if it is none */
export function parseConfiguration(text: string): Configuration {
  const fail = (why: string): never => {
    throw new FormatError(`loadModel: the configuration in the file's metadata ${why}.`);
  };
  let value: Configuration;
  try {
    value = JSON.parse(text) as Configuration;
  } catch {
    return fail('is not JSON');
  }
  if (typeof value !== 'object' || value === null) return fail('is not an object');
  if (value.format !== FORMAT || value.kind !== 'sequential') return fail(`has format ${show(value.format)} and kind ${show(value.kind)}; this version reads format ${FORMAT}, kind 'sequential'`);
  if (!Array.isArray(value.layers) || value.layers.length === 0) return fail('has no layers');
  if (!Array.isArray(value.inputShape) || !value.inputShape.every((d) => Number.isInteger(d) && d > 0)) return fail('has no inputShape of positive integers');
  if (!Number.isInteger(value.seed) || !Number.isInteger(value.epochsTrained) || typeof value.name !== 'string') return fail('lacks name, seed or epochsTrained');
  if (value.compile !== undefined && (typeof value.compile !== 'object' || value.compile === null || !Array.isArray(value.compile.metrics) || !Array.isArray(value.compile.weightedMetrics))) return fail('has a compile entry without optimizer, loss, metrics and weightedMetrics');
  return value;
}
