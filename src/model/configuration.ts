import { FormatError, show } from '../core/errors.ts';
import type { Spec } from '../graph/symbolic.ts';
import { FIRST_FORMAT, upgraded, type FirstConfiguration } from './upgrade.ts';

/** Version of the configuration in a file's metadata. */
export const FORMAT = 2;

/** A part by its kind and the options that make it again. */
export interface Named {
  readonly kind: string;
  readonly config: Record<string, unknown>;
}

/** What compile was given, part by part. */
export interface CompileConfiguration {
  readonly optimizer: Named;
  /** For each output. */
  readonly losses: readonly (Named | null)[];
  readonly lossWeights?: readonly (number | null)[];
  readonly metrics: readonly (Named & { readonly output: number; readonly weighted: boolean })[];
}

/** What the metadata entry `myelin` holds, as JSON. Tensors stand under the paths of their variables. */
export interface Configuration {
  readonly format: number;
  readonly model: Named;
  readonly seed: number;
  readonly epochsTrained: number;
  readonly inputs: readonly Spec[];
  readonly compile?: CompileConfiguration;
}

/** A configuration, and the names that tensors of older files have instead of their paths. */
export interface Stored {
  readonly configuration: Configuration;
  readonly renamed: ReadonlyMap<string, string>;
}

const isNamed = (value: unknown): value is Named => typeof value === 'object' && value !== null && typeof (value as Named).kind === 'string' && typeof (value as Named).config === 'object' && (value as Named).config !== null;
const isAxis = (d: unknown): boolean => d === null || (Number.isInteger(d) && (d as number) > 0);

/** Reads a configuration, which may come from anywhere. @throws {FormatError} if it is none */
export function parseConfiguration(text: string): Stored {
  const fail = (why: string): never => {
    throw new FormatError(`loadModel: the configuration in the file's metadata ${why}.`);
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return fail('is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null) return fail('is not an object');
  const { format } = parsed as Configuration;
  if (format === FIRST_FORMAT) return upgraded(parsed as FirstConfiguration, fail);
  const value = parsed as Configuration;
  if (format !== FORMAT) return fail(`has format ${show(format)}; this version reads formats ${FIRST_FORMAT} and ${FORMAT}`);
  if (!isNamed(value.model)) return fail('has no model with a kind and a config');
  if (!Array.isArray(value.inputs) || value.inputs.length === 0 || !value.inputs.every((s: Spec) => Array.isArray(s?.shape) && s.shape.every(isAxis) && typeof s.name === 'string' && (s.dtype === 'float32' || s.dtype === 'int32'))) return fail('has no inputs with a name, a shape and a dtype');
  if (!Number.isInteger(value.seed) || !Number.isInteger(value.epochsTrained)) return fail('lacks seed or epochsTrained');
  const { compile } = value;
  if (compile !== undefined && !(typeof compile === 'object' && compile !== null && isNamed(compile.optimizer) && Array.isArray(compile.losses) && Array.isArray(compile.metrics))) return fail('has a compile entry without optimizer, losses and metrics');
  return { configuration: value, renamed: new Map() };
}
