import type { Attributes } from './tensor.ts';

/** Attributes as text, different for different values. Plain JSON writes -0 as 0, and NaN and infinities as null. */
export function attributesKey(attrs: Attributes): string {
  return Object.keys(attrs).length === 0 ? '' : JSON.stringify(attrs, exact);
}

function exact(_: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : String(value);
}
