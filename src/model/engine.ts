import type { TypedArray } from '../core/dtype.ts';
import { ConfigError } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { inTurns, Turns, type Pieces } from '../core/pieces.ts';
import { warnOnce } from '../core/warn.ts';
import { trainableOf, type CompiledTrainable } from '../layers/as-compiled.ts';
import { Watch } from '../layers/watch.ts';
import { Coming, type Plan } from '../run/coming.ts';
import { atWork, homeOf } from '../run/home.ts';
import { Programs, type Graph } from '../run/programs.ts';
import { hold, type Executable } from '../run/executable.ts';
import type { Session } from '../run/session.ts';
import type { TrainedModel } from './callback.ts';
import { checkCompileOptions, type CompileOptions } from './compile-options.ts';
import type { Layer } from '../layers/layer.ts';
import type { Network } from './network.ts';
import { Training } from './training.ts';

/** How often a network is recorded in pieces while its settings change. */
const ATTEMPTS = 3;

/** A model as its engine knows it. */
export type TrainedNetwork = Network & Layer & TrainedModel;

/** Runs a network. Keeps how it was compiled, its session and its programs, and decides which calls may run at the same time. */
export class Engine {
  readonly network: TrainedNetwork;
  #compiled: { readonly options: CompileOptions; readonly trainable: CompiledTrainable } | undefined;
  #training: Training | undefined;
  readonly #coming = new Coming();
  readonly #programs = new Programs(() => this.#underWay.length > 0);
  readonly #watch = new Watch(() => this.network.flattened());
  /** The version of the layers of which programs were made. */
  #version = 0;
  /** The name of the call beside which no other may train the model. */
  #sole: string | undefined;
  /** The call of a fit that was made in this turn of the event loop, and has not taken its data in yet. */
  #rushed: object | undefined;
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
    if (caller === 'trainOnBatch') this.#mustBeAlone(caller, 'the model is being trained by fit. Wait for fit to end.');
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

  /** Counts changes of layers' settings. */
  get version(): number {
    return this.#watch.version;
  }

  /** As `program`, planned in pieces, with the settings that layers have now. If some of them change while the network is recorded, it is
   *  recorded anew. The caller holds the program, and must let it go.
   *  @param steadily  whether it is planned in one go after all, since settings do not stay
   *  @throws {ConfigError} if recording it changes a setting each time
   *  @throws the signal's reason if it is aborted before the program is there */
  async held(name: string, graph: () => Pieces<Graph>, signal?: AbortSignal, steadily = false): Promise<Executable> {
    const known = this.#kept(name);
    if (known !== undefined) return hold(known);
    const session = this.session();
    let version = this.#version;
    const plan: Plan = async (abandoned) => {
      const planned = await this.planned(session, graph, abandoned, steadily);
      version = planned.version;
      return planned.program;
    };
    const keep = (program: Executable): Executable => {
      const lasts = this.#programs.session === session && this.version === version && this.#kept(name) === undefined;
      // What has been planned meanwhile, or has other settings by now, is for these calls alone.
      if (lasts) this.#programs.add(name, program);
      else session.discard(program);
      return program;
    };
    return this.#coming.held(`${version} ${name}`, session, plan, keep, signal);
  }

  /** Plans a program of a session in pieces. If settings of layers change while the graph is recorded, it is recorded anew.
   *  @param steadily  whether it is planned in one go after all, since settings do not stay
   *  @returns the program, and the version of the settings that it was recorded with */
  async planned(
    session: Session, graph: () => Pieces<Graph>, abandoned?: () => boolean, steadily = false,
  ): Promise<{ readonly program: Executable; readonly version: number }> {
    for (let attempt = 1; ; attempt++) {
      const turns = new Turns(steadily || attempt > ATTEMPTS ? Infinity : undefined);
      const { version } = this;
      const recorded = await inTurns(this.#recorded(graph), turns, abandoned);
      if (recorded !== undefined) return { program: await inTurns(session.planning(recorded), turns, abandoned), version };
      // In one go nobody else can change a setting.
      if (attempt > ATTEMPTS + 1)
        throw new ConfigError(
          `${this.network.name}: a setting such as trainable or seed changes whenever the network is recorded, by what a layer does in ` +
            '`call`, or a driver in its functions. Change settings between calls of the model.',
        );
    }
  }

  /** Runs the program that is kept under a name once, when its turn comes. It is planned in pieces when first needed, with the settings
   *  that layers have when the call is made.
   *  @param into  makes the arrays that receive the outputs */
  run(
    name: string, graph: () => Pieces<Graph>, feeds: readonly TypedArray[], signal?: AbortSignal,
    into: (program: Executable) => readonly TypedArray[] = () => [],
  ): Promise<void> {
    const session = this.session();
    return session.turnWith(this.held(name, graph, signal), (program) => session.complete(program, feeds, signal, into(program)));
  }

  /** The program that runs others one after another. It is kept if they are. The caller holds it, and must let it go. */
  sequence(name: string, parts: () => readonly Executable[]): Executable {
    const known = this.#kept(name);
    if (known !== undefined) return hold(known);
    const session = this.session();
    const all = parts();
    const joined = hold(session.sequence(all));
    if (all.some(({ dropped }) => dropped)) session.discard(joined);
    else this.#programs.add(name, joined);
    return joined;
  }

  /** Does work during which no other call may train the model. @throws {ConfigError} while fit or trainOnBatch is running */
  async alone<T>(caller: string, work: () => Promise<T>): Promise<T> {
    this.#mustBeAlone(caller, 'the model is being trained already. Wait for the first fit to end: write await before it.');
    const learning = this.#underWay.find((name) => name === 'trainOnBatch');
    if (learning !== undefined) throw new ConfigError(`${caller}: a call of ${learning} is under way. Wait for it to end.`);
    this.#sole = caller;
    const call = caller === 'fit' ? {} : undefined;
    this.#rushed = call;
    // Who calls in another turn of the event loop does so beside a fit, and not for want of await.
    if (call !== undefined) void host().pause().then(() => this.#rushed === call && this.begun());
    try {
      return await this.during(caller, work);
    } finally {
      this.#sole = undefined;
      this.#rushed = undefined;
    }
  }

  /** Says that the fit under way has its data, and begins. */
  begun(): void {
    this.#rushed = undefined;
  }

  /** Warns if a fit was called just before, so that what is called now sees a model which that fit has not trained. */
  mustNotRush(caller: string): void {
    if (this.#rushed === undefined) return;
    warnOnce(
      'MYELIN_NOT_AWAITED',
      `${caller}: fit was called just before, and has not begun: ${caller} meets weights that it has not trained. ` +
        'Write await before model.fit(...), if the trained model is meant.',
    );
  }

  /** The name of the call that trains the model now, or takes steps on trial. */
  get caller(): string {
    return this.#sole ?? 'fit';
  }

  /** Does work during which programs and memory must stay. @throws {ConfigError} if a driver calls it within a step of the model */
  async during<T>(caller: string, work: () => Promise<T>): Promise<T> {
    const driver = this.#programs.session?.driver;
    if (driver !== undefined)
      throw new ConfigError(
        `${caller}: ${driver} calls it in descend, within a step of the same model, and would wait for its own end. ` +
          'Ask for an evaluation there, or call it between steps.',
      );
    this.#underWay.push(caller);
    try {
      return await work();
    } finally {
      this.#underWay.splice(this.#underWay.indexOf(caller), 1);
    }
  }

  /** @throws {ConfigError} while a call is running */
  mustRest(caller: string): void {
    this.#mustBeAlone(caller, 'the model is being trained. Wait for fit to end.');
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

  /** @param beside  what to say beside a fit */
  #mustBeAlone(caller: string, beside: string): void {
    const sole = this.#sole;
    if (sole === undefined) return;
    throw new ConfigError(`${caller}: ${sole === 'fit' ? beside : `a call of ${sole} is under way. Wait for it to end.`}`);
  }

  /** A graph; undefined if settings have changed while it was recorded. */
  *#recorded(graph: () => Pieces<Graph>): Pieces<Graph | undefined> {
    const { version } = this;
    const recorded = yield* graph();
    return this.version === version ? recorded : undefined;
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
