/** Writes a loop for each form of `compiled-chains.ts`, in C++ and in AssemblyScript: all steps on a few vectors, with what only the chain
 *  reads in registers. Arithmetic is that of the steps, one by one, so that chains come to the same bits as without these loops. */
import { operandsOfForm, stepsOf, type FormStep } from './chain-form.ts';
import { COMPILED_CHAINS } from './compiled-chains.ts';
import { CHAIN_MAX_OPERANDS, kernelNamed, OPERAND_KINDS, type OperandKind } from './kernels.ts';

/** What a step does to vectors, in both languages. Steps that are not here have no function of vectors of floats. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  copy: 'vsame', neg: 'vneg', abs: 'vabs', sign: 'vsign', sqrt: 'vsqrt', reciprocal: 'vinverse', exp: 'vexp', expm1: 'vexpm1', log: 'vlog',
  log1p: 'vlog1p', tanh: 'vtanh', sigmoid: 'vsigmoid', softplus: 'vsoftplus', erf: 'verf', floor: 'vfloor', ceil: 'vceil', round: 'vround',
  relu: 'vrelu', add: 'vadd', sub: 'vsub', mul: 'vmul', div: 'vdiv', maximum: 'vmax', minimum: 'vmin', add_error: 'vadd_error',
  relu_d: 'vrelu_d', select: 'vchosen', gelu: 'vgelu',
};

/** Whether a form can be compiled: it has several steps, and a function for each. */
export const isCompilable = (form: string): boolean => {
  const steps = stepsOf(form);
  return steps.length > 1 && steps.every(({ kernel }) => kernel in FUNCTIONS);
};

const KINDS: Readonly<Record<string, OperandKind>> = { x: 'in_full', r: 'in_row', k: 'in_col', c: 'in_scalar', t: 'temp', y: 'out' };

/** The operands of a form by their letters. */
const named = (form: string, letters: string): string[] => operandsOfForm(form).filter((name) => letters.includes(name[0]!));
const numberOf = (operand: string): number => Number(operand.slice(1));

/** What a loop is found by: counts of operands, steps and words of the steps, the kind of each operand, those words. */
function wordsOf(form: string): number[] {
  const steps = stepsOf(form);
  const kinds = operandsOfForm(form).map((name) => OPERAND_KINDS.indexOf(KINDS[name[0]!]!));
  const words = steps.flatMap(({ kernel, operands }) => [kernelNamed(kernel).opcode, ...operands.map(numberOf)]);
  return [kinds.length, steps.length, words.length, ...kinds, ...words];
}

/** A step. What it writes is declared with `type` unless it is in `declared`. */
function statement({ kernel, operands }: FormStep, declared: Set<string>, type: string, names: (operand: string) => string): string {
  const output = operands.at(-1)!;
  const value = `${FUNCTIONS[kernel]}(${operands.slice(0, -1).map(names).join(', ')})`;
  const text = `${declared.has(output) ? '' : `${type} `}${names(output)} = ${value};`;
  declared.add(output);
  return text;
}

const EACH = '#pragma GCC unroll 4\n    for (int32_t q = 0; q < VECTORS_TOGETHER; q++)';

function loopInC(form: string, index: number): string {
  const [inputs, outputs, scalars] = [named(form, 'xr'), named(form, 'y'), named(form, 'ck')];
  const declared = new Set(outputs);
  const value = (operand: string): string => ('xry'.includes(operand[0]!) ? `${operand}[q]` : operand);
  const steps = stepsOf(form).map((step) => `      ${statement(step, declared, 'vf', value)}\n`).join('');
  const pointer = (type: string) => (name: string): string => `  ${type}* const p${name} = p[${numberOf(name)}];\n`;
  // Rows are read again and again: they need not be fetched ahead.
  const load = (name: string): string =>
    name.startsWith('r')
      ? `      ${name}[q] = at(p${name} + (i & mask), q * W);\n`
      : `      ahead_of(p${name} + i + q * W);\n      ${name}[q] = at(p${name} + i, q * W);\n`;
  const loads = inputs.map(load).join('');
  const stores = outputs.map((name) => `      put(p${name} + i, q * W, ${name}[q]);\n`).join('');
  return `/* ${form} */
static void compiled_${index}(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
${inputs.map(pointer('const float')).join('')}${outputs.map(pointer('float')).join('')}${
  scalars.map((name) => `  const vf ${name} = splat(*p[${numberOf(name)}]);\n`).join('')
}  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf ${[...inputs, ...outputs].map((name) => `${name}[VECTORS_TOGETHER]`).join(', ')};
${inputs.length === 0 ? '' : `${EACH} {\n${loads}    }\n`}${EACH} {\n${steps}    }\n${EACH} {\n${stores}    }
  }
}
`;
}

function loopInAssembly(form: string, index: number): string {
  const [inputs, outputs, scalars] = [named(form, 'xr'), named(form, 'y'), named(form, 'ck')];
  const declared = new Set<string>();
  const steps = stepsOf(form).map((step) => `    ${statement(step, declared, 'let', (operand) => operand)}\n`).join('');
  const address = (name: string): string => `  const p${name} = pointer(p, ${numberOf(name)});\n`;
  const loads = inputs.map((name) => `    const ${name} = at(p${name}, ${name.startsWith('r') ? 'i & mask' : 'i'});\n`).join('');
  const stores = outputs.map((name) => `    put(p${name}, i, ${name});\n`).join('');
  return `/** ${form} */
function compiled_${index}(p: usize, from: i32, to: i32, mask: i32): void {
${[...inputs, ...outputs].map(address).join('')}${
  scalars.map((name) => `  const ${name} = splat(load<f32>(pointer(p, ${numberOf(name)})));\n`).join('')
}  for (let i = from; i < to; i += W) {
${loads}${steps}${stores}  }
}
`;
}

/** All forms, in the order of their numbers of steps, by which machines look for them. */
const FORMS: readonly string[] = COMPILED_CHAINS.toSorted((a, b) => stepsOf(a).length - stepsOf(b).length);

/** A table of bytes, a line for each form. */
const table = (): string => FORMS.map((form) => `  ${wordsOf(form).join(', ')},\n`).join('');

/** For each number of steps from 0 to one more than any form has: the number of the first form that has as many or more, and where it
 *  begins in the table. */
function begins(): { readonly numbers: number[]; readonly places: number[] } {
  const most = Math.max(...FORMS.map((form) => stepsOf(form).length));
  const fewer = Array.from({ length: most + 2 }, (_, steps) => FORMS.filter((form) => stepsOf(form).length < steps));
  return { numbers: fewer.map((forms) => forms.length), places: fewer.map((forms) => forms.flatMap(wordsOf).length) };
}

export function compiledChains(language: 'c' | 'as', notice: string): string {
  const wide = COMPILED_CHAINS.find((form) => operandsOfForm(form).length > CHAIN_MAX_OPERANDS || wordsOf(form).some((word) => word > 255));
  if (wide !== undefined) throw new Error(`${wide}: too many operands, or a number that is no byte`);
  const { numbers, places } = begins();
  const loops = FORMS.map(language === 'c' ? loopInC : loopInAssembly).join('\n');
  if (language === 'c') {
    return `${notice}#pragma once\n
${loops}
/* What each loop is found by: counts of operands, steps and words of the steps, the kind of each operand, those words. */
static const uint8_t COMPILED_FORMS[] = {\n${table()}};
/* The most steps of a form; for each number of steps the first form that has as many or more, and where it begins in the table. */
static const int32_t COMPILED_STEPS = ${numbers.length - 2};
static const uint16_t COMPILED_FIRST[] = {${numbers.join(', ')}};
static const uint16_t COMPILED_PLACE[] = {${places.join(', ')}};
static void (*const COMPILED_LOOPS[])(float* const*, ptrdiff_t, ptrdiff_t, ptrdiff_t) = {
${FORMS.map((_, i) => `  compiled_${i},\n`).join('')}};
`;
  }
  const used = [...new Set(COMPILED_CHAINS.flatMap(stepsOf).map(({ kernel }) => FUNCTIONS[kernel]!))].toSorted();
  const from = (names: readonly string[]): string[] => used.filter((name) => names.includes(name));
  const [own, ofMath] = [from(OF_STEPS), from(OF_MATH)];
  const ofSimd = used.filter((name) => !own.includes(name) && !ofMath.includes(name));
  const imports = [
    [['pointer'], '../chain'], [own, '../kernels/elementwise'], [ofMath, '../math'], [['at', 'put', 'splat', 'W', ...ofSimd], '../simd'],
  ] as const;
  return `${notice}${
    imports.flatMap(([names, path]) => (names.length === 0 ? [] : [`import { ${names.join(', ')} } from '${path}';\n`])).join('')
  }
${loops}
/** What each loop is found by: counts of operands, steps and words of the steps, the kind of each operand, those words. */
export const COMPILED_FORMS: usize = memory.data<u8>([\n${table()}]);
/** The most steps of a form; for each number of steps the first form that has as many or more, and where it begins in the table. */
export const COMPILED_STEPS: i32 = ${numbers.length - 2};
export const COMPILED_FIRST: usize = memory.data<u16>([${numbers.join(', ')}]);
export const COMPILED_PLACE: usize = memory.data<u16>([${places.join(', ')}]);

/** Elements [from, to), a multiple of W, of a chain of the form of this number. Operands that are rows lie at (i & mask). */
export function run_compiled_loop(form: i32, p: usize, from: i32, to: i32, mask: i32): void {
  switch (form) {
${FORMS.map((_, i) => `    case ${i}: compiled_${i}(p, from, to, mask); break;\n`).join('')}  }
}
`;
}

/** Where AssemblyScript has a function, unless it is one of simd.ts. */
const OF_STEPS: readonly string[] = ['vsame', 'vsign', 'vinverse', 'vrelu', 'vrelu_d', 'vchosen'];
const OF_MATH: readonly string[] = [
  'vexp', 'vexpm1', 'vlog', 'vlog1p', 'vtanh', 'vsigmoid', 'vsoftplus', 'verf', 'vgelu', 'vadd_error',
];
