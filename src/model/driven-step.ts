import { allocate, type TypedArray } from '../core/dtype.ts';
import { ConfigError, show } from '../core/errors.ts';
import { atOnce, isInPieces, PASS, type Pieces } from '../core/pieces.ts';
import { constant, placeholder, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { walking } from '../graph/walk.ts';
import { writesOf } from '../lower/update.ts';
import { count } from '../op/elementwise.ts';
import { assign } from '../op/update.ts';
import type { Driver, Numbers, Objective } from '../optimizers/index.ts';
import { mustNotBeAsync } from '../optimizers/recorded.ts';
import type { Graph } from '../run/programs.ts';
import type { Executable } from '../run/executable.ts';
import type { Session } from '../run/session.ts';
import type { Trace } from '../trace/trace.ts';
import { answersOf, courseOf, mustBeEnough, mustUseAll, numbersOf, requestOf } from './driver-answers.ts';
import type { Batch, Network } from './network.ts';
import { unlessAborted } from './source/unless-aborted.ts';
import type { Training } from './training.ts';

/** Plans a program of a step, or finds it among those that are kept. */
export type PlanProgram = (name: string, graph: () => Pieces<Graph>) => Promise<Executable>;

/** What is known of a program of a step. */
interface Known {
  /** The names of its outputs. */
  readonly names: readonly string[];
  /** How often it evaluates the loss. */
  readonly measures: number;
}

const known = new WeakMap<Executable, Known>();

/** A step of a driver on a batch. It runs the programs that the driver's `descend` asks for, one after another. */
export class DrivenStep {
  readonly #driver: Driver;
  readonly #training: Training;
  readonly #network: Network;
  readonly #batch: Batch;
  readonly #inputs: readonly Tensor[];
  readonly #behind: readonly Tensor[];
  readonly #plan: PlanProgram;
  /** How often the loss was traced. */
  #measured = 0;

  /** @param inputs  tensors of the batch whose values are given with each run
   *  @param behind  effects of the last program besides those of the driver */
  constructor(training: Training, network: Network, batch: Batch, inputs: readonly Tensor[], behind: readonly Tensor[], plan: PlanProgram) {
    this.#driver = training.optimizer as Driver;
    this.#training = training;
    this.#network = network;
    this.#batch = batch;
    this.#inputs = inputs;
    this.#behind = behind;
    this.#plan = plan;
  }

  /** The first program: it measures the batch. It changes moving statistics of layers, but no trainable weights. The count of draws is
   *  only prepared (`nextDraws`); the last program takes it over. */
  first(): Promise<Executable> {
    const { draws } = this.#network;
    const { weights } = this.#training;
    const others = new Set([...weights, draws]);
    return this.#program(
      'begin',
      0,
      (v) => !others.has(v),
      (t) => this.#begin(t),
      // What the draws will have counted, turns of a scan included, when the step ends.
      (t) => [assign(this.#training.nextDraws, t.read(draws))],
    );
  }

  /** Takes the step. Call it within a turn of the session.
   *  @param feeds  values of the inputs
   *  @returns how often it has evaluated the loss
   *  @throws the signal's reason if it is aborted; trainable weights are then unchanged, moving statistics may have changed */
  async run(session: Session, feeds: readonly TypedArray[], signal: AbortSignal | undefined): Promise<number> {
    let evaluations = 0;
    const evaluate = async (program: Executable, at: readonly number[]): Promise<Numbers> => {
      const { names, measures } = known.get(program)!;
      evaluations += measures;
      const values = names.map(() => allocate('float32', 1));
      const given = [...feeds, ...at.map((value) => Float32Array.of(value))];
      await session.keeping(program, () => session.complete(program, given, signal, values));
      return Object.fromEntries(names.map((name, i) => [name, values[i]![0]!]));
    };
    const begun = await evaluate(await this.first(), []);
    const { kind } = this.#driver;
    const course = session.descending(kind, () => courseOf(this.#driver, begun));
    // A driver that waits for something of its own does not keep a call that is aborted.
    const next = (...numbers: [] | [Numbers]): ReturnType<typeof course.next> =>
      unlessAborted(signal, session.descending(kind, () => course.next(...numbers)));
    try {
      let asked = await next();
      while (asked.done !== true) {
        const { evaluate: name, at } = requestOf(this.#driver, asked.value);
        asked = await next(await evaluate(await this.#evaluation(name, at.length), at));
      }
      const accepted = numbersOf(this.#driver, 'descend must return', asked.value);
      await evaluate(await this.#last(accepted.length), accepted);
      return evaluations;
    } finally {
      const over = Promise.resolve(course.return?.([]));
      if (signal?.aborted === true) over.catch(() => undefined);
      else await over;
    }
  }

  /** The program of an evaluation. It changes only the driver's own variables. */
  #evaluation(name: string, numbers: number): Promise<Executable> {
    const { evaluations, kind, variables } = this.#driver;
    if (!Object.hasOwn(evaluations, name) || typeof evaluations[name] !== 'function') {
      throw new ConfigError(
        `${kind}: descend asks for an evaluation ${show(name)}. It has ${Object.keys(evaluations).join(', ') || 'none: see evaluations'}.`,
      );
    }
    mustBeEnough(this.#driver, name, evaluations[name]!, numbers, 2);
    const own = new Set(variables);
    return this.#program(
      `evaluate ${name}`,
      numbers,
      (v) => own.has(v),
      (t, at) => allOf(evaluations[name]!(t, this.#objective(t), ...at)),
    );
  }

  *#begin(t: Trace): Pieces<unknown> {
    const objective = this.#objective(t);
    return yield* allOf(this.#driver.begin(t, yield* objective.inPieces(), this.#training.weights, objective));
  }

  #objective(t: Trace): Objective {
    const [training, batch, { kind }] = [this.#training, this.#batch, this.#driver];
    const count = (): void => void this.#measured++;
    let outputs: readonly Tensor[] | undefined;
    const inPieces = function* (): Pieces<Tensor> {
      count();
      t.measureAnew();
      const measured = yield* training.measuring(t, batch);
      outputs = measured.outputs;
      return measured.loss;
    };
    return Object.defineProperty(Object.assign(() => atOnce(inPieces()), { inPieces }), 'outputs', {
      get: () => {
        if (outputs !== undefined) return outputs;
        throw new ConfigError(`${kind}: the loss has not been computed in this evaluation yet. Call loss() first.`);
      },
    }) as unknown as Objective;
  }

  #last(numbers: number): Promise<Executable> {
    mustBeEnough(this.#driver, 'accept', this.#driver.accept, numbers, 1);
    return this.#program(
      'accept',
      numbers,
      () => true,
      (t, at) => this.#accept(t, at),
      () => this.#behind,
    );
  }

  *#accept(t: Trace, at: readonly Tensor[]): Pieces<unknown> {
    const answer: unknown = this.#driver.accept(t, ...at);
    if (isInPieces(answer)) yield* answer;
    else mustNotBeAsync(`${this.#driver.kind}: accept`, answer);
    const { iterations } = this.#driver;
    t.update(iterations, count(t.read(iterations), constant(Int32Array.of(1), [])));
    t.update(this.#network.draws, t.read(this.#training.nextDraws));
    return {};
  }

  /** @param changes  whether the program may change a variable
   *  @param more  makes further effects; called after `t.effects()` */
  async #program(
    name: string,
    numbers: number,
    changes: (v: Variable) => boolean,
    f: (t: Trace, at: readonly Tensor[]) => Pieces<unknown>,
    more: (t: Trace) => readonly Tensor[] = () => [],
  ): Promise<Executable> {
    let recorded: Known | undefined;
    const record = function* (this: DrivenStep): Pieces<Graph> {
      const at = Array.from({ length: numbers }, () => placeholder([]));
      const t = this.#training.trace();
      const before = this.#measured;
      const given = Object.entries(answersOf(this.#driver, name, yield* f(t, at)));
      recorded = { names: given.map(([key]) => key), measures: this.#measured - before };
      yield PASS;
      const all = t.effects();
      yield PASS;
      mustUseAll(this.#driver, name, at, new Set(yield* walking([...given.map(([, value]) => value), ...all])));
      const effects = all.filter((effect) => writesOf(effect).every(changes));
      yield PASS;
      return { outputs: given.map(([, value]) => value), effects: [...effects, ...more(t)], inputs: [...this.#inputs, ...at] };
    };
    const program = await this.#plan(`${name} ${numbers}`, () => record.call(this));
    if (recorded !== undefined) known.set(program, recorded);
    return program;
  }
}

/** What a program of a driver answers, which may be made in pieces. */
function* allOf(given: unknown): Pieces<unknown> {
  return isInPieces(given) ? yield* given : given;
}
