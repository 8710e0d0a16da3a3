import { selectBackend } from '../backend/select.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Executable } from './executable.ts';
import type { Session, SessionUser } from './session.ts';

/** The most programs that one user keeps: enough for training, evaluation and prediction with batches of a few sizes. */
const KEPT = 48;
/** The most bytes of their constants, unless they are few. */
const CONSTANTS = 1 << 25;
const FEW = 8;

/** A graph to plan: the tensors to compute, the effects to run, and the placeholders to feed. */
export interface Graph {
  readonly outputs: readonly Tensor[];
  readonly effects: readonly Tensor[];
  readonly inputs: readonly Tensor[];
}

/** Makes users leave their session when they are garbage collected. The session stays if others use it. */
const abandoned = new FinalizationRegistry<() => void>((leave) => leave());

/** The programs of a model or of a compiled function, in the session of its variables. The least recently used are
 *  dropped first. */
export class Programs implements SessionUser {
  readonly key: symbol = Symbol('programs');
  readonly #isAtWork: () => boolean;
  /** In order of use. */
  readonly #kept = new Map<string, Executable>();
  /** The program used last. It is asked for most often, and comparing its name is cheaper than a look-up. */
  #newest: { readonly name: string; readonly program: Executable } | undefined;
  #session: Session | undefined;

  /** @param atWork  tells whether a call of the owner is running */
  constructor(atWork: () => boolean) {
    this.#isAtWork = atWork;
  }

  get atWork(): boolean {
    return this.#isAtWork();
  }

  /** The session of the programs; undefined if there is none yet, or if it has ended. */
  get session(): Session | undefined {
    if (this.#session !== undefined && (this.#session.ended || this.#session.backend !== selectBackend())) this.leave();
    return this.#session;
  }

  /** Changes to this session. Programs of another session are dropped. */
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

  /** Keeps a program of the session. */
  add(name: string, program: Executable): Executable {
    const session = this.#session!;
    this.#keep(name, program);
    while (this.#kept.size > KEPT || (this.#kept.size > FEW && program.constants.length > 0 && this.#bytes > CONSTANTS)) {
      const [oldest] = this.#kept as unknown as [[string, Executable]];
      session.discard(oldest[1]);
      this.#kept.delete(oldest[0]);
    }
    return program;
  }

  /** Drops all programs. */
  drop(): void {
    for (const program of this.#kept.values()) this.#session?.discard(program);
    this.#kept.clear();
    this.#newest = undefined;
  }

  /** Drops all programs, and ends the session if nobody else uses it. */
  leave(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.leave(this.key, this.#kept.values());
    abandoned.unregister(this);
    this.#kept.clear();
    this.#newest = undefined;
  }

  /** What the constants of all programs take. */
  get #bytes(): number {
    let bytes = 0;
    for (const { size } of new Set([...this.#kept.values()].flatMap(({ constants }) => constants))) bytes += 4 * size;
    return bytes;
  }

  #keep(name: string, program: Executable): void {
    this.#kept.delete(name);
    this.#kept.set(name, program);
    this.#newest = { name, program };
  }
}
