/** Programs as words: written, linked, validated, listed; and what three validators make of damaged ones. */
import { describe, expect, test } from 'vitest';
import { INSTRUCTIONS, OPERAND_KINDS, operandsOf, STEPS } from '../src/abi/kernels.ts';
import { HEADER } from '../src/abi/layout.ts';
import { disassemble } from '../src/abi/disassemble.ts';
import { concatenate, link, type Place, type Program } from '../src/abi/program.ts';
import { validate } from '../src/abi/validate.ts';
import { Writer } from '../src/abi/writer.ts';
import type { Arena } from '../src/backend/backend.ts';
import { BackendError } from '../src/core/errors.ts';
import { atOnce, type Pieces } from '../src/core/pieces.ts';
import { MACHINES } from './machines.ts';
import { referenceBackend } from './reference/machine.ts';
import { evaluate, generator, GUARD } from './samples/sample.ts';

const state = (offset: number): Place => ({ segment: 'state', offset });
const workspace = (offset: number): Place => ({ segment: 'workspace', offset });

function smallProgram(): Program {
  const writer = new Writer();
  writer.emit('fill', { n: 6, value: 0.5, y: workspace(0) });
  writer.chain(
    2,
    3,
    [
      { kind: 'in_full', place: workspace(0) }, { kind: 'in_row', place: state(0) }, { kind: 'temp' },
      { kind: 'immediate', value: 2 }, { kind: 'out', place: workspace(6) },
    ],
    [
    { kernel: 'add', operands: [0, 1, 2] },
    { kernel: 'mul', operands: [2, 3, 4] },
  ]);
  writer.beginEffects();
  writer.emit('sgd', { n: 3, rate: state(3), scale: null, g: workspace(6), w: state(0) });
  return writer.finish(12);
}

function* pieces(work: () => void): Pieces<void> {
  work();
  yield 0;
}
const skip = (writer: Writer, flag: Place, stretch: () => void): void => atOnce(writer.skip(flag, pieces(stretch)));
const repeat = (writer: Writer, turns: number, stretch: () => void): void => atOnce(writer.repeat(turns, pieces(stretch)));

/** If state[0] is not 0: state[8..15], two by two from the front, times state[1], goes to state[24], [22], [20], [18], and
 *  the second of each pair gets 3 more, as does the one behind it. Then state[2] is 1, and behind it state[3] is 7. */
function governed(): Program {
  const writer = new Writer();
  writer.emit('fill', { n: 1, value: 3, y: workspace(0) });
  skip(writer, state(0), () => {
    repeat(writer, 4, () => {
      const [pair, to] = [{ ...state(8), by: [2] }, { ...state(24), by: [-2] }];
      writer.chain(
        1,
        2,
        [{ kind: 'in_full', place: pair }, { kind: 'in_scalar', place: state(1) }, { kind: 'out', place: to }],
        [{ kernel: 'mul', operands: [0, 1, 2] }],
      );
      repeat(writer, 2, () => {
        const second = { ...state(25), by: [1, -2] };
        const operands = [
          { kind: 'in_full', place: second },
          { kind: 'in_scalar', place: workspace(0) },
          { kind: 'out', place: second },
        ] as const;
        writer.chain(1, 1, operands, [{ kernel: 'add', operands: [0, 1, 2] }]);
      });
    });
    writer.emit('fill', { n: 1, value: 1, y: state(2) });
  });
  writer.beginEffects();
  skip(writer, state(2), () => writer.emit('fill', { n: 1, value: 7, y: state(3) }));
  return writer.finish(1);
}

describe('writing', () => {
  test('a program lists itself', () => {
    expect(disassemble(smallProgram())).toBe(
      [
        'fill n=6 value=0.5 y=workspace+0',
        'chain 2x3: t2 = add full(workspace+0) row(state+0); out(workspace+6) = mul t2 2;',
        'effects:',
        'sgd n=3 rate=state+3 scale=none g=workspace+6 w=state+0',
      ].join('\n'),
    );
  });

  test('linking adds each segment where it belongs, and validation tells what the program needs', () => {
    const program = smallProgram();
    const words = link(program, { state: 100, workspace: 200, dataset: 0 });
    expect(validate(words, 1000)).toEqual({ status: 'ok', word: 0, needs: 212 });
    expect(validate(words, 211).status).toBe('out_of_bounds');
    expect(program.words).toEqual(smallProgram().words);
  });

  test('what is skipped and repeated is listed below what governs it; a repeat says what moves', () => {
    expect(disassemble(governed())).toBe(
      [
        'fill n=1 value=3 y=workspace+0',
        'skip if 0: state+0',
        '  repeat 4: state+8 by 2, state+24 by -2, state+25 by -2, state+25 by -2',
        '    chain 1x2: out(state+24) = mul full(state+8) scalar(state+1);',
        '    repeat 2: state+25 by 1, state+25 by 1',
        '      chain 1x1: out(state+25) = add full(state+25) scalar(workspace+0);',
        '  fill n=1 value=1 y=state+2',
        'effects:',
        'skip if 0: state+2',
        '  fill n=1 value=7 y=state+3',
      ].join('\n'),
    );
  });

  test.each([
    ['an argument is missing', { n: 1, y: state(0) }, 'fill: argument value is missing'],
    ['an argument is not in the table', { n: 1, value: 0, y: state(0), x: 1 }, 'fill: no argument x in the table'],
    ['an operand is a number', { n: 1, value: 0, y: 7 }, 'fill: operand y is not a place'],
    ['an operand is absent that may not be', { n: 1, value: 0, y: null }, 'fill: operand y is not a place'],
    ['a number is a place', { n: state(0), value: 0, y: state(0) }, 'fill: argument n is not a number'],
  ])('%s', (_, args, message) => {
    expect(() => new Writer().emit('fill', args)).toThrow(message);
  });
});

describe('validation', () => {
  const sound = (): Int32Array => link(smallProgram(), { state: 0, workspace: 16, dataset: 0 });
  const [FILL, CHAIN_AT] = [HEADER.length, HEADER.length + 4];
  test.each([
    ['too short', (w: Int32Array) => w.subarray(0, 3), 'bad_header', 0],
    ['another magic', (w: Int32Array) => w.with(0, 1), 'bad_header', 0],
    ['another table', (w: Int32Array) => w.with(1, w[1]! + 1), 'bad_abi', 1],
    ['another length', (w: Int32Array) => w.with(2, w.length + 1), 'bad_length', 2],
    ['effects within an instruction', (w: Int32Array) => w.with(3, w[3]! + 1), 'bad_header', 3],
    ['an unknown opcode', (w: Int32Array) => w.with(FILL, 9999), 'bad_opcode', FILL],
    ['a step as an instruction', (w: Int32Array) => w.with(FILL, STEPS[0]!.opcode), 'bad_opcode', FILL],
    ['a negative size', (w: Int32Array) => w.with(FILL + 1, -1), 'bad_size', FILL],
    ['a negative offset', (w: Int32Array) => w.with(FILL + 3, -1), 'out_of_bounds', FILL],
    ['an offset beyond the arena', (w: Int32Array) => w.with(FILL + 3, 2 ** 31 - 1), 'out_of_bounds', FILL],
    ['no operands', (w: Int32Array) => w.with(CHAIN_AT + 3, 0), 'bad_chain', CHAIN_AT],
    ['too many steps', (w: Int32Array) => w.with(CHAIN_AT + 4, 65), 'bad_chain', CHAIN_AT],
    ['an unknown operand kind', (w: Int32Array) => w.with(CHAIN_AT + 5, OPERAND_KINDS.length), 'bad_chain', CHAIN_AT],
    ['a temp read before it is written', (w: Int32Array) => w.with(CHAIN_AT + 16, 2), 'bad_chain', CHAIN_AT],
    ['a step that writes an input', (w: Int32Array) => w.with(CHAIN_AT + 18, 0), 'bad_chain', CHAIN_AT],
    ['cut off within an instruction', (w: Int32Array) => w.slice(0, -1).with(2, w.length - 1), 'bad_length', CHAIN_AT + 23],
  ])('%s', (_, damage, status, word) => {
    expect(validate(Int32Array.from(damage(sound())), 64)).toMatchObject({ status, word });
  });
});

describe('programs in a row', () => {
  /** state[0..2] decrease by 1, after so many skips around a fill. */
  const counting = (deep: number): Program => {
    const writer = new Writer();
    const within = (left: number): void =>
      left === 0 ? writer.emit('fill', { n: 3, value: 1, y: workspace(0) }) : skip(writer, state(3), () => within(left - 1));
    within(deep);
    writer.beginEffects();
    writer.emit('sgd', { n: 3, rate: state(3), scale: null, g: workspace(0), w: state(0) });
    return writer.finish(3);
  };
  test('equal ones are written once, behind the first effects, as deep as stretches may lie', () => {
    const [one, other, deep] = [counting(0), counting(3), counting(4)];
    expect(disassemble(concatenate([one, one, one, other, other])).match(/repeat \d+/g)).toEqual(['repeat 2', 'repeat 2']);
    expect(disassemble(concatenate([one, deep, deep, other]))).not.toContain('repeat');
  });

  test.each(MACHINES)('$machine runs them one after another', ({ backend }) => {
    const [one, other] = [counting(1), counting(2)];
    const arena = backend().allocate(7);
    arena.write(0, Float32Array.of(0, 10, 20, 1));
    const bases = { state: 0, workspace: 4, dataset: 0 };
    arena.run(arena.load(link(concatenate([one, other, other, other, one]), bases)), 2);
    const left = new Float32Array(3);
    arena.read(0, left);
    arena.free();
    expect([...left]).toEqual([-10, 0, 10]);
  });
});

describe('validation of what is skipped and repeated', () => {
  const sound = (): Int32Array => link(governed(), { state: 0, workspace: 32, dataset: 0 });
  const SKIP_AT = HEADER.length + 4;
  const REPEAT_AT = SKIP_AT + 3;
  const STRETCH_AT = REPEAT_AT + 4 + 2 * 4;
  test('the sound one passes, and needs what its last turns reach', () => {
    expect(validate(sound(), 64)).toEqual({ status: 'ok', word: 0, needs: 33 });
    const farther = sound().with(REPEAT_AT + 5, 15);
    expect(validate(farther, 64)).toEqual({ status: 'ok', word: 0, needs: 8 + 3 * 15 + 2 });
    expect(validate(farther, 54)).toMatchObject({ status: 'out_of_bounds', word: STRETCH_AT });
  });
  test.each([
    ['a flag outside the arena', (w: Int32Array) => w.with(SKIP_AT + 1, 64), 'out_of_bounds', SKIP_AT],
    ['a stretch of negative length', (w: Int32Array) => w.with(SKIP_AT + 2, -1), 'bad_stretch', SKIP_AT],
    ['a stretch beyond the end', (w: Int32Array) => w.with(SKIP_AT + 2, w.length), 'bad_stretch', SKIP_AT],
    [
      'a stretch that ends within an instruction',
      (w: Int32Array) => w.with(SKIP_AT + 2, w[SKIP_AT + 2]! - 1),
      'bad_length',
      STRETCH_AT + 38,
    ],
    ['a stretch within which effects begin', (w: Int32Array) => w.with(3, REPEAT_AT), 'bad_header', 3],
    ['a negative number of turns', (w: Int32Array) => w.with(REPEAT_AT + 1, -1), 'bad_size', REPEAT_AT],
    ['turns that leave the arena', (w: Int32Array) => w.with(REPEAT_AT + 1, 14), 'out_of_bounds', REPEAT_AT],
    ['a negative number of what moves', (w: Int32Array) => w.with(REPEAT_AT + 3, -1), 'bad_stretch', REPEAT_AT],
    ['more that moves than there are words', (w: Int32Array) => w.with(REPEAT_AT + 3, 2 ** 29), 'bad_length', REPEAT_AT],
    ['what moves is a size', (w: Int32Array) => w.with(REPEAT_AT + 4, 1), 'bad_stretch', REPEAT_AT],
    ['what moves is no word of the stretch', (w: Int32Array) => w.with(REPEAT_AT + 10, 1000), 'bad_stretch', REPEAT_AT],
    ['what moves twice', (w: Int32Array) => w.with(REPEAT_AT + 6, w[REPEAT_AT + 4]!), 'bad_stretch', REPEAT_AT],
    ['a stride beyond int32', (w: Int32Array) => w.with(REPEAT_AT + 5, 2 ** 31 - 1), 'out_of_bounds', REPEAT_AT],
  ])('%s', (_, damage, status, word) => {
    expect(validate(Int32Array.from(damage(sound())), 64)).toMatchObject({ status, word });
  });
  test('stretches too deep', () => {
    const writer = new Writer();
    const within = (depth: number): void =>
      depth === 0 ? writer.emit('fill', { n: 1, value: 1, y: state(0) }) : skip(writer, state(0), () => within(depth - 1));
    within(5);
    expect(validate(link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 }), 8)).toMatchObject({
      status: 'bad_stretch',
      word: HEADER.length + 12,
    });
  });
});

describe.each([...MACHINES, { machine: 'reference', backend: referenceBackend }])(
  '$machine runs what is skipped and repeated',
  ({ backend }) => {
    const values = (flag: number): Float32Array =>
      Float32Array.of(flag, 10, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, ...new Array(16).fill(0));
  const after = async (flag: number, steps: number): Promise<number[]> => {
    const arena = backend().allocate(64);
    const program = arena.load(link(governed(), { state: 0, workspace: 32, dataset: 0 }));
    arena.write(0, values(flag));
    arena.run(program, steps);
    const result = new Float32Array(32);
    arena.read(0, result);
    expect(await arena.profile(program, 2)).toHaveLength(2 * 9);
    arena.free();
    return [...result];
  };
  // Each pair adds 3 to its second and to what stands behind it, where the pair before it begins.
  test('once', async () => {
    const [flag, , done, effect, ...rest] = await after(1, 1);
    expect([flag, done, effect]).toEqual([1, 1, 7]);
    expect(rest.slice(14)).toEqual([70, 83, 53, 63, 33, 43, 13, 23, 3, 0, 0, 0, 0, 0]);
  });
  test('again', async () => {
    expect((await after(1, 3)).slice(18)).toEqual([70, 83, 53, 63, 33, 43, 13, 23, 9, 0, 0, 0, 0, 0]);
  });
  test('nothing where the flag is 0, -0 alike; everything where it is NaN', async () => {
    expect(await after(0, 3)).toEqual([...values(0)]);
    expect(await after(-0, 3)).toEqual([...values(-0)]);
    expect((await after(NaN, 1))[3]).toBe(7);
  });
});

/** A sound program of all instructions, with small sizes, and a chain of all steps. */
function everyInstruction(): Program {
  const writer = new Writer();
  let end = 0;
  const take = (elements: number): Place => {
    const offset = end;
    end += elements;
    return workspace(offset);
  };
  for (const kernel of INSTRUCTIONS) {
    const args: Record<string, number | Place | null> = {};
    const sizes: Record<string, number> = {};
    kernel.args.forEach((arg, i) => {
      if ('extent' in arg) return;
      const value = arg.kind === 'size' ? (arg.name.startsWith('ld') ? 8 : 2 + (i % 3)) : arg.kind === 'flag' ? i % 2 : 1;
      args[arg.name] = value;
      sizes[arg.name] = value;
    });
    for (const operand of operandsOf(kernel)) args[operand.name] = operand.optional ? null : take(evaluate(operand.extent, sizes));
    writer.emit(kernel.name, args);
  }
  for (const step of STEPS) {
    const count = operandsOf(step).length;
    const kinds = ['in_full', 'in_row', 'in_col', 'in_scalar'] as const;
    const operands = Array.from({ length: count }, (_, i) =>
      i === count - 1 ? { kind: 'out' as const, place: take(15) } : { kind: kinds[(i + step.opcode) % 4]!, place: take(15) },
    );
    writer.chain(3, 5, operands, [{ kernel: step.name, operands: operands.map((_, i) => i) }]);
  }
  return writer.finish(end);
}

const ALTERATIONS = 10_000;
const ELEMENTS = 4096;

/** The first element from `from` on that is no guard word, or -1. */
function firstStray(arena: Arena, from: number): number {
  const words = new Int32Array(ELEMENTS - from);
  arena.read(from, words);
  const at = words.findIndex((word) => word !== GUARD);
  return at < 0 ? -1 : from + at;
}

/** Words a program may be damaged with: small ones, edges, and any bits at all. */
function alteredWord(next: () => number, old: number): number {
  const choices = [
    0, 1, -1, 2, old + 1, old - 1, old ^ (1 << Math.floor(next() * 31)), 2 ** 31 - 1, -(2 ** 31),
    Math.floor(next() * 64), Math.floor(next() * 300), Math.floor(next() * 2 ** 32) | 0,
  ];
  return choices[Math.floor(next() * choices.length)]!;
}

describe.each(MACHINES)('$machine and altered words', ({ backend }) => {
  test(`${ALTERATIONS} alterations: the verdict of src/abi/validate.ts, and no harm done`, () => {
    const next = generator(20261);
    const programs = [smallProgram(), everyInstruction(), governed()].map((program) =>
      link(program, { state: 0, workspace: 16, dataset: 0 }),
    );
    const machine = backend();
    // Neighbours in memory on either side of the arena that runs the altered programs.
    const [left, arena, right] = [machine.allocate(ELEMENTS), machine.allocate(ELEMENTS), machine.allocate(ELEMENTS)] as [
      Arena,
      Arena,
      Arena,
    ];
    const guard = new Int32Array(ELEMENTS).fill(GUARD);
    for (const neighbour of [left, right]) neighbour.write(0, guard);
    let accepted = 0;
    for (let i = 0; i < ALTERATIONS; i++) {
      const words = programs[i % programs.length]!.slice();
      for (let changes = 1 + Math.floor(next() * 2); changes > 0; changes--) {
        const at = Math.floor(next() * words.length);
        words[at] = alteredWord(next, words[at]!);
      }
      const { status, word, needs } = validate(words, ELEMENTS);
      const what = `alteration ${i}: ${status} at word ${word}`;
      if (status === 'ok') {
        accepted++;
        arena.write(0, guard);
        const program = arena.load(words);
        arena.run(program, 1);
        arena.unload(program);
        expect(firstStray(arena, needs), `${what}: an element was written beyond the ${needs} the program needs`).toBe(-1);
      } else {
        let refusal: unknown;
        try {
          arena.load(words);
        } catch (error) {
          refusal = error;
        }
        expect(refusal, what).toBeInstanceOf(BackendError);
        expect((refusal as BackendError).message, what).toContain(status);
        expect((refusal as BackendError).message, what).toContain(`word ${word}`);
      }
    }
    expect(accepted).toBeGreaterThan(ALTERATIONS / 20);
    for (const neighbour of [left, right]) expect(firstStray(neighbour, 0)).toBe(-1);
    for (const held of [left, arena, right]) held.free();
  });
});
