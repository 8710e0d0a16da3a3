/** Judges what a machine made of a sample: by the float64 reference, at the tier its row of the table promises. */
import { kernelNamed } from '../../src/abi/kernels.ts';
import type { Arena } from '../../src/backend/backend.ts';
import type { TypedArray } from '../../src/core/dtype.ts';
import { arrange, fillArena, GUARD, type Arrangement, type Placed, type Sample } from '../samples/sample.ts';
import { ReferenceArena } from './machine.ts';
import { firstMiss } from './tier.ts';

interface Expected {
  readonly values: ReadonlyMap<string, Float64Array>;
  readonly magnitudes: ReadonlyMap<string, Float64Array>;
}
const expectations = new Map<Sample, Expected>();

/** What the reference computes, every operand in a buffer of its own; once for all machines. */
function expectedOf(sample: Sample): Expected {
  const known = expectations.get(sample);
  if (known !== undefined) return known;
  const arrangement = arrange({ ...sample, alias: {} });
  const outputs = (magnitude: boolean): Map<string, Float64Array> => {
    const arena = new ReferenceArena(arrangement.elements);
    fillArena(arena, arrangement);
    const program = arena.load(arrangement.words);
    if (magnitude) arena.runMagnitude(program);
    else arena.run(program, 1);
    return new Map(arrangement.placed.filter((p) => p.written).map((p) => [p.name, arena.values.slice(p.offset, p.offset + p.length)]));
  };
  const found = {
    values: outputs(false),
    magnitudes: kernelNamed(sample.kernel).error.tier === 'dot' ? outputs(true) : new Map<string, Float64Array>(),
  };
  expectations.set(sample, found);
  return found;
}

const VIEWS = { f32: Float32Array, i32: Int32Array, u8: Uint8Array } as const;
const view = (image: Int32Array<ArrayBuffer>, { dtype, offset, length }: Placed): TypedArray =>
  new VIEWS[dtype](image.buffer, 4 * offset, length);

/** The whole arena before the instruction runs: guard words everywhere but in its operands. */
export function imageOf({ elements, placed }: Arrangement): Int32Array<ArrayBuffer> {
  const image = new Int32Array(elements).fill(GUARD);
  for (const operand of placed) if (operand.values !== undefined) view(image, operand).set(operand.values);
  return image;
}

/** What is wrong with the arena after the instruction ran, undefined if nothing is. */
export function faultOf(sample: Sample, arrangement: Arrangement, after: Int32Array<ArrayBuffer>): string | undefined {
  const before = imageOf(arrangement);
  const stray = after.findIndex((word, i) => word !== before[i] && arrangement.guarded(i));
  if (stray >= 0) {
    return `wrote outside its outputs, at element ${stray} of ${arrangement.elements}\n  ` +
      `${arrangement.placed.map((p) => `${p.name} at ${p.offset}, ${p.elements} elements`).join('; ')}`;
  }
  const { values, magnitudes } = expectedOf(sample);
  for (const operand of arrangement.placed.filter((p) => p.written)) {
    const miss = firstMiss(
      kernelNamed(sample.kernel), operand.dtype, sample.args, values.get(operand.name)!, magnitudes.get(operand.name),
      view(after, operand),
    );
    if (miss !== undefined) return `${operand.name}[${miss.index}]: expected ${miss.expected}, got ${miss.got}; allowed: ${miss.bound}`;
  }
  return undefined;
}

/** Runs a sample once in an arena.
 *  @returns the whole arena afterwards */
export function ranIn(arena: Arena, arrangement: Arrangement): Int32Array<ArrayBuffer> {
  arena.write(0, imageOf(arrangement));
  const program = arena.load(arrangement.words);
  arena.run(program, 1);
  arena.unload(program);
  const after = new Int32Array(arrangement.elements);
  arena.read(0, after);
  return after;
}
