import { selectBackend } from '../backend/select.ts';
import { ConfigError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { layersChanged } from '../layers/layer.ts';
import { homeOf } from '../run/home.ts';
import type { Executable, Session, SessionUser } from '../run/session.ts';
import type { TrainedModel } from './callback.ts';
import type { Network } from './network.ts';
import { Training, type CompileOptions } from './training.ts';

/** Programs that a model keeps: batches of a few sizes to train, test and predict on. */
const PROGRAMS = 24;

/** A graph to plan: what to fetch, what to change, what is given. */
interface Graph {
  readonly outputs: readonly Tensor[];
  readonly effects: readonly Tensor[];
  readonly inputs: readonly Tensor[];
}

/** Programs of users that are gone. */
const abandoned = new FinalizationRegistry<{ readonly key: symbol; readonly session: Session; readonly programs: ReadonlyMap<string, Executable> }>(({ key, session, programs }) => session.leave(key, programs.values()));

/** What runs a network: how it was compiled, its arena, its programs, and who may use them at the same time. */
export class Engine implements SessionUser {
  readonly key: symbol = Symbol('engine');
  readonly network: Network & TrainedModel;
  #compiled: CompileOptions | undefined;
  #training: Training | undefined;
  #session: Session | undefined;
  /** In order of use. */
  readonly #programs = new Map<string, Executable>();
  #newest = '';
  /** State of the layers' settings that the programs were made for. */
  #settings = layersChanged();
  #fitting = false;
  /** Calls that have not ended yet, by name. */
  readonly #underWay: string[] = [];
  /** When whoever measures at present is done. */
  #measured: Promise<unknown> = Promise.resolve();

  constructor(network: Network & TrainedModel) {
    this.network = network;
  }

  /** Says how to learn. @throws {ConfigError} on unknown names or options, or while a call is under way */
  compile(options: CompileOptions): void {
    this.mustRest('compile');
    this.#dropSession();
    this.#compiled = options;
    this.#training = undefined;
    if (this.network.inputs !== undefined) this.#training = new Training(this.network, options);
    else Training.check(options);
  }

  get compiled(): boolean {
    return this.#compiled !== undefined;
  }

  /** What compile decided. @throws {ConfigError} before compile */
  training(caller: string): Training {
    if (this.#compiled === undefined) throw new ConfigError(`${caller}: the model is not compiled. Call compile({ optimizer, loss }) first.`);
    return (this.#training ??= new Training(this.network, this.#compiled));
  }

  /** @throws {ConfigError} if the network cannot be trained: before compile, or once it is quantised */
  mustLearn(caller: string): void {
    if (this.#compiled === undefined || this.network.inputs !== undefined) this.training(caller);
    for (const layer of this.network.flattened()) {
      if (layer.quantizationMode !== undefined) throw new ConfigError(`${caller}: ${layer.name} is quantised to ${layer.quantizationMode}, and kernels of bytes cannot be trained. Train the float32 model, then quantise it.`);
    }
    if (caller === 'trainOnBatch' && this.#fitting) throw new ConfigError('trainOnBatch: the model is being trained by fit. Wait for fit to end.');
  }

  /** Measures alone: whole evaluations, which share their running figures, come one after another. */
  measuring<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#measured.then(work);
    this.#measured = mine.catch(() => undefined);
    return mine;
  }

  /** The arena of the network's variables, made when first needed. */
  session(): Session {
    const session = this.#session;
    if (session !== undefined && !session.ended && session.backend === selectBackend()) return session;
    this.#dropSession();
    const { weights, draws, epochs } = this.network;
    // What an optimizer changes together should lie together.
    this.#session = homeOf([...weights, draws, epochs], this.#training?.optimizer.order ?? this.network.trainableWeights);
    this.#session.join(this);
    abandoned.register(this, { key: this.key, session: this.#session, programs: this.#programs }, this);
    return this.#session;
  }

  get atWork(): boolean {
    return this.#underWay.length > 0;
  }

  /** The program kept under a name, planned when first asked for. */
  program(name: string, graph: () => Graph): Executable {
    if (this.#settings !== layersChanged()) this.#forgetPrograms();
    this.session();
    let program = this.#programs.get(name);
    if (program !== undefined && name === this.#newest) return program; // in its place already
    if (program === undefined) {
      const { outputs, effects, inputs } = graph();
      program = this.session().compile(outputs, effects, inputs);
      const [oldest] = this.#programs.keys();
      if (this.#programs.size >= PROGRAMS && oldest !== undefined) {
        this.session().discard(this.#programs.get(oldest)!);
        this.#programs.delete(oldest);
      }
    }
    this.#programs.delete(name);
    this.#programs.set(name, program);
    this.#newest = name;
    return program;
  }

  /** Does work that no other may change the model during. */
  async alone<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (this.#fitting) throw new ConfigError(`${caller}: the model is being trained already. Wait for the first fit to end.`);
    const learning = this.#underWay.find((name) => name === 'trainOnBatch');
    if (learning !== undefined) throw new ConfigError(`${caller}: a call of ${learning} is under way. Wait for it to end.`);
    this.#fitting = true;
    try {
      return await this.during(caller, work);
    } finally {
      this.#fitting = false;
    }
  }

  /** Does work during which programs and memory stay what they are. */
  async during<T>(caller: string, work: () => Promise<T>): Promise<T> {
    this.#underWay.push(caller);
    try {
      return await work();
    } finally {
      this.#underWay.splice(this.#underWay.indexOf(caller), 1);
    }
  }

  /** @throws {ConfigError} while a call is under way */
  mustRest(caller: string): void {
    if (this.#fitting) throw new ConfigError(`${caller}: the model is being trained. Wait for fit to end.`);
    const [work] = this.#underWay;
    if (work !== undefined) throw new ConfigError(`${caller}: a call of ${work} is under way. Wait for it to end.`);
  }

  /** Forgets the optimizer's state, which a model that can no longer learn does not need. */
  releaseOptimizer(): void {
    this.#training?.optimizer.release();
  }

  /** Gives the memory in the backend back. @throws {ConfigError} while a call is under way */
  dispose(caller: string): void {
    this.mustRest(caller);
    this.#dropSession();
  }

  #forgetPrograms(): void {
    for (const program of this.#programs.values()) this.#session?.discard(program);
    this.#programs.clear();
    this.#newest = '';
    this.#settings = layersChanged();
  }

  #dropSession(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.leave(this.key, this.#programs.values());
    if (session?.ended === false) session.forget(this.#training?.variables ?? []);
    abandoned.unregister(this);
    this.#programs.clear();
    this.#newest = '';
  }
}
