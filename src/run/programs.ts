import { selectBackend } from '../backend/select.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Executable, Session, SessionUser } from './session.ts';

/** Programs that one user keeps: batches of a few sizes to train, test and predict on. */
const KEPT = 24;

/** A graph to plan: what to fetch, what to change, what is given. */
export interface Graph {
  readonly outputs: readonly Tensor[];
  readonly effects: readonly Tensor[];
  readonly inputs: readonly Tensor[];
}

/** What is to be done for users that the garbage collector has found: their session outlives them if others use it. */
const abandoned = new FinalizationRegistry<() => void>((leave) => leave());

/** The programs that a model or a compiled function has in the session of its variables; the least recently used are given
 *  up first. */
export class Programs implements SessionUser {
  readonly key: symbol = Symbol('programs');
  readonly #isAtWork: () => boolean;
  /** In order of use. */
  readonly #kept = new Map<string, Executable>();
  /** The one used last, which is asked for most: comparing its name is cheaper than looking it up. */
  #newest: { readonly name: string; readonly program: Executable } | undefined;
  #session: Session | undefined;

  /** @param atWork  tells whether a call of their owner is under way */
  constructor(atWork: () => boolean) {
    this.#isAtWork = atWork;
  }

  get atWork(): boolean {
    return this.#isAtWork();
  }

  /** The session they are in; undefined if there is none yet, or none any more. */
  get session(): Session | undefined {
    if (this.#session !== undefined && (this.#session.ended || this.#session.backend !== selectBackend())) this.leave();
    return this.#session;
  }

  /** Makes a session theirs; programs of another one are given up. */
  enter(session: Session): Session {
    if (session === this.#session) return session;
    this.leave();
    session.join(this);
    this.#session = session;
    const { key } = this;
    const kept = this.#kept;
    abandoned.register(this, () => session.leave(key, kept.values()), this);
    return session;
  }

  get(name: string): Executable | undefined {
    if (this.#newest?.name === name) return this.#newest.program;
    const program = this.#kept.get(name);
    if (program !== undefined) this.#keep(name, program);
    return program;
  }

  /** Plans a graph in their session and keeps the program. */
  add(name: string, { outputs, effects, inputs }: Graph): Executable {
    const session = this.#session!;
    const program = session.compile(outputs, effects, inputs);
    const [oldest] = this.#kept;
    if (this.#kept.size >= KEPT && oldest !== undefined) {
      session.discard(oldest[1]);
      this.#kept.delete(oldest[0]);
    }
    this.#keep(name, program);
    return program;
  }

  /** Gives up all programs and, if nobody else uses it, the session. */
  leave(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.leave(this.key, this.#kept.values());
    abandoned.unregister(this);
    this.#kept.clear();
    this.#newest = undefined;
  }

  #keep(name: string, program: Executable): void {
    this.#kept.delete(name);
    this.#kept.set(name, program);
    this.#newest = { name, program };
  }
}
