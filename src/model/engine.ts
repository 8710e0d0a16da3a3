import type { TypedArray } from '../core/dtype.ts';
import { ConfigError } from '../core/errors.ts';
import { inTurns, type Pieces } from '../core/pieces.ts';
import { warnOnce } from '../core/warn.ts';
import { trainableOf, type CompiledTrainable } from '../layers/as-compiled.ts';
import { Watch } from '../layers/watch.ts';
import { atWork, homeOf } from '../run/home.ts';
import { Programs, type Graph } from '../run/programs.ts';
import type { Executable } from '../run/executable.ts';
import type { Session } from '../run/session.ts';
import type { TrainedModel } from './callback.ts';
import { checkCompileOptions, type CompileOptions } from './compile-options.ts';
import type { Layer } from '../layers/layer.ts';
import type { Network } from './network.ts';
import { Training } from './training.ts';

/** A model as its engine knows it. */
export type TrainedNetwork = Network & Layer & TrainedModel;

/** Runs a network. Keeps how it was compiled, its session and its programs, and decides which calls may run at the same time. */
export class Engine {
  readonly network: TrainedNetwork;
  #compiled: { readonly options: CompileOptions; readonly trainable: CompiledTrainable } | undefined;
  #training: Training | undefined;
  readonly #programs = new Programs(() => this.#underWay.length > 0);
  readonly #watch = new Watch(() => this.network.flattened());
  /** The version of the layers of which programs were made. */
  #version = 0;
  #fitting = false;
  /** Whether a fit was called that has not taken its data in yet. */
  #rushed = false;
  /** Names of the calls that are running. */
  readonly #underWay: string[] = [];
  /** Settles when the measurement that is running ends. */
  #measured: Promise<unknown> = Promise.resolve();

  constructor(network: TrainedNetwork) {
    this.network = network;
  }

  /** Sets optimizer, loss and metrics. @throws {ConfigError} on unknown names or options, or while a call is running */
  compile(options: CompileOptions): void {
    this.mustRest('compile');
    const trainable = trainableOf(this.network);
    const known = this.network.inputs !== undefined;
    if (!known) checkCompileOptions(options);
    // Options that cannot be leave the model as it was compiled before.
    const training = known ? new Training(this.network, options, trainable) : undefined;
    this.#dropSession();
    this.#compiled = { options, trainable };
    this.#training = training;
  }

  get compiled(): boolean {
    return this.#compiled !== undefined;
  }

  /** Optimizer, loss and metrics that compile set. @throws {ConfigError} before compile */
  training(caller: string): Training {
    if (this.#compiled === undefined)
      throw new ConfigError(`${caller}: the model is not compiled. Call compile({ optimizer, loss }) first.`);
    this.#training ??= new Training(this.network, this.#compiled.options, this.#compiled.trainable);
    if (this.#training.fits) return this.#training;
    throw new ConfigError(`${caller}: a model within ${this.network.name} has got or lost layers since compile. Call compile again.`);
  }

  /** @throws {ConfigError} if the network cannot be trained: before compile, once it is quantised, or by trainOnBatch during a fit */
  mustLearn(caller: string): void {
    if (this.#compiled === undefined || this.network.inputs !== undefined) this.training(caller);
    const trainable = this.#training?.trainable ?? this.#compiled!.trainable;
    for (const layer of this.network.flattened()) {
      if (layer.trainable !== (trainable.get(layer) ?? layer.trainable))
        warnOnce(
          'MYELIN_TRAINABLE_CHANGED',
          `${caller}: ${layer.name} was set to trainable: ${layer.trainable} after compile, and the model goes on as compile saw it. ` +
            'Call compile again, if the change is to take effect.',
        );
      if (layer.quantizationMode !== undefined)
        throw new ConfigError(
          `${caller}: ${layer.name} is quantised to ${layer.quantizationMode}, and kernels of bytes cannot be trained. ` +
          'Train the float32 model, then quantise it.',
        );
    }
    if (caller === 'trainOnBatch' && this.#fitting)
      throw new ConfigError('trainOnBatch: the model is being trained by fit. Wait for fit to end.');
  }

  /** Runs whole evaluations one after another, because they share the variables of their figures. */
  measuring<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#measured.then(work);
    this.#measured = mine.catch(() => undefined);
    return mine;
  }

  /** The session that holds the network's variables, made when first needed. */
  session(): Session {
    const { session } = this.#programs;
    if (session !== undefined) return session;
    const { variables, draws, epochs, trainableWeights } = this.network;
    // Weights that an optimizer changes together should be neighbours in memory.
    return this.#programs.enter(homeOf([...variables, draws, epochs], this.#training?.optimizer.order ?? trainableWeights));
  }

  /** The program that is kept under a name. It is planned when first needed, and again after a setting of a layer has changed. */
  program(name: string, graph: () => Graph): Executable {
    const known = this.#kept(name);
    if (known !== undefined) return known;
    const { outputs, effects, inputs } = graph();
    return this.#programs.add(name, this.session().plan(outputs, effects, inputs));
  }

  /** As `program`, which it plans in pieces; call it within a turn of the session. The caller holds the program, and must let it go. */
  async held(name: string, graph: () => Graph | Pieces<Graph>): Promise<Executable> {
    const known = this.#kept(name);
    if (known !== undefined) return hold(known);
    const [session, version] = [this.session(), this.#version];
    const program = hold(await inTurns(planning(session, graph)));
    const lasts = this.#programs.session === session && this.#watch.version === version && this.#programs.get(name) === undefined;
    // What was planned of other settings, or has been planned meanwhile, is for this call alone.
    if (lasts) this.#programs.add(name, program);
    else session.discard(program);
    return program;
  }

  /** Runs the program that is kept under a name once, when its turn comes. It is planned in pieces when first needed.
   *  @param into  makes the arrays that receive the outputs */
  run(
    name: string, graph: () => Graph | Pieces<Graph>, feeds: readonly TypedArray[], signal?: AbortSignal,
    into: (program: Executable) => readonly TypedArray[] = () => [],
  ): Promise<void> {
    const session = this.session();
    return session.turn(async () => {
      const program = await this.held(name, graph);
      try {
        await session.complete(program, feeds, signal, into(program));
      } finally {
        session.letGo(program);
      }
    });
  }

  /** As `held`, for one that runs others one after another. */
  sequence(name: string, parts: () => readonly Executable[]): Executable {
    return hold(this.#kept(name) ?? this.#programs.add(name, this.session().sequence(parts())));
  }

  /** Does work during which no other call may train the model. @throws {ConfigError} while fit or trainOnBatch is running */
  async alone<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (this.#fitting)
      throw new ConfigError(`${caller}: the model is being trained already. Wait for the first fit to end: write await before it.`);
    const learning = this.#underWay.find((name) => name === 'trainOnBatch');
    if (learning !== undefined) throw new ConfigError(`${caller}: a call of ${learning} is under way. Wait for it to end.`);
    this.#fitting = true;
    this.#rushed = caller === 'fit';
    try {
      return await this.during(caller, work);
    } finally {
      this.#fitting = false;
      this.#rushed = false;
    }
  }

  /** Says that the fit under way has its data, and begins. */
  begun(): void {
    this.#rushed = false;
  }

  /** Warns if a fit was called just before, so that what is called now sees a model which that fit has not trained. */
  mustNotRush(caller: string): void {
    if (!this.#rushed) return;
    warnOnce(
      'MYELIN_NOT_AWAITED',
      `${caller}: fit was called just before, and has not begun: ${caller} meets weights that it has not trained. ` +
        'Write await before model.fit(...), if the trained model is meant.',
    );
  }

  /** Does work during which programs and memory must stay. */
  async during<T>(caller: string, work: () => Promise<T>): Promise<T> {
    this.#underWay.push(caller);
    try {
      return await work();
    } finally {
      this.#underWay.splice(this.#underWay.indexOf(caller), 1);
    }
  }

  /** @throws {ConfigError} while a call is running */
  mustRest(caller: string): void {
    if (this.#fitting) throw new ConfigError(`${caller}: the model is being trained. Wait for fit to end.`);
    const [work] = this.#underWay;
    if (work !== undefined) throw new ConfigError(`${caller}: a call of ${work} is under way. Wait for it to end.`);
  }

  /** @throws {ConfigError} while a call is running, of this network or of another that shares weights with it */
  mustOwn(caller: string): void {
    this.mustRest(caller);
    if (atWork(this.network.variables))
      throw new ConfigError(`${caller}: a call of a model that shares weights with this one is under way. Wait for it to end.`);
  }

  /** Frees the optimizer's state. A model that can no longer learn does not need it. */
  releaseOptimizer(): void {
    this.#training?.optimizer.release();
  }

  /** Frees the memory in the backend. @throws {ConfigError} while a call is running */
  dispose(caller: string): void {
    this.mustRest(caller);
    this.#dropSession();
  }

  #kept(name: string): Executable | undefined {
    this.session();
    const { version } = this.#watch;
    if (version !== this.#version) this.#programs.drop();
    this.#version = version;
    return this.#programs.get(name);
  }

  #dropSession(): void {
    const { session } = this.#programs;
    this.#programs.leave();
    if (session?.ended === false) session.forget(this.#training?.variables ?? []);
  }
}

function* planning(session: Session, graph: () => Graph | Pieces<Graph>): Pieces<Executable> {
  const made = graph();
  return yield* session.planning('outputs' in made ? made : yield* made);
}

/** Notes that a call holds a program. */
function hold(program: Executable): Executable {
  program.awaited++;
  return program;
}
