/** The form of a chain: its steps and the kinds of their operands, without places and values. Machines have a loop of its own for each
 *  form in `compiled-chains.ts`; they go through other chains step by step. */
import { step_operands } from './gen/check.ts';
import { kernelNamed, kernelOf, OPERAND_KINDS, operandsOf, type OperandKind } from './kernels.ts';

/** How forms name operands, before their numbers. A constant and a number in memory are the same to a loop. */
const LETTERS: Readonly<Record<OperandKind, string>> = {
  in_full: 'x', in_row: 'r', in_col: 'k', in_scalar: 'c', immediate: 'c', temp: 't', out: 'y',
};

export interface FormStep {
  readonly kernel: string;
  /** Operands as the form names them, such as x0, in the kernel's order: the output is the last. */
  readonly operands: readonly string[];
}

/** The form of the chain at word `at`, such as `t2 = mul x0 c1; y3 = add x0 t2`. Operands have numbers in the order in which steps name
 *  them. A number for all elements has one for each use, so that a form does not depend on which constants are equal. */
export function formOf(words: Int32Array, at: number): string {
  const names = new Map<number, string>();
  let numbers = 0;
  const nameOf = (operand: number): string => {
    const letter = LETTERS[OPERAND_KINDS[words[at + 5 + 2 * operand]!]!];
    const name = names.get(operand) ?? `${letter}${numbers++}`;
    if (letter !== 'c') names.set(operand, name);
    return name;
  };
  const steps: string[] = [];
  let w = at + 5 + 2 * words[at + 3]!;
  for (let s = 0; s < words[at + 4]!; s++) {
    const used = Array.from({ length: step_operands(words, w) }, (_, i) => nameOf(words[w + 1 + i]!));
    steps.push(`${used.pop()} = ${kernelOf(words[w]!)!.name} ${used.join(' ')}`);
    w += 1 + step_operands(words, w);
  }
  return steps.join('; ');
}

/** The steps of a form. @throws {Error} if a step has another number of operands than its kernel */
export function stepsOf(form: string): FormStep[] {
  return form.split('; ').map((step) => {
    const [output, , kernel, ...inputs] = step.split(' ') as [string, string, string, ...string[]];
    const operands = [...inputs, output];
    if (operandsOf(kernelNamed(kernel)).length !== operands.length) throw new Error(`${step}: not the operands of ${kernel}`);
    return { kernel, operands };
  });
}

/** The operands of a form in the order of their numbers. */
export function operandsOfForm(form: string): string[] {
  return [...new Set(stepsOf(form).flatMap(({ operands }) => operands))];
}
