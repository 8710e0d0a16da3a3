/** Programs as words: written, linked, validated, listed; and what three validators make of damaged ones. */
import { describe, expect, test } from 'vitest';
import { INSTRUCTIONS, OPERAND_KINDS, operandsOf, STEPS } from '../src/abi/kernels.ts';
import { HEADER } from '../src/abi/layout.ts';
import { disassemble, link, validate, Writer, type Place, type Program } from '../src/abi/program.ts';
import type { Arena } from '../src/backend/backend.ts';
import { BackendError } from '../src/core/errors.ts';
import { MACHINES } from './machines.ts';
import { evaluate, generator, GUARD } from './samples/sample.ts';

const state = (offset: number): Place => ({ segment: 'state', offset });
const workspace = (offset: number): Place => ({ segment: 'workspace', offset });

function smallProgram(): Program {
  const writer = new Writer();
  writer.emit('fill', { n: 6, value: 0.5, y: workspace(0) });
  writer.chain(2, 3, [{ kind: 'in_full', place: workspace(0) }, { kind: 'in_row', place: state(0) }, { kind: 'temp' }, { kind: 'immediate', value: 2 }, { kind: 'out', place: workspace(6) }], [
    { kernel: 'add', operands: [0, 1, 2] },
    { kernel: 'mul', operands: [2, 3, 4] },
  ]);
  writer.beginEffects();
  writer.emit('sgd', { n: 3, rate: state(3), scale: null, g: workspace(6), w: state(0) });
  return writer.finish(12);
}

describe('writing', () => {
  test('a program lists itself', () => {
    expect(disassemble(smallProgram())).toBe(
      ['fill n=6 value=0.5 y=workspace+0', 'chain 2x3: t2 = add full(workspace+0) row(state+0); out(workspace+6) = mul t2 2;', 'effects:', 'sgd n=3 rate=state+3 scale=none g=workspace+6 w=state+0'].join('\n'),
    );
  });

  test('linking adds each segment where it belongs, and validation tells what the program needs', () => {
    const program = smallProgram();
    const words = link(program, { state: 100, workspace: 200, dataset: 0 });
    expect(validate(words, 1000)).toEqual({ status: 'ok', word: 0, needs: 212 });
    expect(validate(words, 211).status).toBe('out_of_bounds');
    expect(program.words).toEqual(smallProgram().words);
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
    const operands = Array.from({ length: count }, (_, i) => (i === count - 1 ? { kind: 'out' as const, place: take(15) } : { kind: kinds[(i + step.opcode) % 4]!, place: take(15) }));
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
  const choices = [0, 1, -1, 2, old + 1, old - 1, old ^ (1 << Math.floor(next() * 31)), 2 ** 31 - 1, -(2 ** 31), Math.floor(next() * 64), Math.floor(next() * 300), Math.floor(next() * 2 ** 32) | 0];
  return choices[Math.floor(next() * choices.length)]!;
}

describe.each(MACHINES)('$machine and altered words', ({ backend }) => {
  test(`${ALTERATIONS} alterations: the verdict of src/abi/program.ts, and no harm done`, () => {
    const next = generator(20261);
    const programs = [smallProgram(), everyInstruction()].map((program) => link(program, { state: 0, workspace: 16, dataset: 0 }));
    const machine = backend();
    // Neighbours in memory on either side of the arena that runs the altered programs.
    const [left, arena, right] = [machine.allocate(ELEMENTS), machine.allocate(ELEMENTS), machine.allocate(ELEMENTS)] as [Arena, Arena, Arena];
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
