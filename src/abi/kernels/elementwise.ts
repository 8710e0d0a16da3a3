import type { ErrorTier, OperandDType } from './kernel.ts';
import { dot, exact, reads, size, ulp, writes, type Row } from './row.ts';

/** Steps of a chain: kernels over n contiguous elements. Their operands are chain operands, not arena offsets. */
function step(
  name: string,
  inputs: readonly string[],
  equation: string,
  error: ErrorTier,
  more: { nan?: string; flops?: number; dtypes?: readonly OperandDType[]; source?: string } = {},
): Row {
  const [out = 'f32', ...ins] = more.dtypes ?? [];
  return {
    name,
    family: 'elementwise',
    args: [...size('n'), ...inputs.map((x, i) => reads(x, 'n', ins[i] ?? 'f32')), writes('y', 'n', out)],
    equation,
    alias: inputs.map((x) => `y=${x}`),
    nan: more.nan ?? 'propagates',
    error,
    flops: `${more.flops ?? 1} * n`,
    ...(more.source === undefined ? {} : { source: more.source }),
  };
}

const CEPHES = 'range reduction of the Cephes library, Moshier 1989; polynomial fitted as stated in math.inl.h';
const TURNS =
  'range reduction of Cody & Waite 1980 up to 2^11 pi/2, of Payne & Hanek 1983 beyond; polynomials fitted as stated in math.inl.h';

/** The steps a chain is made of. A row's position is its opcode, from 1: append only. */
export const ELEMENTWISE: readonly Row[] = [
  step('copy', ['x'], 'y[n] = x[n], bit for bit', exact, { flops: 0 }),
  step('neg', ['x'], 'y[n] = -x[n]', exact),
  step('abs', ['x'], 'y[n] = |x[n]|', exact),
  step('sign', ['x'], 'y[n] = -1, 0 or 1; sign(-0) = 0', exact),
  step('sqrt', ['x'], 'y[n] = sqrt(x[n])', exact, { flops: 4 }),
  step('reciprocal', ['x'], 'y[n] = 1 / x[n]', exact, { flops: 4 }),
  step('exp', ['x'], 'y[n] = e^x[n]; 0 below -104, inf above 88.73', ulp(2), { flops: 16, source: CEPHES }),
  step('expm1', ['x'], 'y[n] = e^x[n] - 1, exact near 0', ulp(2), { flops: 20 }),
  step('log', ['x'], 'y[n] = ln x[n]; log(0) = -inf, NaN below 0', ulp(1), { flops: 16, source: CEPHES }),
  step('log1p', ['x'], 'y[n] = ln(1 + x[n]), exact near 0', ulp(2), { flops: 20 }),
  step('tanh', ['x'], 'y[n] = tanh x[n]', ulp(3), { flops: 20 }),
  step('sigmoid', ['x'], 'y[n] = 1 / (1 + e^-x[n])', ulp(3), { flops: 20 }),
  step('softplus', ['x'], 'y[n] = ln(1 + e^x[n]), without overflow', ulp(2), { flops: 32 }),
  step('erf', ['x'], 'y[n] = erf x[n]', ulp(2), {
    flops: 16,
    source: 'Abramowitz & Stegun 7.1.1; polynomials fitted as stated in math.inl.h',
  }),
  step('floor', ['x'], 'y[n] = the largest integer <= x[n]', exact),
  step('ceil', ['x'], 'y[n] = the smallest integer >= x[n]', exact),
  step('round', ['x'], 'y[n] = the nearest integer, halves to even', exact),
  step('relu', ['x'], 'y[n] = max(x[n], 0)', exact),
  step('is_nan', ['x'], 'y[n] = x[n] is NaN ? 1 : 0', exact, { nan: 'answers 1' }),
  step('cast_i32_f32', ['x'], 'y[n] = float(x[n])', exact, { dtypes: ['f32', 'i32'] }),
  step('cast_f32_i32', ['x'], 'y[n] = int(x[n]), towards 0, saturating', exact, { dtypes: ['i32', 'f32'], nan: 'becomes 0' }),
  step('add', ['a', 'b'], 'y[n] = a[n] + b[n]', exact),
  step('sub', ['a', 'b'], 'y[n] = a[n] - b[n]', exact),
  step('mul', ['a', 'b'], 'y[n] = a[n] * b[n]', exact),
  step('div', ['a', 'b'], 'y[n] = a[n] / b[n]', exact, { flops: 4 }),
  step('pow', ['a', 'b'], 'y[n] = a[n]^b[n], as C pow', ulp(1), { flops: 64, nan: 'as C pow: pow(1, NaN) = pow(NaN, 0) = 1' }),
  step('maximum', ['a', 'b'], 'y[n] = max(a[n], b[n]); max(-0, 0) = 0', exact),
  step('minimum', ['a', 'b'], 'y[n] = min(a[n], b[n]); min(-0, 0) = -0', exact),
  step('less', ['a', 'b'], 'y[n] = a[n] < b[n] ? 1 : 0', exact, { nan: 'answers 0' }),
  step('less_equal', ['a', 'b'], 'y[n] = a[n] <= b[n] ? 1 : 0', exact, { nan: 'answers 0' }),
  step('add_error', ['a', 'b'], 'y[n] = what rounding took from a[n] + b[n]', exact, {
    flops: 6,
    nan: 'propagates; NaN where the sum is infinite',
    source: 'Knuth, TAOCP 2, 4.2.2, theorem B',
  }),
  step('equal', ['a', 'b'], 'y[n] = a[n] == b[n] ? 1 : 0', exact, { nan: 'answers 0' }),
  step('relu_d', ['dy', 'x'], 'y[n] = x[n] > 0 ? dy[n] : 0', exact, { nan: 'x NaN gives 0; dy NaN passes where x > 0' }),
  step('add_i32', ['a', 'b'], 'y[n] = a[n] + b[n], wrapping', exact, { dtypes: ['i32', 'i32', 'i32'] }),
  step(
    'count_i32',
    ['a', 'b'],
    'y[2i] = a[2i] + b[2i], wrapping; y[2i + 1] = a[2i + 1], one more where 2^32 was passed, words without sign',
    exact,
    { dtypes: ['i32', 'i32', 'i32'] },
  ),
  step('equal_i32', ['a', 'b'], 'y[n] = a[n] == b[n] ? 1 : 0', exact, { dtypes: ['f32', 'i32', 'i32'] }),
  step('select', ['c', 'a', 'b'], 'y[n] = c[n] != 0 ? a[n] : b[n]', exact, { nan: 'c NaN selects a' }),
  step('sin', ['x'], 'y[n] = sin x[n]; NaN at infinity', ulp(1), { flops: 40, source: TURNS }),
  step('cos', ['x'], 'y[n] = cos x[n]; NaN at infinity', ulp(1), { flops: 40, source: TURNS }),
  step('gelu', ['x'], 'y[n] = x[n] Phi(x[n]), Phi the standard normal distribution', dot('2'), {
    flops: 20,
    source: 'Hendrycks & Gimpel 2016; polynomials fitted as stated in math.inl.h',
  }),
  step('cast_count_f32', ['low', 'high'], 'y[n] = float(2^32 high[n] + low[n]), low without sign', exact, {
    flops: 4,
    dtypes: ['f32', 'i32', 'i32'],
  }),
];
