/** What the arithmetic of a program takes at least: divisions and roots, which share one unit of a core, and all other operations. */
import { instructionsOf } from '../src/abi/instructions.ts';
import { CHAIN, instructionName } from '../src/abi/kernels.ts';
import { step_operands } from '../src/abi/gen/check.ts';
import { link, type Place, type Program } from '../src/abi/program.ts';
import { workOf } from '../src/abi/work.ts';
import { Writer } from '../src/abi/writer.ts';
import type { Backend } from '../src/backend/backend.ts';
import { measurePeaks } from '../src/model/peaks.ts';

/** Numbers of operations, or the seconds of one. */
export type Arithmetic = Readonly<Record<'divisions' | 'roots' | 'others', number>>;

/** What the table counts a division or a root as. */
const LONG = 4;
/** Divisions and roots of each element in kernels that are no chains. */
const OF_KERNELS: Readonly<Record<string, number>> = { adam: 1 };
/** Numbers of an operand that lies in the nearest cache beside the others of its instruction. */
const NEAR = 2048;
const ROUNDS = 50;

/** The operations that a step of a program takes for each of n elements; what is skipped counts. */
export function operationsOf(words: Int32Array, n: number): Arithmetic {
  let [divisions, roots, flops] = [0, 0, 0];
  for (const at of instructionsOf(words)) {
    const work = workOf(words, at);
    flops += work.flops;
    divisions += (OF_KERNELS[work.kernel] ?? 0) * n;
    roots += (OF_KERNELS[work.kernel] ?? 0) * n;
    if (words[at] !== CHAIN) continue;
    let step = at + 5 + 2 * words[at + 3]!;
    for (let left = words[at + 4]!; left > 0; left--) {
      const [name, elements] = [instructionName(words[step]!)!, words[at + 1]! * words[at + 2]!];
      if (name === 'div' || name === 'reciprocal') divisions += elements;
      if (name === 'sqrt') roots += elements;
      step += 1 + step_operands(words, step);
    }
  }
  return { divisions: divisions / n, roots: roots / n, others: (flops - LONG * (divisions + roots)) / n };
}

/** Seconds of each operation on one element: of divisions and roots in the nearest cache, of others at the rate of the best product. */
export async function measureArithmetic(backend: Backend): Promise<Arithmetic> {
  const arena = backend.allocate(3 * NEAR);
  const place = (at: number): Place => ({ segment: 'state', offset: at * NEAR });
  try {
    const secondsOf = async (kernel: string, inputs: number): Promise<number> => {
      const writer = new Writer();
      const operands = [0, 1, 2].slice(0, inputs).map((at) => ({ kind: 'in_full' as const, place: place(at) }));
      writer.chain(1, NEAR, [...operands, { kind: 'out', place: place(2) }], [{ kernel, operands: [0, 1, 2].slice(0, inputs + 1) }]);
      const program: Program = writer.finish(0);
      const loaded = arena.load(link(program, { state: 0, workspace: 0, dataset: 0 }));
      const nanoseconds = [...(await arena.profile(loaded, ROUNDS))].filter((time) => time > 0);
      arena.unload(loaded);
      return Math.min(...nanoseconds) / NEAR / 1e9;
    };
    arena.write(0, new Float32Array(3 * NEAR).fill(1.5));
    const { gflops } = await measurePeaks(backend);
    return { divisions: await secondsOf('div', 2), roots: await secondsOf('sqrt', 1), others: 1e-9 / gflops.sgemm };
  } finally {
    arena.free();
  }
}

/** The least seconds of operations: divisions and roots wait for one another, all else goes on meanwhile. */
export const secondsOfArithmetic = (of: Arithmetic, each: Arithmetic): number =>
  Math.max(of.divisions * each.divisions + of.roots * each.roots, of.others * each.others);
