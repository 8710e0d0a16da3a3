type Unary = (args: { n: number; x: Float64Array; y: Float64Array }) => void;
type Binary = (args: { n: number; a: Float64Array; b: Float64Array; y: Float64Array }) => void;

const unary = (f: (x: number) => number): Unary => ({ n, x, y }) => {
  for (let i = 0; i < n; i++) y[i] = f(x[i]!);
};
const binary = (f: (a: number, b: number) => number): Binary => ({ n, a, b, y }) => {
  for (let i = 0; i < n; i++) y[i] = f(a[i]!, b[i]!);
};

export const copy: Unary = unary((x) => x);
export const neg: Unary = unary((x) => -x);
export const abs: Unary = unary(Math.abs);
export const sign: Unary = unary((x) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : NaN));
export const sqrt: Unary = unary(Math.sqrt);
export const reciprocal: Unary = unary((x) => 1 / x);
export const exp: Unary = unary(Math.exp);
export const expm1: Unary = unary(Math.expm1);
export const log: Unary = unary(Math.log);
export const log1p: Unary = unary(Math.log1p);
export const tanh: Unary = unary(Math.tanh);
export const sigmoid: Unary = unary((x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))));
export const softplus: Unary = unary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));

/** 2 / sqrt(pi) e^(-x^2) sum of 2^k x^(2k+1) / (1 3 5 ... (2k+1)): all terms are positive, so that none cancel. From 6
 *  on, 1 - erf(x) is below half a unit of float64. @source Abramowitz & Stegun 7.1.6 */
function erfOf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let sum = x;
  let term = x;
  for (let k = 1; Math.abs(term) > Math.abs(sum) * 2 ** -54; k++) sum += term *= (2 * x * x) / (2 * k + 1);
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
export const erf: Unary = unary(erfOf);

/** 0 where erf is -1: nothing times infinity is no number. */
export const gelu: Unary = unary((x) => (x < -8.5 ? -0 : (x * (1 + erfOf(x * Math.SQRT1_2))) / 2));
/** The error of a sum or difference with a term as large as x. */
export const gelu_magnitude: Unary = unary(Math.abs);

export const sin: Unary = unary(Math.sin);
export const cos: Unary = unary(Math.cos);
export const floor: Unary = unary(Math.floor);
export const ceil: Unary = unary(Math.ceil);
/** Math.round takes halves up: those are rounded at half the scale, where only every second one is a half again. */
export const round: Unary = unary((x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)));
export const relu: Unary = unary((x) => Math.max(x, 0));
export const is_nan: Unary = unary((x) => Number(Number.isNaN(x)));
export const cast_i32_f32: Unary = unary((x) => x);
export const cast_f32_i32: Unary = unary((x) => (Number.isNaN(x) ? 0 : Math.trunc(Math.min(Math.max(x, -(2 ** 31)), 2 ** 31 - 1)) + 0));

export const add: Binary = binary((a, b) => a + b);
export const sub: Binary = binary((a, b) => a - b);
export const mul: Binary = binary((a, b) => a * b);
export const div: Binary = binary((a, b) => a / b);
/** C answers 1 where JavaScript answers NaN: 1^NaN, 1^inf and (-1)^inf. */
export const pow: Binary = binary((a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b));
export const maximum: Binary = binary(Math.max);
export const minimum: Binary = binary(Math.min);
export const less: Binary = binary((a, b) => Number(a < b));
export const less_equal: Binary = binary((a, b) => Number(a <= b));
export const equal: Binary = binary((a, b) => Number(a === b));
/** Of float32 sums: the terms are float32 numbers. */
export const add_error: Binary = binary((a, b) => {
  const f = Math.fround;
  const sum = f(a + b);
  const taken = f(sum - a);
  return f(f(a - f(sum - taken)) + f(b - taken));
});
export const add_i32: Binary = binary((a, b) => (a + b) | 0);
export const count_i32: Binary = ({ n, a, b, y }) => {
  for (let i = 0; i < n; i += 2) {
    const low = (a[i]! >>> 0) + (b[i]! >>> 0);
    if (i + 1 < n) y[i + 1] = (a[i + 1]! + Number(low >= 2 ** 32)) | 0;
    y[i] = low | 0;
  }
};
export function cast_count_f32({ n, low, high, y }: { n: number; low: Float64Array; high: Float64Array; y: Float64Array }): void {
  for (let i = 0; i < n; i++) y[i] = Math.fround(high[i]! * 2 ** 32 + (low[i]! >>> 0));
}
export const equal_i32: Binary = binary((a, b) => Number(a === b));

export function relu_d({ n, dy, x, y }: { n: number; dy: Float64Array; x: Float64Array; y: Float64Array }): void {
  for (let i = 0; i < n; i++) y[i] = x[i]! > 0 ? dy[i]! : 0;
}

export function select({ n, c, a, b, y }: { n: number; c: Float64Array; a: Float64Array; b: Float64Array; y: Float64Array }): void {
  for (let i = 0; i < n; i++) y[i] = c[i] !== 0 ? a[i]! : b[i]!;
}
