import { allocate, type TypedArray } from '../core/dtype.ts';
import { ConfigError, show } from '../core/errors.ts';
import { checkBoolean, checkKeys } from '../core/options.ts';
import { asTensor, constant, placeholder, Tensor, type TensorLike } from '../graph/tensor.ts';
import { tracing, zeroVariable, type Variable } from '../graph/variable.ts';
import { ancestors } from '../graph/walk.ts';
import { layersChanged } from '../layers/layer.ts';
import { homeOf } from '../run/home.ts';
import type { Executable, Session, SessionUser } from '../run/session.ts';
import { Trace } from '../trace/trace.ts';
import { isRecord } from './per-output.ts';

/** What a compiled function answers with: tensors, alone, in a list or by name. */
export type Answer = Tensor | readonly Tensor[] | Readonly<Record<string, Tensor>>;

export interface CompileFunctionOptions {
  /** Whether layers that are called behave as in training (default false). */
  training?: boolean;
}

/** A function that runs as one program. */
export interface CompiledFunction<R extends Answer> {
  /** Computes at once, on this thread. */
  (...xs: TensorLike[]): R;
  /** Computes off this thread. */
  async(...xs: TensorLike[]): Promise<R>;
  /** Gives programs and memory back; the function stays usable. */
  dispose(): void;
}

/** Shapes that a function keeps programs for. */
const PROGRAMS = 24;

/** A program, and how the function's answer is made of what it puts out. */
interface Planned {
  readonly program: Executable;
  readonly outputs: readonly Tensor[];
  readonly answer: (values: readonly Tensor[]) => Answer;
}

class Runner implements SessionUser {
  readonly key: symbol = Symbol('compiled function');
  readonly #f: (t: Trace, ...xs: Tensor[]) => Answer;
  readonly #training: boolean;
  readonly #draws: Variable = zeroVariable('draws', [], 'int32');
  readonly #variables = new Set<Variable>([this.#draws]);
  readonly #planned = new Map<string, Planned>();
  #session: Session | undefined;
  #running = 0;

  constructor(f: (t: Trace, ...xs: Tensor[]) => Answer, training: boolean) {
    this.#f = f;
    this.#training = training;
  }

  get atWork(): boolean {
    return this.#running > 0;
  }

  run(xs: readonly TensorLike[]): Answer {
    const { planned, session, feeds } = this.#prepare(xs);
    session.run(planned.program, feeds);
    return planned.answer(planned.outputs.map((t, i) => constant(session.output(planned.program, i), t.shape)));
  }

  async runAsync(xs: readonly TensorLike[]): Promise<Answer> {
    const { planned, session, feeds } = this.#prepare(xs);
    // The caller may change its arrays at once.
    const [kept, values] = [feeds.map((f) => f.slice()), planned.outputs.map((t) => constant(allocate(t.dtype, t.size), t.shape))];
    this.#running++;
    try {
      await session.turn(() => session.complete(planned.program, kept, undefined, values.map((v) => v.data)));
    } finally {
      this.#running--;
    }
    return planned.answer(values);
  }

  dispose(): void {
    if (this.atWork) throw new ConfigError('dispose: a call of the compiled function is under way. Wait for it to end.');
    this.#leave();
  }

  #prepare(xs: readonly TensorLike[]): { planned: Planned; session: Session; feeds: readonly TypedArray[] } {
    const given = xs.map((x) => asTensor(x));
    const symbolic = given.find((x) => !x.concrete);
    if (symbolic !== undefined) throw new ConfigError('a compiled function takes values, and was given a symbolic tensor. Call the function that it was made of.');
    const key = `${layersChanged()} ${given.map((x) => `${x.dtype}[${x.shape.join()}]`).join()}`;
    if (this.#session?.ended === true) this.#leave();
    let planned = this.#planned.get(key);
    if (planned === undefined) planned = this.#plan(given);
    this.#planned.delete(key);
    this.#planned.set(key, planned);
    if (this.#planned.size > PROGRAMS) {
      const [oldest, { program }] = this.#planned.entries().next().value!;
      this.#session!.discard(program);
      this.#planned.delete(oldest);
    }
    return { planned, session: this.#session!, feeds: given.map((x) => x.data) };
  }

  #plan(given: readonly Tensor[]): Planned {
    const inputs = given.map((x) => placeholder(x.shape, x.dtype));
    const t = new Trace({ training: this.#training, draws: this.#draws });
    const answer = tracing(() => this.#f(t, ...inputs));
    const [outputs, rebuild] = flattened(answer);
    const effects = t.effects();
    for (const leaf of ancestors([...outputs, ...effects])) if (leaf.variable !== undefined) this.#variables.add(leaf.variable);
    const session = homeOf([...this.#variables]);
    if (session !== this.#session) {
      this.#leave();
      session.join(this);
      this.#session = session;
    }
    return { program: session.compile(outputs, effects, inputs), outputs, answer: rebuild };
  }

  #leave(): void {
    this.#session?.leave(this.key, [...this.#planned.values()].map(({ program }) => program));
    this.#session = undefined;
    this.#planned.clear();
  }
}

/** The tensors of an answer, and what makes the answer of their values. */
function flattened(answer: unknown): [readonly Tensor[], (values: readonly Tensor[]) => Answer] {
  if (answer instanceof Tensor) return [[answer], ([value]) => value!];
  const [names, list] = isRecord(answer) ? [Object.keys(answer), Object.values(answer)] : [undefined, answer];
  if (!Array.isArray(list) || !list.every((t) => t instanceof Tensor)) throw new ConfigError(`compile: expected the function to answer with a tensor, a list or a record of tensors, received ${show(answer)}.`);
  return [list as Tensor[], (values) => (names === undefined ? values : Object.fromEntries(names.map((name, i) => [name, values[i]!])))];
}

/** Compiles a function over tensors, layers and variables: it is traced once for each set of shapes and then runs as one
 *  program, for training loops of your own. What it reads besides its arguments and variables is fixed when it is traced.
 *  @param f  given the trace: `t.call(layer, x)`, `t.read(variable)`, `t.update(variable, value)`, `optimizer.minimize(t, ...)`
 *  @example
 *  const step = compile((t, x, y) => {
 *    const loss = ops.mean(ops.square(ops.subtract(y, t.call(net, x))));
 *    optimizer.minimize(t, loss, net.trainableWeights);
 *    return loss;
 *  }, { training: true });
 *  step([[1, 2]], [[3]]).item();
 *  @throws {ConfigError} if it answers with anything but tensors */
export function compile<R extends Answer>(f: (t: Trace, ...xs: Tensor[]) => R, options: CompileFunctionOptions = {}): CompiledFunction<R> {
  if (typeof f !== 'function') throw new ConfigError(`compile: expected a function of a trace and tensors, received ${show(f)}. To say how a model learns, use model.compile.`);
  checkKeys('compile', options, ['training']);
  const runner = new Runner(f, checkBoolean('compile', 'training', options.training ?? false));
  return Object.assign((...xs: TensorLike[]) => runner.run(xs) as R, {
    async: (...xs: TensorLike[]) => runner.runAsync(xs) as Promise<R>,
    dispose: () => runner.dispose(),
  });
}
