/** Programs that take time and count their steps. */
import { link, type Place } from '../../src/abi/program.ts';
import { Writer } from '../../src/abi/writer.ts';
import type { Arena, Backend, Loaded } from '../../src/backend/backend.ts';
import { nativeBackend } from '../../src/backend/native.ts';
import { wasmBackend } from '../../src/backend/wasm.ts';
import { TARGETS } from '../machines.ts';

/** The machines as users get them. */
export const MACHINES: readonly { readonly machine: string; readonly backend: () => Backend }[] = [
  ...(TARGETS.length > 0 ? [{ machine: 'native', backend: (): Backend => nativeBackend() }] : []),
  { machine: 'wasm', backend: wasmBackend },
];

const at = (offset: number): Place => ({ segment: 'state', offset });

/** An arena with a program whose step multiplies two n x n matrices and then, as its effect, adds 1 to a counter. */
export class Clockwork {
  readonly arena: Arena;
  readonly program: Loaded;

  constructor(backend: Backend, n: number) {
    const [a, b, c, counter] = [at(0), at(n * n), at(2 * n * n), at(3 * n * n)];
    this.arena = backend.allocate(counter.offset + 1);
    const writer = new Writer();
    writer.emit('sgemm', {
      batch: 1, strideA: 0, strideB: 0, strideC: 0, transA: 0, transB: 0, m: n, n, k: n, alpha: 1, a, lda: n, b, ldb: n,
      beta: 0, c, ldc: n, bias: null, activation: 0, share: 0, beside: null,
    });
    writer.beginEffects();
    writer.chain(
      1,
      1,
      [{ kind: 'in_full', place: counter }, { kind: 'immediate', value: 1 }, { kind: 'out', place: counter }],
      [{ kernel: 'add', operands: [0, 1, 2] }],
    );
    this.program = this.arena.load(link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 }));
  }

  /** Steps whose effects are there. */
  count(): number {
    const value = new Float32Array(1);
    this.arena.read(this.arena.elements - 1, value);
    return value[0]!;
  }
}
