import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { showShape, type Shape } from '../core/shape.ts';

/** A size that may follow from the input (null). */
export type Sizes = readonly (number | null)[];

/** An equation such as 'abc,cd->abd': the axes of input, kernel and output. */
export interface Equation {
  readonly text: string;
  readonly input: readonly string[];
  readonly kernel: readonly string[];
  readonly output: readonly string[];
  /** Where input and output have further axes, which the equation leaves out as '...'. */
  readonly elided: 'left' | 'right' | undefined;
}

/** What an equation means for an input: the names of all axes, and the shapes of the weights. */
export interface Einsum {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly kernelShape: Shape;
  readonly biasShape: Shape | undefined;
  /** Sizes of the kernel's axes that are summed over, multiplied; and of those that the output has. */
  readonly fanIn: number;
  readonly fanOut: number;
}

const FORM = /^(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?$/;

/** Reads an equation.
 *  @throws {ConfigError} on any other form, on a letter twice in one part, and on axes that come from nowhere */
export function parseEquation(where: string, name: string, text: string): Equation {
  const match = typeof text === 'string' ? FORM.exec(text.replaceAll(' ', '')) : null;
  const [, left, input = '', right, kernel = '', leftOut, output = '', rightOut] = match ?? [];
  if (match === null || left !== leftOut || right !== rightOut || (left !== undefined && right !== undefined)) {
    const forms = "'ab,bc->ac', '...ab,bc->...ac' or 'ab...,bc->ac...'";
    throw new ConfigError(`${where}: ${name} must be of the form ${forms}, received ${show(text)}.`);
  }
  const fail = (what: string): never => {
    throw new ConfigError(`${where}: ${name} '${text}': ${what}`);
  };
  for (const part of [input, kernel, output]) {
    if (new Set(part).size !== part.length) fail(`'${part}' names an axis twice. Give each axis a letter of its own.`);
  }
  for (const letter of output)
    if (!input.includes(letter) && !kernel.includes(letter)) fail(`the output's axis '${letter}' is neither the input's nor the kernel's.`);
  for (const letter of kernel)
    if (!input.includes(letter) && !output.includes(letter)) fail(`the kernel's axis '${letter}' is neither the input's nor the output's.`);
  const elided = left !== undefined ? 'left' : right !== undefined ? 'right' : undefined;
  return { text, input: [...input], kernel: [...kernel], output: [...output], elided };
}

/** Finds all sizes.
 *  @param outputShape  the sizes of the output's axes without the batch and without those left out; null for those of the input
 *  @throws {ShapeError} if the input does not fit the equation or the output's sizes */
export function solve(name: string, equation: Equation, inputShape: Sizes, outputShape: Sizes, biasAxes: string | undefined): Einsum {
  const { elided, kernel } = equation;
  const fail = (what: string): never => {
    throw new ShapeError(
      `${name}: equation '${equation.text}' with outputShape ${showShape(outputShape)} does not fit an input of shape ` +
      `${showShape(inputShape)}: ${what}`,
    );
  };
  const more = inputShape.length - equation.input.length;
  if (more < 0 || (more > 0 && elided === undefined)) fail(`it has ${equation.input.length} axes${elided ? ' at least' : ''}.`);
  const rest = Array.from({ length: more }, (_, i) => `.${i}`);
  const [before, after] = elided === 'left' ? [rest, []] : [[], rest];
  const input = [...before, ...equation.input, ...after];
  const output = [...before, ...equation.output, ...after];
  const sizes = new Map<string, number | null>(input.map((label, i) => [label, inputShape[i]!]));
  // The first axis of the output is the batch, whether it is left out or not.
  const given = before.length > 0 ? equation.output : equation.output.slice(1);
  if (given.length !== outputShape.length) fail(`outputShape has ${outputShape.length} sizes, and the output ${given.length} axes for it.`);
  given.forEach((label, i) => {
    const [wanted, known] = [outputShape[i]!, sizes.get(label)];
    if (wanted !== null && known !== undefined && known !== null && wanted !== known)
      fail(`axis '${label}' is ${known} in the input and ${wanted} in the output.`);
    if (wanted !== null) sizes.set(label, wanted);
  });
  const sizeOf = (label: string): number =>
    sizes.get(label) ?? fail(`the size of axis '${label}' is not known. Give it in outputShape; weights have no axis of the batch.`);
  const kernelShape = kernel.map(sizeOf);
  const first = equation.output.findIndex((label) => biasAxes?.includes(label));
  const product = (labels: readonly string[]): number => labels.reduce((size, label) => size * sizeOf(label), 1);
  return {
    input,
    output,
    kernelShape,
    biasShape:
      biasAxes === undefined
        ? undefined
        : [...equation.output.slice(first).map((label) => (biasAxes.includes(label) ? sizeOf(label) : 1)), ...after.map(() => 1)],
    fanIn: product(kernel.filter((label) => !equation.output.includes(label))),
    fanOut: product(kernel.filter((label) => equation.output.includes(label))),
  };
}
