import { FormatError, show } from '../core/errors.ts';
import type { Feature, Preparation, Target } from './preparation.ts';

/** Parses a preparation from the JSON in a model file. Such files may come from anywhere, so every field is checked
 *  and only known fields are kept.
 *  @throws {FormatError} if a field is wrong; names it and the fault */
export function parsePreparation(json: string): Preparation {
  let stored: unknown;
  try {
    stored = JSON.parse(json);
  } catch (cause) {
    throw new FormatError('preparation: expected JSON. The model file is damaged, or was not written by `myelin train`.', { cause });
  }
  const fields = object(stored, 'the whole');
  if (fields['version'] !== 1) fail('version', '1; a newer myelin may have written it', fields['version']);
  const target = parseTarget(object(fields['target'], 'target'));
  const features = list(fields['features'], 'features').map((feature, i) =>
    parseFeature(object(feature, `features[${i}]`), `features[${i}]`),
  );
  const columns = [...features, target];
  if (features.length === 0 || new Set(columns.map((c) => c.name)).size !== columns.length) {
    fail('features', 'columns of distinct names', fields['features']);
  }
  columns.map((c) => c.index).toSorted((a, b) => a - b).forEach((index, i) => {
    if (index !== i) fail('features', `column numbers 0 to ${columns.length - 1}, each once`, index);
  });
  return { version: 1, target, features, rows: count(fields['rows'], 'rows') };
}

function parseTarget(fields: Record<string, unknown>): Target {
  const { task } = fields;
  const name = text(fields['name'], 'target.name');
  const index = count(fields['index'], 'target.index');
  if (task === 'regression') {
    const std = number(fields['std'], 'target.std');
    if (std <= 0) fail('target.std', 'a positive number', std);
    return { task, name, index, mean: number(fields['mean'], 'target.mean'), std };
  }
  if (task !== 'classification') fail('target.task', "'classification' or 'regression'", task);
  const labels = texts(fields['labels'], 'target.labels');
  if (labels.length < 2) fail('target.labels', 'at least two labels', labels);
  return { task, name, index, labels, numeric: flag(fields['numeric'], 'target.numeric') };
}

function parseFeature(fields: Record<string, unknown>, where: string): Feature {
  const { kind } = fields;
  const name = text(fields['name'], `${where}.name`);
  const index = count(fields['index'], `${where}.index`);
  const indicator = flag(fields['indicator'], `${where}.indicator`);
  const missing = count(fields['missing'], `${where}.missing`);
  if (kind === 'numeric') {
    const std = number(fields['std'], `${where}.std`);
    if (std < 0) fail(`${where}.std`, 'a number not below 0', std);
    return { kind, name, index, mean: number(fields['mean'], `${where}.mean`), std, indicator, missing };
  }
  if (kind !== 'text') fail(`${where}.kind`, "'numeric' or 'text'", kind);
  const categories = texts(fields['categories'], `${where}.categories`);
  return {
    kind, name, index, categories, other: flag(fields['other'], `${where}.other`), indicator, missing,
    distinct: count(fields['distinct'], `${where}.distinct`),
  };
}

function object(value: unknown, where: string): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : fail(where, 'an object', value);
}

function list(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(where, 'a list', value);
}

function text(value: unknown, where: string): string {
  return typeof value === 'string' ? value : fail(where, 'a string', value);
}

function texts(value: unknown, where: string): string[] {
  const items = list(value, where).map((item) => text(item, where));
  return new Set(items).size === items.length ? items : fail(where, 'distinct strings', value);
}

function number(value: unknown, where: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fail(where, 'a number', value);
}

function count(value: unknown, where: string): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : fail(where, 'a whole number', value);
}

function flag(value: unknown, where: string): boolean {
  return typeof value === 'boolean' ? value : fail(where, 'true or false', value);
}

function fail(where: string, expected: string, received: unknown): never {
  throw new FormatError(
    `preparation: ${where}: expected ${expected}, received ${show(received)}. The model file is damaged, or was not written by ` +
    `\`myelin train\`.`,
  );
}
