/** The chains that machines have loops of their own for: those of the updates of all rules, with the options that are usual. */
import { formOf } from '../src/abi/chain-form.ts';
import { isCompilable } from '../src/abi/codegen-chains.ts';
import { instructionsOf } from '../src/abi/instructions.ts';
import { CHAIN } from '../src/abi/kernels.ts';
import { constant } from '../src/graph/tensor.ts';
import { variable } from '../src/index.ts';
import { Driver } from '../src/optimizers/driver.ts';
import type { Optimizer } from '../src/optimizers/optimizer.ts';
import type { OptimizerOptions } from '../src/optimizers/options.ts';
import { OPTIMIZERS } from '../src/optimizers/registry.ts';
import { Wrapper } from '../src/optimizers/wrapper.ts';
import { Session } from '../src/run/session.ts';
import { Trace } from '../src/trace/trace.ts';
import { referenceBackend } from './reference/machine.ts';

/** Options that change a rule. */
const VARIANTS: Readonly<Record<string, readonly object[]>> = {
  adam: [{ amsgrad: true }],
  rmsprop: [{ momentum: 0.9 }, { centered: true }, { momentum: 0.9, centered: true }],
  sgd: [{ momentum: 0.9 }, { momentum: 0.9, nesterov: true }],
};
/** Options that all rules have. */
const USUAL: readonly OptimizerOptions[] = [
  {}, { weightDecay: 0.01 }, { globalClipnorm: 1 }, { weightDecay: 0.01, globalClipnorm: 1 },
];

/** An update, in words and as an optimizer. */
export interface Update {
  readonly label: string;
  readonly make: () => Optimizer;
}

/** The updates of all rules: first with their defaults. */
export function updates(): Update[] {
  const optimizers = Object.keys(OPTIMIZERS).filter((name) => !(OPTIMIZERS[name]!() instanceof Driver));
  const rules = optimizers.filter((name) => !(OPTIMIZERS[name]!() instanceof Wrapper));
  const update = (name: string, options: object): Update => ({
    label: [name, ...Object.entries(options).map(([option, value]) => `${option} ${String(value)}`)].join(', '),
    make: () => OPTIMIZERS[name]!(options),
  });
  return [
    ...optimizers.map((name) => update(name, {})),
    ...USUAL.flatMap((usual) => rules.flatMap((name) => [{}, ...(VARIANTS[name] ?? [])].map((own) => update(name, { ...own, ...usual })))),
  ];
}

/** Rows and columns of the weights. Chains of all their elements are compiled, of fewer they would not pay. */
const [ROWS, COLUMNS] = [64, 96];

const elementsOf = (words: Int32Array, at: number): number => words[at + 1]! * words[at + 2]!;

/** The forms of the chains over all weights in the step of an optimizer. */
export function formsOfUpdate(optimizer: Optimizer): string[] {
  const session = new Session(referenceBackend());
  const [weights, gradient] = [1, 2].map(() => variable(constant(new Float32Array(ROWS * COLUMNS).fill(0.5), [ROWS, COLUMNS])));
  const t = new Trace({ training: true });
  optimizer.apply(t, [[gradient!.tensor, weights!]]);
  const { words } = session.plan([], t.effects()).program;
  session.dispose();
  return instructionsOf(words)
    .filter((at) => words[at] === CHAIN && elementsOf(words, at) === ROWS * COLUMNS)
    .map((at) => formOf(words, at));
}

/** Every form that can be compiled, and the first update that has it. */
export function formsOfUpdates(): Map<string, string> {
  const forms = new Map<string, string>();
  for (const { label, make } of updates()) {
    for (const form of formsOfUpdate(make()).filter(isCompilable)) if (!forms.has(form)) forms.set(form, label);
  }
  return forms;
}
