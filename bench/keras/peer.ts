/** Python with Keras, asked in lines; peer.py answers. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Answer, Case } from './case.ts';

const SCRIPT = 'bench/keras/peer.py';
/** Characters kept of what Python writes beside its answers: shown only if it ends. */
const COMPLAINTS = 2000;

interface Said {
  readonly version?: string;
  readonly answers?: readonly (readonly (readonly [name: string, base64: string])[])[];
  readonly error?: string;
}

export interface Asked {
  readonly floatx: 'float32' | 'float64';
  /** How many trainings: the case's own, then others from weights and inputs moved by up to `ulps` units in the last place. */
  readonly runs: number;
  readonly ulps: number;
}

/** What Keras answered: of each training; or why it refused. */
export type Theirs = { readonly answers: readonly Answer[] } | { readonly error: string };

export class Peer {
  readonly version: string;
  readonly #said: () => Promise<Said>;
  readonly #child: ChildProcessWithoutNullStreams;

  private constructor(child: ChildProcessWithoutNullStreams, said: () => Promise<Said>, version: string) {
    this.#child = child;
    this.#said = said;
    this.version = version;
  }

  /** @throws if it ends before it answers */
  static async start(python: string): Promise<Peer> {
    const child = spawn(python, [SCRIPT], { stdio: 'pipe' });
    process.on('exit', () => child.kill('SIGKILL'));
    let complaints = '';
    child.stderr.on('data', (text: Buffer) => (complaints = `${complaints}${text.toString()}`.slice(-COMPLAINTS)));
    child.stdin.on('error', () => {}); // It ended: the next line that is missing says so.
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const said = async (): Promise<Said> => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${python} ${SCRIPT} ended before it answered: ${complaints}`);
      return JSON.parse(value) as Said;
    };
    const { version } = await said();
    return new Peer(child, said, version!);
  }

  async ask(drawn: Case, asked: Asked): Promise<Theirs> {
    this.#child.stdin.write(`${JSON.stringify({ ...asked, case: drawn })}\n`);
    const { answers, error } = await this.#said();
    if (error !== undefined) return { error };
    return { answers: answers!.map((answer) => new Map(answer.map(([name, text]) => [name, numbersOf(text)]))) };
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

function numbersOf(text: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64')); // a copy, which begins where a float64 may
  return new Float64Array(bytes.buffer);
}
