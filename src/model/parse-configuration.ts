import { FormatError, show } from '../core/errors.ts';
import type { SavedPart } from '../core/saved.ts';
import { all, isRecord } from '../core/realm.ts';
import { isCount } from '../graph/counter.ts';
import type { Spec } from '../graph/symbolic.ts';
import { FORMAT, type Configuration, type Stored } from './configuration.ts';
import { DEEPEST, depthOf } from './nesting.ts';
import { FIRST_FORMAT, SECOND_FORMAT, upgraded, withTwoWords, type FirstConfiguration } from './upgrade.ts';

const isSaved = (value: unknown): value is SavedPart =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as SavedPart).kind === 'string' &&
  typeof (value as SavedPart).config === 'object' &&
  (value as SavedPart).config !== null;

const isAxis = (d: unknown): boolean => d === null || (Number.isInteger(d) && (d as number) > 0);

/** Parses the configuration of a file, which may come from anywhere. Older formats are converted to the present one.
 *  @throws {FormatError} if the text is not a configuration */
export function parseConfiguration(text: string, tensors: Stored['tensors']): Stored {
  const fail = (why: string): never => {
    throw new FormatError(`loadModel: the configuration in the file's metadata ${why}.`);
  };
  if (depthOf(text) > DEEPEST) return fail(`is nested more than ${DEEPEST} levels deep`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return fail('is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null) return fail('is not an object');
  const { format } = parsed as Configuration;
  if (format === FIRST_FORMAT) return upgraded(parsed as FirstConfiguration, tensors, fail);
  const value = parsed as Configuration;
  if (format !== FORMAT && format !== SECOND_FORMAT)
    return fail(`has format ${show(format)}; this version reads formats ${FIRST_FORMAT} to ${FORMAT}`);
  if (!isSaved(value.model)) return fail('has no model with a kind and a config');
  if (
    !Array.isArray(value.inputs) ||
    value.inputs.length === 0 ||
    !value.inputs.every(
      (s: Spec) =>
        Array.isArray(s?.shape) && s.shape.every(isAxis) && typeof s.name === 'string' && (s.dtype === 'float32' || s.dtype === 'int32'),
    )
  )
    return fail('has no inputs with a name, a shape and a dtype');
  if (!Number.isInteger(value.seed) || !isCount(value.epochsTrained)) return fail('lacks seed or epochsTrained, a whole number from 0');
  const { compile } = value;
  if (
    compile !== undefined &&
    !(
      typeof compile === 'object' &&
      compile !== null &&
      isSaved(compile.optimizer) &&
      Array.isArray(compile.losses) &&
      Array.isArray(compile.metrics) &&
      all(compile.metrics as readonly unknown[], isRecord)
    )
  )
    return fail('has a compile entry without optimizer, losses and metrics');
  const isPaths = (paths: unknown): boolean => paths === undefined || (Array.isArray(paths) && all(paths, (p) => typeof p === 'string'));
  if (!isPaths(value.frozen) || !isPaths(compile?.frozen)) return fail('has layers that are frozen, but no list of their paths');
  if (compile?.averagesInModel !== undefined && typeof compile.averagesInModel !== 'boolean')
    return fail('says neither true nor false of averagesInModel');
  return format === FORMAT
    ? { configuration: value, tensors }
    : { configuration: { ...value, format: FORMAT }, tensors: withTwoWords(tensors) };
}
