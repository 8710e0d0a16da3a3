/** Writes the files that native, assembly and TypeScript share from the table. `npm run generate` rewrites them;
 *  a test regenerates them in memory and compares. */
import { createHash } from 'node:crypto';
import { realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  ATTENTION_BLOCK, ATTENTION_HEADS, BF16_DEPTH, BLOCK, CHAIN, CHAIN_MAX_OPERANDS, CHAIN_MAX_STEPS, CONV_COLS, CONV_ROWS,
  EPILOGUE_ACTIVATIONS, GATE_STRIP, GEMM_STRIP, INSTRUCTIONS, INT8_STRIP, KERNELS, OPERAND_KINDS, operandsOf, RECURRENT_ROWS, REPEAT, SKIP,
  STATUS, STEPS, STRETCHES_DEEP, TERMS, type Arg, type Kernel,
} from './kernels.ts';
import { compiledChains } from './codegen-chains.ts';
import { HEADER } from './layout.ts';

export type Language = 'c' | 'as' | 'ts';

const C_TYPES = { f32: 'float', i32: 'int32_t', u8: 'uint8_t' } as const;

function parameter(arg: Arg, language: 'c' | 'as'): string {
  if ('extent' in arg) {
    return language === 'c' ? `${arg.kind === 'in' ? 'const ' : ''}${C_TYPES[arg.dtype]}* ${arg.name}` : `${arg.name}: usize`;
  }
  const type = arg.kind === 'f32' ? { c: 'float', as: 'f32' }[language] : { c: 'int32_t', as: 'i32' }[language];
  return language === 'c' ? `${type} ${arg.name}` : `${arg.name}: ${type}`;
}

const divides = (kernel: Kernel): boolean => kernel.units !== '1';

/** The longest line, as in files written by hand. */
const COLUMNS = 140;

/** Joins `words` into as few lines as possible. Each line but the first begins with `indent`. */
function wrapped(words: readonly string[], indent: string): string {
  return words.reduce((text, word) => {
    const column = text.length - text.lastIndexOf('\n') - 1;
    return text + (column + 1 + word.length > COLUMNS ? `\n${indent}${word}` : ` ${word}`);
  });
}

/** The head of a kernel's function in native (`c`) or assembly (`as`), up to its opening brace. If the kernel
 *  divides, the function also takes the range of units [lo, hi) to compute. */
export function signature(kernel: Kernel, language: 'c' | 'as'): string {
  const parameters = kernel.args.map((a) => parameter(a, language));
  if (divides(kernel)) parameters.push(...(language === 'c' ? ['int32_t lo', 'int32_t hi'] : ['lo: i32', 'hi: i32']));
  const [first, ...others] = parameters.map((p, i) => p + (i < parameters.length - 1 ? ',' : language === 'c' ? ') {' : '): void {'));
  return wrapped([`${language === 'c' ? 'static void' : 'export function'} ${kernel.name}(${first}`, ...others], '    ');
}

/** The comment above a kernel's function in both sources: one line, or the equation and below it the other facts. */
export function comment(kernel: Kernel): string {
  const { error } = kernel;
  const tier = error.tier === 'exact' ? 'exact' : error.tier === 'ulp' ? `ulp(${error.n})` : `dot(${error.k})`;
  const facts = `alias: ${kernel.alias.join(' ') || 'none'}   nan: ${kernel.nan}   error: ${tier}`;
  const line = `// ${kernel.equation}   ${facts}`;
  return line.length <= COLUMNS ? line : `${wrapped(['//', ...kernel.equation.split(' ')], '//   ')}\n//   ${facts}`;
}

/** A hash of the table. Programs and backends carry it, so that a program for another table is refused. `touched`
 *  does not change it, because only profiles use that. */
export function abiHash(): number {
  const table = [
    KERNELS, BLOCK, GEMM_STRIP, BF16_DEPTH, INT8_STRIP, GATE_STRIP, RECURRENT_ROWS, CONV_ROWS, CONV_COLS, ATTENTION_BLOCK,
    ATTENTION_HEADS, CHAIN_MAX_OPERANDS, CHAIN_MAX_STEPS, STRETCHES_DEEP, OPERAND_KINDS, STATUS, HEADER,
  ];
  const text = JSON.stringify(table, (key, value: unknown) => (key === 'touched' ? undefined : value));
  return createHash('sha256').update(text).digest().readInt32LE(0);
}

const NOTICE = '// GENERATED from src/abi/kernels.ts by src/abi/codegen.ts (npm run generate). Do not edit.\n';
const NOTICE_OF_CHAINS = '// GENERATED from src/abi/compiled-chains.ts by src/abi/codegen-chains.ts (npm run generate). Do not edit.\n';

function constants(): [string, number][] {
  return [
    ['ABI_HASH', abiHash()],
    ['BLOCK', BLOCK],
    ['GEMM_STRIP', GEMM_STRIP],
    ['BF16_DEPTH', BF16_DEPTH],
    ['INT8_STRIP', INT8_STRIP],
    ['GATE_STRIP', GATE_STRIP],
    ['RECURRENT_ROWS', RECURRENT_ROWS],
    ['CONV_ROWS', CONV_ROWS],
    ['CONV_COLS', CONV_COLS],
    ['ATTENTION_BLOCK', ATTENTION_BLOCK],
    ['ATTENTION_HEADS', ATTENTION_HEADS],
    ['CHAIN_MAX_OPERANDS', CHAIN_MAX_OPERANDS],
    ['CHAIN_MAX_STEPS', CHAIN_MAX_STEPS],
    ['STRETCHES_DEEP', STRETCHES_DEEP],
    ['MAX_WORDS', Math.max(...INSTRUCTIONS.map((k) => k.args.length + 1))],
    ['MAX_OPERANDS', Math.max(...INSTRUCTIONS.map((k) => operandsOf(k).length))],
    ...HEADER.map(([name], i): [string, number] => [`HEADER_${name}`, i]),
    ['HEADER_WORDS', HEADER.length],
    ['MAGIC', HEADER[0][1]],
    ['OP_CHAIN', CHAIN],
    ['OP_SKIP', SKIP],
    ['OP_REPEAT', REPEAT],
    ...KERNELS.map((k): [string, number] => [`OP_${k.name.toUpperCase()}`, k.opcode]),
    ...OPERAND_KINDS.map((k, i): [string, number] => [`KIND_${k.toUpperCase()}`, i]),
    ['KIND_COUNT', OPERAND_KINDS.length],
    ...STATUS.map((s, i): [string, number] => [`STATUS_${s.toUpperCase()}`, i]),
    ...EPILOGUE_ACTIVATIONS.map((a, i): [string, number] => [`ACTIVATION_${a.toUpperCase()}`, i]),
    ...TERMS.map((term, i): [string, number] => [`TERM_${term.toUpperCase()}`, i]),
  ];
}

/** Word i of an instruction, as each language writes it. */
const word = (language: Language, i: number): string => ({ c: `w[${i}]`, as: `load<i32>(w, ${i * 4})`, ts: `w[at + ${i}]!` })[language];
function declare(language: Language, name: string, i: number): string {
  if (language === 'c') return `const double ${name} = w[${i}];`;
  return language === 'as' ? `const ${name}: f64 = <f64>${word('as', i)};` : `const ${name} = ${word('ts', i)};`;
}

/** Declares the arguments that occur in `text`. A float argument is declared as its bits, which are 0 if the float is
 *  0. */
function declarations(kernel: Kernel, language: Language, text: string): string[] {
  const used = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);
  const declared = (a: Arg): boolean => (a.kind === 'size' || a.kind === 'flag' || a.kind === 'f32') && used(a.name);
  return kernel.args.flatMap((a, i) => (declared(a) ? [declare(language, a.name, i + 1)] : []));
}

function checkCase(kernel: Kernel, language: Language): string {
  const conditions: string[] = [];
  for (const a of kernel.args) {
    if (a.kind === 'size') conditions.push(`${a.name} >= 0`);
    if (a.kind === 'flag') conditions.push(`${a.name} >= 0 && ${a.name} <= ${a.max}`);
  }
  conditions.push(...kernel.require.map((r) => `(${r})`));
  const reaches = kernel.args.flatMap((a, i) => {
    if (!('extent' in a)) return [];
    const extent = a.dtype === 'u8' ? `ceil_div(${a.extent}, 4)` : a.extent;
    const at = word(language, i + 1);
    const offset = language === 'as' ? `<f64>${at}` : at;
    return [a.optional ? `(${at} == -1 ? 0 : reach(${offset}, ${extent}))` : `reach(${offset}, ${extent})`];
  });
  const body = [
    ...(conditions.length ? [`if (!(${conditions.join(' && ')})) return -STATUS_BAD_SIZE;`] : []),
    `return ${reaches.reduce((a, b) => `max(${a}, ${b})`)};`,
  ];
  const lines = [...declarations(kernel, language, body.join('\n')), ...body];
  return `    case ${kernel.opcode}: { // ${kernel.name}\n${lines.map((l) => `      ${l}\n`).join('')}    }\n`;
}

function expressionCase(kernel: Kernel, language: Language, expression: string): string {
  const lines = [...declarations(kernel, language, expression), `return ${expression};`];
  return `    case ${kernel.opcode}: { ${lines.join(' ')} }\n`;
}

/** An expression for the bytes that an instruction reads and writes. */
function bytesExpression(kernel: Kernel, language: Language): string {
  const operands = kernel.args.flatMap((a, i) => {
    if (!('extent' in a)) return [];
    const bytes = `${a.dtype === 'u8' ? 1 : 4} * (${a.touched ?? `${a.kind === 'inout' ? '2 * ' : ''}${a.extent}`})`;
    return [a.optional ? `(${word(language, i + 1)} == -1 ? 0 : ${bytes})` : bytes];
  });
  return operands.join(' + ');
}

function functionHead(language: Language, name: string, result: 'double' | 'int'): string {
  if (language === 'c') {
    return `static inline ${result === 'double' ? 'double' : 'int32_t'} ${name}(const int32_t* w) {\n  switch (w[0]) {\n`;
  }
  if (language === 'as') return `export function ${name}(w: usize): ${result === 'double' ? 'f64' : 'i32'} {\n  switch (load<i32>(w)) {\n`;
  return `export function ${name}(w: Int32Array, at: number): number {\n  switch (w[at]) {\n`;
}

const TAIL = (otherwise: string): string => `    default: return ${otherwise};\n  }\n}\n`;

const operandBits = (kernel: Kernel): number => kernel.args.reduce((bits, arg, i) => ('extent' in arg ? bits | (1 << (i + 1)) : bits), 0);

/** Functions that check and measure instructions: the same bodies in three languages. */
function checks(language: Language): string {
  const [zero, one] = language === 'as' ? ['0.0', '1.0'] : ['0', '1'];
  /** A function over the instruction or step at w: a case for each of `kernels`, `otherwise` for every other opcode. */
  const over = (
    what: string, name: string, result: 'double' | 'int', kernels: readonly Kernel[], caseOf: (kernel: Kernel) => string, otherwise: string,
  ): string => `/* ${what} */\n${functionHead(language, name, result)}${kernels.map(caseOf).join('')}${TAIL(otherwise)}`;
  const returns = (value: (kernel: Kernel) => number | string) => (k: Kernel): string => `    case ${k.opcode}: return ${value(k)};\n`;
  const expression = (of: (kernel: Kernel) => string) => (k: Kernel): string => expressionCase(k, language, of(k));
  const needs = 'Arena elements the instruction at w needs, Infinity for a negative offset, or minus a status.';
  const words = 'Words of a fixed-length instruction, opcode included; 0 for any other opcode.';
  const offsets = 'The words of a fixed-length instruction that are offsets of operands: bit i for word i.';
  const operands = 'Operands of a chain step, its output last; 0 if the opcode is not a step.';
  const bytes = expression((k) => bytesExpression(k, language));
  return [
    over(needs, 'check', 'double', INSTRUCTIONS, (k) => checkCase(k, language), '-STATUS_BAD_OPCODE'),
    over('Parts the instruction divides into.', 'units', 'double', INSTRUCTIONS.filter(divides), expression((k) => k.units), one),
    over('Arithmetic the instruction does.', 'flops', 'double', INSTRUCTIONS, expression((k) => k.flops), zero),
    ...(language === 'as' ? [] : [over('Bytes the instruction reads and writes.', 'bytes', 'double', INSTRUCTIONS, bytes, zero)]),
    over(words, 'instruction_words', 'int', INSTRUCTIONS, returns((k) => k.args.length + 1), '0'),
    over(offsets, 'operand_words', 'int', INSTRUCTIONS, returns(operandBits), '0'),
    over(operands, 'step_operands', 'int', STEPS, returns((k) => operandsOf(k).length), '0'),
    over('Arithmetic of a step, per element.', 'step_flops', 'double', STEPS, returns((k) => k.flops.replace(' * n', '')), zero),
  ].join('\n');
}

/** The elements that each single operand needs, for operands that are not in one arena. */
function reachesCase(kernel: Kernel): string {
  const lines = kernel.args.flatMap((a, i) => {
    if (!('extent' in a)) return [];
    const reach = `reach(w[${i + 1}], ${a.dtype === 'u8' ? `ceil_div(${a.extent}, 4)` : a.extent})`;
    return [a.optional ? `(w[${i + 1}] == -1 ? 0 : ${reach})` : reach];
  }).map((reach, operand) => `out[${operand}] = ${reach};`);
  const body = [...declarations(kernel, 'c', lines.join('\n')), ...lines, `return ${lines.length};`];
  return `    case ${kernel.opcode}: { // ${kernel.name}\n${body.map((l) => `      ${l}\n`).join('')}    }\n`;
}

function argument(arg: Arg, i: number, operand: number, language: 'c' | 'as'): string {
  if (language === 'c') {
    if ('extent' in arg) {
      const place = `base[${operand}] + w[${i}]`;
      const pointer = arg.dtype === 'f32' ? place : `(${C_TYPES[arg.dtype]}*)(${place})`;
      return arg.optional ? `(w[${i}] < 0 ? 0 : ${pointer})` : pointer;
    }
    return arg.kind === 'f32' ? `float_of(w[${i}])` : `w[${i}]`;
  }
  if ('extent' in arg) {
    const pointer = `arena + ((<usize>load<i32>(w, ${i * 4})) << 2)`;
    return arg.optional ? `(load<i32>(w, ${i * 4}) < 0 ? 0 : ${pointer})` : pointer;
  }
  return arg.kind === 'f32' ? `load<f32>(w, ${i * 4})` : `load<i32>(w, ${i * 4})`;
}

/** The case of a kernel that can multiply numbers of bfloat16, or bytes. */
function narrow(k: Kernel, call: string): string {
  const flag = k.args.findIndex(({ name }) => name === 'bfloat16') + 1;
  if (flag > 0) return `    case ${k.opcode}: if (w[${flag}] == 0) return false; ${call} return true;\n`;
  return k.family === 'bf16' || k.family === 'int8' ? `    case ${k.opcode}: ${call} return true;\n` : '';
}

function dispatch(language: 'c' | 'as'): string {
  const stepCall = (k: Kernel): string => {
    const pointers = operandsOf(k).map((o, i) => (language === 'c' && o.dtype !== 'f32' ? `(${C_TYPES[o.dtype]}*)p${i}` : `p${i}`));
    return `${k.name}(n, ${pointers.join(', ')})`;
  };
  const call = (k: Kernel): string => {
    const operands = operandsOf(k);
    const args = k.args.map((a, i) => argument(a, i + 1, 'extent' in a ? operands.indexOf(a) : -1, language));
    if (divides(k)) args.push('lo', 'hi');
    return `${k.name}(${args.join(', ')});`;
  };
  const calls = INSTRUCTIONS.map((k) => `    case ${k.opcode}: ${call(k)} break;\n`).join('');
  if (language === 'c') {
    const operands = 'int32_t n, float* p0, float* p1, float* p2, float* p3';
    const steps = STEPS.map((k) => `static void step_${k.name}(${operands}) { ${stepCall(k)}; }\n`).join('');
    const table = STEPS.map((k) => `step_${k.name}`).join(', ');
    return `/* Each step of a chain has a function of its own, so that no step saves registers for another. */
${steps}static void (*const step_functions[])(int32_t, float*, float*, float*, float*) = {${table}};

/* One step of a chain over n contiguous elements; pointers in the step's argument order, unused ones null. */
static inline void run_step(int32_t op, ${operands}) { step_functions[op - ${STEPS[0]!.opcode}](n, p0, p1, p2, p3); }
\n/* Units [lo, hi) of the fixed-length instruction at w; operand i is an offset from base[i]. */
[[maybe_unused]] static void run_instruction(const int32_t* w, float* const* base, int32_t lo, int32_t hi) {
  switch (w[0]) {\n${calls}  }\n}
\n/* As run_instruction, if the instruction's products are of bfloat16 or of bytes. Does nothing with any other, and returns false. */
[[maybe_unused]] static bool run_narrow(const int32_t* w, float* const* base, int32_t lo, int32_t hi) {
  switch (w[0]) {\n${INSTRUCTIONS.map((k) => narrow(k, call(k))).join('')}    default: return false;\n  }\n}\n`;
  }
  const steps = STEPS.map((k) => `    case ${k.opcode}: ${stepCall(k)}; break;\n`).join('');
  return `/** One step of a chain over n contiguous elements; pointers in the step's argument order, unused ones 0. */
export function run_step(op: i32, n: i32, p0: usize, p1: usize, p2: usize, p3: usize): void {\n  switch (op) {\n${steps}  }\n}
\n/** Units [lo, hi) of the fixed-length instruction at w. */
export function run_instruction(w: usize, arena: usize, lo: i32, hi: i32): void {\n  switch (load<i32>(w)) {\n${calls}  }\n}\n`;
}

/** The constants that expressions of rows name. */
const UNITS = 'ATTENTION_BLOCK, ATTENTION_HEADS, CONV_COLS, CONV_ROWS, GATE_STRIP, GEMM_STRIP, INT8_STRIP, RECURRENT_ROWS';

/** Every generated file by its path from the repository's root. */
export function generate(): Record<string, string> {
  const families = [...new Set(KERNELS.map((k) => k.family))];
  const namesIn = (f: string): string => KERNELS.filter((k) => k.family === f).map((k) => k.name).join(', ');
  const imports = families.map((f) => `import { ${namesIn(f)} } from '../kernels/${f}';\n`).join('');
  const defines = constants().map(([n, v]) => `#define ${n} ${v < 0 ? `(${v})` : v}\n`).join('');
  return {
    'native/gen/abi.h': `${NOTICE}#pragma once\n#include <stdint.h>\n\n${defines}`,
    'native/gen/check.inl.h': `${NOTICE}#pragma once\n#include <math.h>\n#include "abi.h"\n
static inline double max(double a, double b) { return a > b ? a : b; }
static inline double min(double a, double b) { return a < b ? a : b; }
static inline double ceil_div(double a, double b) { return ceil(a / b); }
static inline double reach(double offset, double extent) { return offset < 0 ? INFINITY : offset + extent; }\n\n${checks('c')}
/* Elements each operand of a sound instruction at w needs of what its offset counts from, Infinity for a negative offset;
   returns how many operands there are. */
static inline int32_t reaches(const int32_t* w, double* out) {\n  switch (w[0]) {\n${INSTRUCTIONS.map(reachesCase).join('')}${TAIL('0')}`,
    'native/gen/chains.inl.h': compiledChains('c', NOTICE_OF_CHAINS),
    'assembly/gen/chains.ts': compiledChains('as', NOTICE_OF_CHAINS),
    'native/gen/dispatch.inl.h': `${NOTICE}\n${dispatch('c')}`,
    'assembly/gen/abi.ts': `${NOTICE}${constants().map(([n, v]) => `export const ${n}: i32 = ${v};\n`).join('')}`,
    'assembly/gen/check.ts': `${NOTICE}import { ${UNITS}, STATUS_BAD_OPCODE, STATUS_BAD_SIZE } from './abi';\n
function ceil_div(a: f64, b: f64): f64 { return Math.ceil(a / b); }
function reach(offset: f64, extent: f64): f64 { return offset < 0 ? Infinity : offset + extent; }\n\n${checks('as')}`,
    'assembly/gen/dispatch.ts': `${NOTICE}${imports}\n${dispatch('as')}`,
    'src/abi/gen/check.ts': `${NOTICE}import { ${UNITS}, STATUS } from '../kernels.ts';\n
const STATUS_BAD_SIZE = STATUS.indexOf('bad_size');\nconst STATUS_BAD_OPCODE = STATUS.indexOf('bad_opcode');\nconst { max, min } = Math;
const ceil_div = (a: number, b: number): number => Math.ceil(a / b);
const reach = (offset: number, extent: number): number => (offset < 0 ? Infinity : offset + extent);

/** Names the table these files were generated from. */
export const ABI_HASH: number = ${abiHash()};

${checks('ts')}`,
  };
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(generate())) writeFileSync(path, text);
}
