import type { Attributes } from './tensor.ts';

/** Attributes as text in which different values differ: JSON writes -0, NaN and the infinities as 0 and null. */
export function attributesKey(attrs: Attributes): string {
  return Object.keys(attrs).length === 0 ? '' : JSON.stringify(attrs, exact);
}

function exact(_: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : String(value);
}
