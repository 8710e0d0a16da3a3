import { allocate } from '../core/dtype.ts';
import { ConfigError, show } from '../core/errors.ts';
import { checkBoolean, checkKeys } from '../core/options.ts';
import { atOnce, inTurns } from '../core/pieces.ts';
import { all, isRecord } from '../core/realm.ts';
import { counterVariable } from '../graph/counter.ts';
import { asTensor, constant, placeholder, Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { ancestors } from '../graph/walk.ts';
import { Watch } from '../layers/watch.ts';
import { Coming, type Plan } from '../run/coming.ts';
import { homeOf } from '../run/home.ts';
import { Programs, type Graph } from '../run/programs.ts';
import { hold, type Executable } from '../run/executable.ts';
import type { Session } from '../run/session.ts';
import { recordingInto } from '../trace/current.ts';
import { Trace, type Traceable } from '../trace/trace.ts';

/** The answer of a compiled function: a tensor, a list of tensors, or a record of them. */
export type Answer = Tensor | readonly Tensor[] | Readonly<Record<string, Tensor>>;

export interface CompileFunctionOptions {
  /** Whether layers that are called behave as in training (default false). */
  training?: boolean;
}

/** A function that runs as one program. */
export interface CompiledFunction<R extends Answer> {
  /** Computes at once, on this thread. */
  (...xs: TensorLike[]): R;
  /** Computes off this thread. Arguments are those of the call; variables have the values of the moment when it runs. */
  async(...xs: TensorLike[]): Promise<R>;
  /** Frees programs and memory. The function stays usable. */
  dispose(): void;
}

/** The outputs of a program, and how the function's answer is made of their values. */
interface Outputs {
  readonly tensors: readonly Tensor[];
  readonly answer: (values: readonly Tensor[]) => Answer;
}

/** A function that was recorded, to be planned. */
interface Recorded {
  readonly graph: Graph;
  readonly outputs: Outputs;
  readonly session: Session;
}

class Runner {
  readonly #f: (t: Trace, ...xs: Tensor[]) => Answer;
  readonly #training: boolean;
  readonly #draws: Variable = counterVariable('draws');
  readonly #variables = new Set<Variable>([this.#draws]);
  /** The layers that the function calls. */
  readonly #layers = new Set<Traceable>();
  readonly #watch = new Watch(() => this.#layers);
  readonly #programs = new Programs(() => this.#running > 0);
  readonly #coming = new Coming();
  readonly #outputs = new WeakMap<Executable, Outputs>();
  #running = 0;

  constructor(f: (t: Trace, ...xs: Tensor[]) => Answer, training: boolean) {
    this.#f = f;
    this.#training = training;
  }

  run(xs: readonly TensorLike[]): Answer {
    const given = valuesOf(xs);
    const key = this.#keyOf(given);
    let program = this.#known(key);
    if (program === undefined) {
      const recorded = this.#record(given);
      program = this.#keep(key, recorded, atOnce(recorded.session.planning(recorded.graph)));
    }
    const session = this.#programs.session!;
    const outputs = this.#outputs.get(program)!;
    session.run(
      program,
      given.map((x) => x.data),
    );
    return outputs.answer(outputs.tensors.map((t, i) => constant(session.output(program, i), t.shape)));
  }

  async runAsync(xs: readonly TensorLike[]): Promise<Answer> {
    const given = valuesOf(xs);
    const held = this.#held(given);
    const session = this.#programs.session!;
    const feeds = given.map((x) => x.data.slice()); // the caller may change its arrays at once
    this.#running++;
    try {
      return await session.turnWith(held, async (program) => {
        const outputs = this.#outputs.get(program)!;
        const values = outputs.tensors.map((t) => constant(allocate(t.dtype, t.size), t.shape));
        await session.complete(program, feeds, undefined, values.map((v) => v.data));
        return outputs.answer(values);
      });
    } finally {
      this.#running--;
    }
  }

  dispose(): void {
    if (this.#running > 0) throw new ConfigError('dispose: a call of the compiled function is under way. Wait for it to end.');
    this.#programs.leave();
  }

  #keyOf(given: readonly Tensor[]): string {
    return `${this.#watch.version} ${given.map((x) => `${x.dtype}[${x.shape.join()}]`).join()}`;
  }

  /** The program for such arguments, planned in pieces. The function is recorded at once. The caller must let the program go. */
  #held(given: readonly Tensor[]): Promise<Executable> {
    const key = this.#keyOf(given);
    const known = this.#known(key);
    if (known !== undefined) return Promise.resolve(hold(known));
    // One call records for all that come while it is planned.
    const recorded = this.#coming.has(key) ? undefined : this.#record(given);
    const session = this.#programs.session!;
    const plan: Plan = (abandoned) => inTurns(session.planning(recorded!.graph), undefined, abandoned);
    return this.#coming.held(key, session, plan, (program) => this.#keep(key, recorded!, program));
  }

  #known(key: string): Executable | undefined {
    return this.#programs.session === undefined ? undefined : this.#programs.get(key);
  }

  #record(given: readonly Tensor[]): Recorded {
    const inputs = given.map((x) => placeholder(x.shape, x.dtype));
    const t = new Trace({ training: this.#training, draws: this.#draws });
    const outputs = outputsOf(recordingInto(t, () => this.#f(t, ...inputs)));
    const effects = t.effects();
    for (const layer of t.called) this.#layers.add(layer);
    for (const leaf of ancestors([...outputs.tensors, ...effects])) if (leaf.variable !== undefined) this.#variables.add(leaf.variable);
    // A running call keeps the session. If a variable has another session, its versions tell which value is newer.
    const present = this.#running > 0 ? this.#programs.session : undefined;
    const session = this.#programs.enter(present ?? homeOf([...this.#variables]));
    return { graph: { outputs: outputs.tensors, effects, inputs }, outputs, session };
  }

  /** Keeps a program, unless there is one of this key by now. */
  #keep(key: string, { outputs, session }: Recorded, program: Executable): Executable {
    const known = this.#programs.get(key);
    if (known === undefined) this.#outputs.set(this.#programs.add(key, program), outputs);
    else if (known !== program) session.discard(program);
    return known ?? program;
  }
}

/** @throws {ConfigError} on a tensor without values */
function valuesOf(xs: readonly TensorLike[]): readonly Tensor[] {
  const given = xs.map((x) => asTensor(x));
  if (given.every((x) => x.concrete)) return given;
  throw new ConfigError('a compiled function takes values, and was given a symbolic tensor. Call the function that it was made of.');
}

/** @throws {ConfigError} if a function has answered with anything but tensors */
function outputsOf(answer: unknown): Outputs {
  if (answer instanceof Tensor) return { tensors: [answer], answer: ([value]) => value! };
  const names = isRecord(answer) ? Object.keys(answer) : undefined;
  const list = isRecord(answer) ? Object.values(answer) : answer;
  if (!Array.isArray(list) || !all(list, (t) => t instanceof Tensor)) {
    throw new ConfigError(
      `compile: expected the function to answer with a tensor, a list or a record of tensors, received ${show(answer)}.`,
    );
  }
  return {
    tensors: list as Tensor[],
    answer: (values) => (names === undefined ? values : Object.fromEntries(names.map((name, i) => [name, values[i]!]))),
  };
}

/** Compiles a function of tensors, layers and variables, for training loops of your own. It is traced once for each set of
 *  shapes and then runs as one program. Values that it reads besides its arguments and variables are fixed when it is traced.
 *  @param f  receives the trace and the arguments; calls `t.call(layer, x)`, `t.read(variable)`, `t.update(variable, value)`,
 *    `optimizer.minimize(t, ...)`
 *  @example
 *  const step = compile((t, x, y) => {
 *    const loss = ops.mean(ops.square(ops.subtract(y, t.call(net, x))));
 *    optimizer.minimize(t, loss, net.trainableWeights);
 *    return loss;
 *  }, { training: true });
 *  step([[1, 2]], [[3]]).item();
 *  @throws {ConfigError} if `f` is no function or, in a call, if it answers with anything but tensors */
export function compile<R extends Answer>(f: (t: Trace, ...xs: Tensor[]) => R, options: CompileFunctionOptions = {}): CompiledFunction<R> {
  if (typeof f !== 'function')
    throw new ConfigError(
      `compile: expected a function of a trace and tensors, received ${show(f)}. To say how a model learns, use model.compile.`,
    );
  checkKeys('compile', options, ['training']);
  const runner = new Runner(f, checkBoolean('compile', 'training', options.training ?? false));
  return Object.assign((...xs: TensorLike[]) => runner.run(xs) as R, {
    async: (...xs: TensorLike[]) => runner.runAsync(xs) as Promise<R>,
    dispose: () => runner.dispose(),
  });
}
