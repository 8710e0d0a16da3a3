/** THE TABLE: every kernel a backend executes, once. The C++ header, the AssemblyScript module, the validators,
 *  the assembler's argument names and the tests' error bounds are generated from or driven by these rows.
 *
 *  Rows are append-only: a row's position within its list is its opcode, and saved listings name opcodes.
 *  `extent`, `require`, `units`, `flops` and `touched` are expressions over the row's integer arguments, written so that
 *  the same text is valid C++, AssemblyScript and TypeScript; they are evaluated in double precision, where the product
 *  of a few 31-bit sizes cannot overflow. `max`, `min` and `ceil_div` are the only functions. */

export const FAMILIES = ['elementwise', 'gemm', 'reduce', 'softmax', 'gather', 'move', 'random', 'update', 'blas', 'bf16', 'int8'] as const;
export type Family = (typeof FAMILIES)[number];

/** How far a result may be from the reference: `exact` = the same bits (any NaN equals any NaN); `ulp` = n units in
 *  the last place; `dot` = gamma_k times the sum of absolute products, k the length of the sum as an expression. */
export type ErrorTier = { readonly tier: 'exact' } | { readonly tier: 'ulp'; readonly n: number } | { readonly tier: 'dot'; readonly k: string };

export type OperandDType = 'f32' | 'i32' | 'u8';

export type Arg =
  /** A count of elements, rows, ...: an integer >= 0. */
  | { readonly kind: 'size'; readonly name: string }
  /** A choice: an integer from 0 to `max`. */
  | { readonly kind: 'flag'; readonly name: string; readonly max: number }
  /** Any 32 bits, such as a seed. */
  | { readonly kind: 'bits'; readonly name: string }
  /** A float32 constant, stored as its bits. */
  | { readonly kind: 'f32'; readonly name: string }
  /** An element offset into the arena. An optional operand may be absent (-1), which kernels see as a null pointer.
   *  `touched` counts the elements read and written where these are not the extent, or twice the extent of an inout. */
  | { readonly kind: 'in' | 'out' | 'inout'; readonly name: string; readonly dtype: OperandDType; readonly extent: string; readonly optional?: true; readonly touched?: string };

export interface Kernel {
  readonly name: string;
  readonly family: Family;
  readonly opcode: number;
  readonly args: readonly Arg[];
  /** What is computed, with shapes in brackets. */
  readonly equation: string;
  /** Pairs 'y=x': output y may be the very buffer of input x. */
  readonly alias: readonly string[];
  readonly nan: string;
  readonly error: ErrorTier;
  /** Conditions on the sizes beyond the arguments' own ranges; each must hold. */
  readonly require: readonly string[];
  /** Number of parts the work divides into, each computed alike whichever thread takes it; '1' = not divisible. */
  readonly units: string;
  /** Arithmetic done, to decide whether threads pay. */
  readonly flops: string;
  /** Paper, section or standard the method comes from. */
  readonly source?: string;
}

/** Elements an elementwise chain computes at a time: a few such blocks stay in the first-level cache. */
export const BLOCK = 1024;
/** Rows of C in one unit of a divided gemm, half as many as columns: a few register tiles, so that threads share evenly. */
export const GEMM_STRIP = 32;
/** Products of bfloat16 that are summed before their sum is added to the others of an element: a part of the result's
 *  bits, and so the same on every machine. */
export const BF16_DEPTH = 512;
/** Columns of a matrix of bytes that lie together, four steps of k of each: a cache line, in whole vectors on every machine. */
export const INT8_STRIP = 16;
/** The longest rows whose sums of products of bytes an int32 holds: 127 x 128 x k stays below 2^31. */
export const INT8_MOST_INPUTS = 132104;
/** Limits of one chain instruction. */
export const CHAIN_MAX_OPERANDS = 48;
export const CHAIN_MAX_STEPS = 64;

/** How a chain operand is found, for element (row, col) of a chain of rows x cols. */
export const OPERAND_KINDS = [
  'in_full', // arena[offset + row * cols + col]
  'in_row', // arena[offset + col], the same for every row
  'in_col', // arena[offset + row], one for each row
  'in_scalar', // arena[offset]
  'immediate', // the operand word's own bits
  'temp', // a scratch block: written by a step of this chain before it is read
  'out', // written to arena[offset + row * cols + col], and readable by later steps
] as const;
export type OperandKind = (typeof OPERAND_KINDS)[number];

/** What a validator or runner answers; 0 is well. */
export const STATUS = ['ok', 'cancelled', 'bad_header', 'bad_abi', 'bad_length', 'bad_opcode', 'bad_size', 'out_of_bounds', 'bad_chain', 'bad_stretch'] as const;
export type Status = (typeof STATUS)[number];

/** The activation a gemm can apply to a tile while it is in registers; the number is the flag's value. */
export const EPILOGUE_ACTIVATIONS = ['linear', 'relu', 'sigmoid', 'tanh'] as const;

const exact: ErrorTier = { tier: 'exact' };
const ulp = (n: number): ErrorTier => ({ tier: 'ulp', n });
const dot = (k: string): ErrorTier => ({ tier: 'dot', k });

const size = (...names: string[]): Arg[] => names.map((name) => ({ kind: 'size', name }));
const flag = (name: string, max = 1): Arg => ({ kind: 'flag', name, max });
const bits = (...names: string[]): Arg[] => names.map((name) => ({ kind: 'bits', name }));
const f32 = (...names: string[]): Arg[] => names.map((name) => ({ kind: 'f32', name }));
const reads = (name: string, extent: string, dtype: OperandDType = 'f32', touched?: string): Arg => ({ kind: 'in', name, dtype, extent, ...(touched === undefined ? {} : { touched }) });
const writes = (name: string, extent: string, dtype: OperandDType = 'f32'): Arg => ({ kind: 'out', name, dtype, extent });
const updates = (name: string, extent: string, touched?: string): Arg => ({ kind: 'inout', name, dtype: 'f32', extent, ...(touched === undefined ? {} : { touched }) });
const optional = (name: string, extent: string, touched?: string): Arg => ({ kind: 'in', name, dtype: 'f32', extent, optional: true, ...(touched === undefined ? {} : { touched }) });

type Row = Omit<Kernel, 'opcode' | 'alias' | 'nan' | 'require' | 'units' | 'flops'> & Partial<Pick<Kernel, 'alias' | 'nan' | 'require' | 'units' | 'flops'>>;

/** Steps of a chain: kernels over n contiguous elements. Their operands are chain operands, not arena offsets. */
function step(name: string, inputs: readonly string[], equation: string, error: ErrorTier, more: { nan?: string; flops?: number; dtypes?: readonly OperandDType[]; source?: string } = {}): Row {
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
const TURNS = 'range reduction of Cody & Waite 1980 up to 2^11 pi/2, of Payne & Hanek 1983 beyond; polynomials fitted as stated in math.inl.h';

const STEP_ROWS: readonly Row[] = [
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
  step('erf', ['x'], 'y[n] = erf x[n]', ulp(2), { flops: 16, source: 'Abramowitz & Stegun 7.1.1; polynomials fitted as stated in math.inl.h' }),
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
  step('add_error', ['a', 'b'], 'y[n] = what rounding took from a[n] + b[n]', exact, { flops: 6, nan: 'propagates; NaN where the sum is infinite', source: 'Knuth, TAOCP 2, 4.2.2, theorem B' }),
  step('equal', ['a', 'b'], 'y[n] = a[n] == b[n] ? 1 : 0', exact, { nan: 'answers 0' }),
  step('relu_d', ['dy', 'x'], 'y[n] = x[n] > 0 ? dy[n] : 0', exact, { nan: 'x NaN gives 0; dy NaN passes where x > 0' }),
  step('add_i32', ['a', 'b'], 'y[n] = a[n] + b[n], wrapping', exact, { dtypes: ['i32', 'i32', 'i32'] }),
  step('count_i32', ['a', 'b'], 'y[2i] = a[2i] + b[2i], wrapping; y[2i + 1] = a[2i + 1], one more where 2^32 was passed, words without sign', exact, { dtypes: ['i32', 'i32', 'i32'] }),
  step('equal_i32', ['a', 'b'], 'y[n] = a[n] == b[n] ? 1 : 0', exact, { dtypes: ['f32', 'i32', 'i32'] }),
  step('select', ['c', 'a', 'b'], 'y[n] = c[n] != 0 ? a[n] : b[n]', exact, { nan: 'c NaN selects a' }),
  step('sin', ['x'], 'y[n] = sin x[n]; NaN at infinity', ulp(1), { flops: 40, source: TURNS }),
  step('cos', ['x'], 'y[n] = cos x[n]; NaN at infinity', ulp(1), { flops: 40, source: TURNS }),
  step('gelu', ['x'], 'y[n] = x[n] Phi(x[n]), Phi the standard normal distribution', dot('2'), { flops: 20, source: 'Hendrycks & Gimpel 2016; polynomials fitted as stated in math.inl.h' }),
  step('cast_count_f32', ['low', 'high'], 'y[n] = float(2^32 high[n] + low[n]), low without sign', exact, { flops: 4, dtypes: ['f32', 'i32', 'i32'] }),
];

/** Matrix operand of `rows` x `cols` with leading dimension `ld`: what must lie within the arena. */
const matrix = (rows: string, cols: string, ld: string): string => `(${rows} > 0 && ${cols} > 0 ? ((${rows}) - 1) * ${ld} + (${cols}) : 0)`;
/** So many of them, a stride after each other. */
const batched = (extent: string, stride: string): string => `(batch > 0 ? (batch - 1) * ${stride} + ${extent} : 0)`;
/** What a batch of products op(a) op(b) is made of: its factors, where it goes, what follows it. */
const FACTOR_A: readonly Arg[] = [reads('a', batched(`(transA ? ${matrix('k', 'm', 'lda')} : ${matrix('m', 'k', 'lda')})`, 'strideA'), 'f32', '(strideA == 0 ? min(batch, 1) : batch) * m * k'), ...size('lda', 'strideA')];
const FACTOR_B: readonly Arg[] = [reads('b', batched(`(transB ? ${matrix('n', 'k', 'ldb')} : ${matrix('k', 'n', 'ldb')})`, 'strideB'), 'f32', '(strideB == 0 ? min(batch, 1) : batch) * k * n'), ...size('ldb', 'strideB')];
const products = (touched: string): Arg[] => [updates('c', batched(matrix('m', 'n', 'ldc'), 'strideC'), touched), ...size('ldc', 'strideC')];
const EPILOGUE: readonly Arg[] = [optional('bias', 'n'), flag('activation', EPILOGUE_ACTIVATIONS.length - 1), optional('gate', batched(matrix('m', 'n', 'ldc'), 'strideC'), 'batch * m * n')];
const PRODUCT = {
  error: dot('k + 3'),
  require: ['lda >= (transA ? m : k)', 'ldb >= (transB ? k : n)', 'ldc >= n', `(batch <= 1 || strideC >= ${matrix('m', 'n', 'ldc')})`],
  flops: '2 * batch * m * n * max(k, 1)',
};
/** Reach of six nested strides. */
const STRIDED = '(d0 * d1 * d2 * d3 * d4 * d5 > 0 ? 1 + (d0 - 1) * s0 + (d1 - 1) * s1 + (d2 - 1) * s2 + (d3 - 1) * s3 + (d4 - 1) * s4 + (d5 - 1) * s5 : 0)';
const STRIDED_SIZE = 'd0 * d1 * d2 * d3 * d4 * d5';
const SIX = [...size('d0', 'd1', 'd2', 'd3', 'd4', 'd5'), ...size('s0', 's1', 's2', 's3', 's4', 's5')];
/** A vector of n elements `inc` apart. */
const vector = (inc: string): string => `(n > 0 ? (n - 1) * ${inc} + 1 : 0)`;
/** The one result of a reduction; none of nothing. */
const RESULT = '(n > 0 ? 1 : 0)';
const LEVEL_1 = 'BLAS level 1 (Lawson et al. 1979)';
const PHILOX = 'Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3: Philox4x32-10. Key (seed, stream), counter (i / 4, counter[0], counter[1], 0), word i % 4';

const INSTRUCTION_ROWS: readonly Row[] = [
  // gemm
  {
    name: 'sgemm',
    family: 'gemm',
    args: [flag('transA'), flag('transB'), ...size('batch', 'm', 'n', 'k'), ...f32('alpha'), ...FACTOR_A, ...FACTOR_B, ...f32('beta'), ...products('(beta == 0 ? 1 : 2) * batch * m * n'), ...EPILOGUE],
    equation: 'c[m,n] = act(alpha op(a)[m,k] op(b)[k,n] + beta c + bias[n]), then 0 where gate[m,n] is given and not > 0; row-major; beta = 0 never reads c, alpha = 0 never reads a or b; so for each of batch, one stride of a, of b, of c and gate after the other',
    ...PRODUCT,
    units: 'batch * ceil_div(m, GEMM_STRIP) * ceil_div(n, 2 * GEMM_STRIP)',
    source: 'BLAS level 3 (Dongarra et al. 1990); loop nest of BLIS (Van Zee & van de Geijn 2015)',
  },
  // reduce: over the middle axis
  ...(['sum', 'prod'] as const).map((name): Row => ({
    name: `reduce_${name}`,
    family: 'reduce',
    args: [...size('outer', 'mid', 'inner'), ...f32('scale'), reads('x', 'outer * mid * inner'), writes('y', 'outer * inner')],
    equation: `y[outer,inner] = scale * ${name} over mid of x[outer,mid,inner]; an empty ${name} is ${name === 'sum' ? 0 : 1}`,
    error: dot('mid + 1'),
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: 'outer * mid * inner',
  })),
  ...(['max', 'min'] as const).map((name): Row => ({
    name: `reduce_${name}`,
    family: 'reduce',
    args: [...size('outer', 'mid', 'inner'), reads('x', 'outer * mid * inner'), writes('y', 'outer * inner')],
    equation: `y[outer,inner] = ${name} over mid of x[outer,mid,inner]`,
    error: exact,
    require: ['mid > 0 || outer * inner == 0'],
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: 'outer * mid * inner',
  })),
  ...(['argmax', 'argmin'] as const).map((name): Row => ({
    name,
    family: 'reduce',
    args: [...size('outer', 'mid', 'inner'), reads('x', 'outer * mid * inner'), writes('y', 'outer * inner', 'i32')],
    equation: `y[outer,inner] = the first index along mid of the ${name === 'argmax' ? 'largest' : 'smallest'} of x[outer,mid,inner]`,
    nan: 'the first NaN wins, as in NumPy',
    error: exact,
    require: ['mid > 0 || outer * inner == 0'],
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: 'outer * mid * inner',
  })),
  // softmax: along the rows of a matrix
  { name: 'softmax', family: 'softmax', args: [...size('rows', 'cols'), reads('x', 'rows * cols'), writes('y', 'rows * cols')], equation: 'y[rows,cols] = e^(x - max) / sum over cols of e^(x - max)', alias: ['y=x'], error: dot('cols + 8'), units: 'rows', flops: '24 * rows * cols' },
  { name: 'log_softmax', family: 'softmax', args: [...size('rows', 'cols'), reads('x', 'rows * cols'), writes('y', 'rows * cols')], equation: 'y[rows,cols] = x - max - ln(sum over cols of e^(x - max))', alias: ['y=x'], error: dot('cols + 8'), units: 'rows', flops: '24 * rows * cols' },
  { name: 'sparsemax', family: 'softmax', args: [...size('rows', 'cols'), reads('x', 'rows * cols'), writes('y', 'rows * cols')], equation: 'y[rows,cols] = max(x - tau, 0), tau such that each row sums to 1', error: dot('cols + 8'), units: 'rows', flops: '24 * rows * cols', source: 'Martins & Astudillo 2016, From softmax to sparsemax, algorithm 1; threshold by the fixed-point iteration of Michelot 1986' },
  { name: 'softmax_cross_entropy', family: 'softmax', args: [...size('rows', 'cols'), reads('x', 'rows * cols'), reads('t', 'rows * cols'), writes('y', 'rows')], equation: 'y[rows] = sum over cols of t * (ln(sum e^(x - max)) - (x - max)); x are logits, t target weights', error: dot('2 * cols + 8'), units: 'rows', flops: '26 * rows * cols' },
  { name: 'softmax_cross_entropy_dx', family: 'softmax', args: [...size('rows', 'cols'), reads('x', 'rows * cols'), reads('t', 'rows * cols'), reads('dy', 'rows'), writes('dx', 'rows * cols')], equation: 'dx[rows,cols] = dy[rows] * (softmax(x) * sum over cols of t - t)', alias: ['dx=x'], error: dot('2 * cols + 8'), units: 'rows', flops: '26 * rows * cols' },
  { name: 'sparse_softmax_cross_entropy', family: 'softmax', args: [...size('rows', 'cols'), reads('x', 'rows * cols'), reads('label', 'rows', 'i32'), writes('y', 'rows')], equation: 'y[rows] = ln(sum e^(x - max)) - (x[row, label[row]] - max)', nan: 'propagates; a label outside 0..cols-1 gives NaN', error: dot('cols + 8'), units: 'rows', flops: '24 * rows * cols' },
  { name: 'sparse_softmax_cross_entropy_dx', family: 'softmax', args: [...size('rows', 'cols'), reads('x', 'rows * cols'), reads('label', 'rows', 'i32'), reads('dy', 'rows'), writes('dx', 'rows * cols')], equation: 'dx[rows,cols] = dy[rows] * (softmax(x) - onehot(label))', alias: ['dx=x'], nan: 'propagates; a label outside 0..cols-1 gives a row of NaN', error: dot('cols + 8'), units: 'rows', flops: '24 * rows * cols' },
  // gather: rows chosen by indices. An index outside the table reads as NaN (float) and writes nothing.
  { name: 'gather_rows', family: 'gather', args: [...size('n', 'width', 'rows'), reads('x', 'rows * width', 'f32', 'n * width'), reads('index', 'n', 'i32'), writes('y', 'n * width')], equation: 'y[n,width] = x[index[n],width]', nan: 'an index outside 0..rows-1 gives a row of NaN', error: exact, units: 'n', flops: 'n * width' },
  { name: 'gather_rows_dx', family: 'gather', args: [...size('n', 'width', 'rows'), reads('dy', 'n * width'), reads('index', 'n', 'i32'), writes('dx', 'rows * width')], equation: 'dx[rows,width] = sum of dy[i,width] over i with index[i] = row, in order of i', error: dot('n'), units: 'rows', flops: 'n * width + rows * width' },
  { name: 'gather_batch', family: 'gather', args: [...size('n', 'width', 'rows', 'total'), reads('x', 'rows * width', 'f32', 'n * width'), reads('order', 'total', 'i32', 'n'), reads('cursor', '1', 'i32'), writes('y', 'n * width')], equation: 'y[i,width] = x[order[cursor[0] + i],width], 4-byte elements moved bit for bit', nan: 'a position outside 0..total-1 or a row outside 0..rows-1 gives a row of NaN bits (0x7fc00000)', error: exact, units: 'n', flops: 'n * width' },
  { name: 'gather_batch_u8', family: 'gather', args: [...size('n', 'width', 'rows', 'total'), reads('x', 'rows * width', 'u8', 'n * width'), reads('order', 'total', 'i32', 'n'), reads('cursor', '1', 'i32'), writes('y', 'n * width')], equation: 'y[i,width] = float(x[order[cursor[0] + i],width])', nan: 'as gather_batch', error: exact, units: 'n', flops: 'n * width' },
  { name: 'one_hot', family: 'gather', args: [...size('n', 'depth'), reads('index', 'n', 'i32'), writes('y', 'n * depth')], equation: 'y[n,depth] = (index[n] == depth ? 1 : 0); an index outside gives a row of 0', error: exact, units: 'n', flops: 'n * depth' },
  // move: the same values in other places
  { name: 'fill', family: 'move', args: [...size('n'), ...f32('value'), writes('y', 'n')], equation: 'y[n] = value, bit for bit', error: exact, units: 'n', flops: 'n' },
  { name: 'strided_read', family: 'move', args: [...SIX, reads('x', STRIDED, 'f32', `min(${STRIDED}, ${STRIDED_SIZE})`), writes('y', STRIDED_SIZE)], equation: 'y[d0,...,d5] = x[i0 s0 + ... + i5 s5]: transpose, broadcast (stride 0), slice', error: exact, units: 'd0', flops: STRIDED_SIZE },
  { name: 'strided_write', family: 'move', args: [...SIX, reads('x', STRIDED_SIZE), updates('y', STRIDED, STRIDED_SIZE)], equation: 'y[i0 s0 + ... + i5 s5] = x[d0,...,d5]; the rest of y stays: concatenate, pad', error: exact, flops: STRIDED_SIZE },
  { name: 'cast_u8_f32', family: 'move', args: [...size('n'), reads('x', 'n', 'u8'), writes('y', 'n')], equation: 'y[n] = float(x[n])', error: exact, units: 'n', flops: 'n' },
  // random: a function of (seed, stream, counter, index) alone, the same on every machine
  { name: 'random_uniform', family: 'random', args: [...size('n'), ...bits('seed', 'stream'), reads('counter', '2', 'i32'), ...f32('low', 'high'), writes('y', 'n')], equation: 'y[n] = low + (high - low) * u, u = (word >> 8) * 2^-24 in [0, 1); each operation rounded to float32', error: exact, units: 'n', flops: '16 * n', source: PHILOX },
  { name: 'random_normal', family: 'random', args: [...size('n'), ...bits('seed', 'stream'), reads('counter', '2', 'i32'), ...f32('mean', 'stddev'), writes('y', 'n')], equation: 'y[n] = float32(mean + stddev * q), q the standard normal quantile of (word + 0.5) * 2^-32, in float64', error: exact, units: 'n', flops: '64 * n', source: `${PHILOX}; quantile: Wichura 1988, algorithm AS 241, PPND16` },
  { name: 'random_truncated_normal', family: 'random', args: [...size('n'), ...bits('seed', 'stream'), reads('counter', '2', 'i32'), ...f32('mean', 'stddev'), writes('y', 'n')], equation: 'as random_normal, with the probability mapped to [Phi(-2), Phi(2)]: no value beyond two standard deviations', error: exact, units: 'n', flops: '64 * n', source: `${PHILOX}; AS 241` },
  { name: 'random_permutation', family: 'random', args: [...size('n'), ...bits('seed', 'stream'), reads('counter', '2', 'i32'), writes('y', 'n', 'i32')], equation: 'y[n] = a permutation of 0..n-1: for i = n-1 down to 1 swap y[i] with y[floor(word_i * (i + 1) / 2^32)]', error: exact, flops: '16 * n', source: `Fisher & Yates, Durstenfeld 1964; ${PHILOX}` },
  // update: one pass over parameter, gradient and slots
  { name: 'sgd', family: 'update', args: [...size('n'), reads('rate', '1'), optional('scale', '1'), reads('g', 'n'), updates('w', 'n')], equation: 'w[n] -= rate[0] g, with g = scale[0] g[n]', error: dot('3'), units: 'n', flops: '3 * n' },
  { name: 'sgd_momentum', family: 'update', args: [...size('n'), reads('rate', '1'), optional('scale', '1'), ...f32('momentum'), flag('nesterov'), reads('g', 'n'), updates('m', 'n'), updates('w', 'n')], equation: 'm[n] = momentum m - rate[0] g; w[n] += nesterov ? momentum m - rate[0] g : m, with g = scale[0] g[n]', error: dot('6'), units: 'n', flops: '7 * n', source: 'Sutskever et al. 2013, in the form of Keras' },
  { name: 'adam', family: 'update', args: [...size('n'), reads('alpha', '1'), optional('scale', '1'), ...f32('beta1', 'beta2', 'epsilon'), reads('g', 'n'), updates('m', 'n'), updates('v', 'n'), updates('w', 'n')], equation: 'm[n] += (g - m)(1 - beta1); v[n] += (g g - v)(1 - beta2); w[n] -= alpha[0] m / (sqrt(v) + epsilon), with g = scale[0] g[n]', error: dot('14'), units: 'n', flops: '13 * n', source: 'Kingma & Ba 2015, section 2, last paragraph: epsilon is epsilon-hat' },
  // appended later
  { name: 'record', family: 'move', args: [...size('n', 'rows'), reads('row', '1', 'i32'), reads('x', 'n'), updates('y', 'rows * n', 'n')], equation: 'y[row[0],n] = x[n]; a row outside 0..rows-1 writes nothing', error: exact, flops: 'n' },
  // blas: level 1, on vectors whose elements lie apart. Levels 2 and 3 are sgemm.
  { name: 'saxpy', family: 'blas', args: [...size('n'), ...f32('alpha'), reads('x', vector('incx'), 'f32', 'n'), ...size('incx'), flag('reversed'), updates('y', vector('incy'), '2 * n'), ...size('incy')], equation: 'y[n] += alpha x[n], or x[n - 1 - i] for y[i] where reversed; elements of x are incx apart, of y incy', error: dot('2'), require: ['incy > 0'], units: 'n', flops: '2 * n', source: LEVEL_1 },
  { name: 'sscal', family: 'blas', args: [...size('n'), ...f32('alpha'), updates('x', vector('incx'), '2 * n'), ...size('incx')], equation: 'x[n] *= alpha; elements of x are incx apart', error: exact, require: ['incx > 0'], units: 'n', flops: 'n', source: LEVEL_1 },
  { name: 'sdot', family: 'blas', args: [...size('n'), reads('x', vector('incx'), 'f32', 'n'), ...size('incx'), flag('reversed'), reads('y', vector('incy'), 'f32', 'n'), ...size('incy'), writes('sum', RESULT)], equation: 'sum = x[n] y[n] over n, or x[n - 1 - i] y[i] where reversed; elements of x are incx apart, of y incy', error: dot('n'), flops: '2 * n', source: LEVEL_1 },
  { name: 'snrm2', family: 'blas', args: [...size('n'), reads('x', vector('incx'), 'f32', 'n'), ...size('incx'), writes('norm', RESULT)], equation: 'norm = sqrt(sum over n of x[n]^2), summed in float64 where no square can leave the range; elements of x are incx apart', error: ulp(1), flops: '2 * n', source: LEVEL_1 },
  { name: 'sasum', family: 'blas', args: [...size('n'), reads('x', vector('incx'), 'f32', 'n'), ...size('incx'), writes('sum', RESULT)], equation: 'sum = |x[n]| over n; elements of x are incx apart', error: dot('n'), flops: 'n', source: LEVEL_1 },
  { name: 'isamax', family: 'blas', args: [...size('n'), reads('x', vector('incx'), 'f32', 'n'), ...size('incx'), writes('index', RESULT, 'i32')], equation: 'index = the first n of the largest |x[n]|, from 0; elements of x are incx apart', nan: 'the first NaN wins', error: exact, flops: 'n', source: `${LEVEL_1}; NaN: Demmel et al. 2022, Proposed consistent exception handling for the BLAS and LAPACK` },
  // bf16: products of numbers with half the bits
  {
    name: 'sbgemm',
    family: 'bf16',
    args: [flag('transA'), flag('transB'), ...size('batch', 'm', 'n', 'k'), ...FACTOR_A, ...FACTOR_B, ...products('batch * m * n'), ...EPILOGUE],
    equation: 'c[m,n] = act(bf16(op(a))[m,k] bf16(op(b))[k,n] + bias[n]), then 0 where gate[m,n] is given and not > 0; bf16 rounds to the nearest bfloat16, halves to even, subnormals to 0; products are exact, sums float32; row-major; c is never read; so for each of batch, one stride of a, of b, of c and gate after the other',
    ...PRODUCT,
    units: 'batch * (m * n > 0 ? ceil_div(max(m, n), GEMM_STRIP) : 0)',
    source: 'Kalamkar et al. 2019, A study of bfloat16 for deep learning training; the name is that of OpenBLAS',
  },
  // int8: products of bytes, for inference
  {
    name: 'gemm_int8',
    family: 'int8',
    args: [...size('m', 'n', 'k'), reads('x', 'm * k'), reads('w', 'ceil_div(n, INT8_STRIP) * ceil_div(k, 4) * 4 * INT8_STRIP', 'u8'), reads('scale', 'n'), optional('bias', 'n'), flag('relu'), writes('y', 'm * n')],
    equation: 'y[m,n] = act(sum over k of q[m,k] (w[k,n] - 128) / (scale[n] s[m]) + bias[n]), s[m] = 127 / (max over k of |x[m,k]| + 1e-7), q = x s to the nearest integer, halves to even; act is relu or nothing; the sum is exact, all else rounded to float32 at every step; w lies as [n / INT8_STRIP][k / 4][INT8_STRIP][4], filled up with anything',
    nan: 'a row of x with NaN or infinity gives a row of NaN',
    error: exact,
    require: [`k <= ${INT8_MOST_INPUTS}`],
    units: '(m >= INT8_STRIP ? ceil_div(2 * m, INT8_STRIP) : ceil_div(n, 16 * INT8_STRIP))',
    flops: '2 * m * n * max(k, 1)',
    source: 'Keras 3, abs_max_quantize and the int8 call of Dense',
  },
  // rows: what a batch does to the rows of a table, without a pass over the rows that it does not name
  {
    name: 'group_indices',
    family: 'gather',
    args: [...size('n', 'rows'), reads('index', 'n', 'i32'), writes('groups', '2 * n', 'i32')],
    equation: 'groups[k] = 0..n-1 in order of their index, equal ones as they come, those outside 0..rows-1 last; groups[n + k] = index[groups[k]] where it is the first of its equals, -1 where it is not, -2 outside 0..rows-1',
    error: exact,
    flops: '8 * n',
    source: 'radix sort from the least digit on: Knuth, The art of computer programming 3, section 5.2.5',
  },
  {
    name: 'sum_groups',
    family: 'gather',
    args: [...size('n', 'width'), reads('dy', 'n * width'), reads('groups', '2 * n', 'i32'), writes('y', 'n * width')],
    equation: 'y[k,width] = sum of dy[groups[j],width] over j = k and those behind it with groups[n + j] = -1, in order of j, where groups[n + k] >= 0; else 0; a position outside 0..n-1 adds nothing',
    error: dot('n'),
    units: 'n',
    flops: '2 * n * width',
  },
  {
    name: 'scatter_rows',
    family: 'gather',
    args: [...size('n', 'width', 'rows'), reads('x', 'n * width'), reads('index', 'n', 'i32'), updates('y', 'rows * width', 'n * width')],
    equation: 'y[index[k],width] = x[k,width], of equal indices the last; an index outside 0..rows-1 writes nothing',
    error: exact,
    units: 'rows',
    flops: 'n * width',
  },
  {
    name: 'sgd_rows',
    family: 'update',
    args: [...size('n', 'width', 'rows'), reads('rate', '1'), reads('g', 'n * width'), reads('index', 'n', 'i32'), updates('w', 'rows * width', '2 * n * width')],
    equation: 'w[index[k],width] -= rate[0] g[k,width], in order of k; an index outside 0..rows-1 changes nothing',
    error: dot('n + 2'),
    units: 'rows',
    flops: '3 * n * width',
  },
];

function number(rows: readonly Row[], first: number): Kernel[] {
  return rows.map((row, i) => ({ alias: [], nan: 'propagates', require: [], units: '1', flops: '0', ...row, opcode: first + i }));
}

/** Opcode of the one variable-length instruction: `rows cols operands steps`, then for each operand its kind and its
 *  word (offset or immediate), then for each step its opcode and the operand numbers in the step's argument order. */
export const CHAIN = 0;
/** `flag words`: the words that follow are skipped where the float32 at offset `flag` is 0. */
export const SKIP = 126;
/** `turns words moving`, then `moving` pairs (word, stride): the `words` words that follow run `turns` times. Before each
 *  turn but the first, `stride` is added to each of the named words, offsets of operands counted from the first word of
 *  the stretch, in ascending order; after the last turn they are what they were. */
export const REPEAT = 127;
/** How deep skips and repeats may lie within each other. */
export const STRETCHES_DEEP = 4;
/** The steps a chain is made of; opcodes from 1. */
export const STEPS: readonly Kernel[] = number(STEP_ROWS, 1);
/** The instructions of fixed length; opcodes from 128. */
export const INSTRUCTIONS: readonly Kernel[] = number(INSTRUCTION_ROWS, 128);
export const KERNELS: readonly Kernel[] = [...STEPS, ...INSTRUCTIONS];

const byName = new Map(KERNELS.map((k) => [k.name, k]));
const byOpcode = new Map(KERNELS.map((k) => [k.opcode, k]));

/** The row of a kernel by name. Throws a plain Error on a name no row has: a mistake in myelin, not in its use. */
export function kernelNamed(name: string): Kernel {
  const kernel = byName.get(name);
  if (kernel === undefined) throw new Error(`no kernel named ${name} in the table`);
  return kernel;
}

export function kernelOf(opcode: number): Kernel | undefined {
  return byOpcode.get(opcode);
}

/** What listings and messages call the instruction of an opcode. */
export function instructionName(opcode: number): string | undefined {
  return opcode === CHAIN ? 'chain' : opcode === SKIP ? 'skip' : opcode === REPEAT ? 'repeat' : kernelOf(opcode)?.name;
}

/** The arguments that are arena operands. */
export function operandsOf(kernel: Kernel): Extract<Arg, { extent: string }>[] {
  return kernel.args.filter((a): a is Extract<Arg, { extent: string }> => 'extent' in a);
}
