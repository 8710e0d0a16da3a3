import { selectBackend } from '../backend/select.ts';
import { allocate, type TypedArray } from '../core/dtype.ts';
import { attributesKey } from '../graph/key.ts';
import { constant, placeholder, Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Executable } from './executable.ts';
import { Session } from './session.ts';

/** The most programs of single ops that are kept; the least recently used is dropped first. */
const PROGRAMS = 512;

let shared: Session | undefined;
const programs = new Map<string, Executable>();

/** The session that all eager ops share. It is made again when the backend changes. */
function eagerSession(): Session {
  const backend = selectBackend();
  if (shared?.backend !== backend) {
    shared = new Session(backend);
    programs.clear();
  }
  return shared;
}

/** If the operands of an op have more elements than this, its memory is freed at once and not kept for the next op. */
const LARGE = 1 << 22;

/** Computes one op on concrete inputs, by a program of one op. Programs are cached by op, shapes and attributes. */
export function evaluateOp(node: Tensor): TypedArray {
  if (node.size + node.inputs.reduce((sum, x) => sum + x.size, 0) > LARGE) return evaluateLarge(node);
  const session = eagerSession();
  const key = `${node.op} ${attributesKey(node.attrs)} ${node.shape.join()} ` +
    `${node.inputs.map((x) => `${x.dtype}[${x.shape.join()}]`).join()}`;
  let program = programs.get(key);
  if (program === undefined) {
    const inputs = node.inputs.map((x) => placeholder(x.shape, x.dtype));
    program = session.plan([new Tensor(node.op, inputs, node.attrs, node.shape, node.dtype)], [], inputs);
    if (programs.size >= PROGRAMS) {
      const [oldest, stale] = programs.entries().next().value!;
      session.discard(stale);
      programs.delete(oldest);
    }
  }
  programs.delete(key);
  programs.set(key, program);
  session.run(program, node.inputs.map((x) => x.data));
  return session.output(program, 0);
}

function evaluateLarge(node: Tensor): TypedArray {
  const inputs = node.inputs.map((x) => placeholder(x.shape, x.dtype));
  const symbolic = new Tensor(node.op, inputs, node.attrs, node.shape, node.dtype);
  return evaluate([symbolic], new Map(inputs.map((x, i) => [x, node.inputs[i]!])))[0]!.data;
}

/** Computes a graph at once. Placeholders get the values of `feeds`; variables have their own values, and effects
 *  change them. */
export function evaluate(outputs: readonly Tensor[], feeds: ReadonlyMap<Tensor, Tensor>, effects: readonly Tensor[] = []): Tensor[] {
  const once = new Session(selectBackend());
  try {
    const program = once.plan(outputs, effects, [...feeds.keys()]);
    once.run(program, [...feeds.values()].map((t) => t.data));
    return outputs.map((t, i) => constant(once.output(program, i), t.shape));
  } finally {
    once.dispose();
  }
}

/** As `evaluate` of one output, off this thread. */
export async function evaluateLater(output: Tensor, feeds: ReadonlyMap<Tensor, Tensor>): Promise<TypedArray> {
  const once = new Session(selectBackend());
  try {
    const program = once.plan([output], [], [...feeds.keys()]);
    const values = allocate(output.dtype, output.size);
    await once.queue(program, [...feeds.values()].map((t) => t.data), undefined, [values]);
    return values;
  } finally {
    once.dispose();
  }
}

/** Runs effects at once. Afterwards the variables hold the results. */
export function applyEffects(effects: readonly Tensor[], variables: readonly Variable[]): void {
  const once = new Session(selectBackend());
  once.reserve(variables);
  try {
    once.run(once.plan([], effects));
  } finally {
    once.dispose();
  }
}
