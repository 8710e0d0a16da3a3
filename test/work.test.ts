/** The work of instructions, counted by the table: what a profile sets the time against. */
import { expect, test } from 'vitest';
import { HEADER } from '../src/abi/layout.ts';
import { instructionsOf } from '../src/abi/instructions.ts';
import type { Place } from '../src/abi/program.ts';
import { Writer } from '../src/abi/writer.ts';
import { workOf, type Work } from '../src/abi/work.ts';

const at = (offset: number): Place => ({ segment: 'state', offset });

function work(write: (writer: Writer) => void): Work {
  const writer = new Writer();
  write(writer);
  return workOf(writer.finish(0).words, HEADER.length);
}

/** 2 x 3 times 3 x 4, in rows of ten. */
const sgemm = (more: Record<string, number | Place | null>): Work =>
  work((writer) =>
    writer.emit('sgemm', {
      batch: 1, strideA: 0, strideB: 0, strideC: 0, transA: 0, transB: 0, m: 2, n: 4, k: 3, alpha: 1, a: at(0), lda: 10,
      b: at(100), ldb: 10, beta: 0, c: at(200), ldc: 10, bias: null, activation: 0, share: 0, beside: null, ...more,
    }),
  );

test('a product touches its matrices, not what lies between their rows; c twice if it is added to', () => {
  expect(sgemm({})).toEqual({ kernel: 'sgemm', flops: 48, bytes: 4 * (6 + 12 + 8) });
  expect(sgemm({ beta: 1, bias: at(300), beside: at(400) }).bytes).toBe(4 * (6 + 12 + 2 * 8 + 4 + 8));
});

test('a batch is gathered from its rows alone, a byte each', () => {
  const gathered = work((writer) =>
    writer.emit('gather_batch_u8', { n: 5, width: 7, rows: 1000, total: 1000, x: at(0), order: at(2000), cursor: at(4000), y: at(5000) }),
  );
  expect(gathered.bytes).toBe(5 * 7 + 4 * 5 + 4 + 4 * 5 * 7);
});

test('what is updated is read and written', () => {
  expect(work((writer) => writer.emit('sgd', { n: 100, rate: at(0), scale: null, g: at(1), w: at(200) }))).toEqual({
    kernel: 'sgd',
    flops: 300,
    bytes: 4 * (1 + 100 + 200),
  });
});

test('a chain touches each operand as far as it reaches, temporaries and constants not at all', () => {
  const chain = work((writer) =>
    writer.chain(
      3, 5,
      [
        { kind: 'in_full', place: at(0) }, { kind: 'in_row', place: at(20) }, { kind: 'in_col', place: at(30) },
        { kind: 'in_scalar', place: at(40) }, { kind: 'immediate', value: 2 }, { kind: 'temp' },
        { kind: 'out', place: at(50) },
      ],
      [
        { kernel: 'add', operands: [0, 1, 5] }, { kernel: 'mul', operands: [5, 2, 5] },
        { kernel: 'add', operands: [5, 3, 5] }, { kernel: 'div', operands: [5, 4, 6] },
      ],
    ),
  );
  expect(chain).toEqual({ kernel: 'chain', flops: 15 * (1 + 1 + 1 + 4), bytes: 4 * (15 + 5 + 3 + 1 + 15) });
});

test('instructions are found one after another', () => {
  const writer = new Writer();
  expect(instructionsOf(writer.finish(0).words)).toEqual([]);
  writer.emit('fill', { n: 1, value: 0, y: at(0) });
  writer.emit('fill', { n: 1, value: 0, y: at(0) });
  expect(instructionsOf(writer.finish(0).words)).toEqual([HEADER.length, HEADER.length + 4]);
});
