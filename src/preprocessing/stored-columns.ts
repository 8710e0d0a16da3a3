import { ConfigError, show } from '../core/errors.ts';
import { CYCLES, type ColumnFeature } from './column-features.ts';
import { DATE_ORDERS } from './date-form.ts';
import { storedForm } from './stored-form.ts';

/** Checks what a file says of columns. Files may come from anywhere, so every field is checked and only known fields are kept.
 *  @throws {ConfigError} if a field is wrong; names it and the fault */
export function storedColumns(stored: unknown): ColumnFeature[] {
  const features = list(stored, 'columns').map((feature, i) => storedFeature(object(feature, `columns[${i}]`), `columns[${i}]`));
  if (features.length === 0 || new Set(features.map(({ name }) => name)).size !== features.length)
    return fail('columns', 'columns of distinct names', stored);
  return features;
}

function storedFeature(fields: Record<string, unknown>, where: string): ColumnFeature {
  const { kind } = fields;
  const name = text(fields['name'], `${where}.name`);
  const indicator = flag(fields['indicator'], `${where}.indicator`);
  const missing = count(fields['missing'], `${where}.missing`);
  if (kind === 'numeric' || kind === 'date') {
    const std = number(fields['std'], `${where}.std`);
    if (std < 0) fail(`${where}.std`, 'a number not below 0', std);
    const moments = { name, mean: number(fields['mean'], `${where}.mean`), std, indicator, missing };
    if (kind === 'numeric') {
      const form = fields['form'] === undefined ? undefined : storedForm(fields['form'], `${where}.form`);
      return { kind, ...moments, ...(form !== undefined && { form }) };
    }
    const said = fields['order'];
    const order = DATE_ORDERS.find((one) => one === said) ?? fail(`${where}.order`, `one of ${DATE_ORDERS.join(', ')}`, said);
    const cycles = texts(fields['cycles'], `${where}.cycles`);
    const found = CYCLES.filter((cycle) => cycles.includes(cycle));
    return found.length === cycles.length ? { kind, ...moments, order, cycles: found } : fail(`${where}.cycles`, 'known cycles', cycles);
  }
  if (kind === 'boolean') return { kind, name, indicator, missing };
  if (kind === 'words') return { kind, name, words: texts(fields['words'], `${where}.words`), indicator, missing };
  if (kind !== 'text') fail(`${where}.kind`, "'numeric', 'date', 'boolean', 'words' or 'text'", kind);
  const categories = texts(fields['categories'], `${where}.categories`);
  return {
    kind, name, categories, other: flag(fields['other'], `${where}.other`), indicator, missing,
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
  throw new ConfigError(`${where}: expected ${expected}, received ${show(received)}. adapt cannot have found this.`);
}
