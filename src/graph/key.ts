import type { Attributes } from './tensor.ts';

/** Attributes as text, different for different values. Plain JSON writes -0 as 0, and NaN and infinities as null. */
export function attributesKey(attrs: Attributes): string {
  return JSON.stringify(attrs, (_, value: unknown) =>
    typeof value !== 'number' ? value : Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : String(value),
  );
}
