import type { Attributes } from './tensor.ts';

/** Attributes as text in which different values differ: JSON writes -0, NaN and the infinities as 0 and null. */
export function attributesKey(attrs: Attributes): string {
  return JSON.stringify(attrs, (_, value: unknown) =>
    typeof value !== 'number' ? value : Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : String(value),
  );
}
