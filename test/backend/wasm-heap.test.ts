import { expect, test, vi } from 'vitest';
import { Heap, type Block } from '../../src/backend/wasm-heap.ts';
import { BackendError } from '../../src/core/errors.ts';
import { generator } from '../samples/sample.ts';
import { Machine } from '../../src/backend/wasm-machine.ts';

const PAGE = 65536;

function heapOf(maximum: number): { memory: WebAssembly.Memory; heap: Heap } {
  const memory = new WebAssembly.Memory({ initial: 1, maximum, shared: true });
  return { memory, heap: new Heap(memory, maximum) };
}

test('blocks are aligned, zeroed and apart, whatever came and went before', () => {
  const { memory, heap } = heapOf(1024);
  const next = generator(7);
  const held: { block: Block; mark: number }[] = [];
  for (let i = 0; i < 5000; i++) {
    if (held.length > 0 && next() < 0.5) {
      const { block, mark } = held.splice(Math.floor(next() * held.length), 1)[0]!;
      expect(new Uint8Array(memory.buffer, block.at, block.bytes).every((byte) => byte === mark)).toBe(true);
      heap.give(block);
    } else {
      const block = heap.take(Math.floor(next() ** 4 * 50_000));
      const bytes = new Uint8Array(memory.buffer, block.at, block.bytes);
      expect(block.at % 64).toBe(0);
      expect(block.at).toBeGreaterThanOrEqual(PAGE);
      expect(bytes.every((byte) => byte === 0)).toBe(true);
      bytes.fill(1 + (i % 255));
      held.push({ block, mark: 1 + (i % 255) });
    }
  }
});

test('what comes back joins its neighbours, in any order', () => {
  const { memory, heap } = heapOf(64);
  const blocks = Array.from({ length: 16 }, () => heap.take(PAGE));
  const size = memory.buffer.byteLength;
  for (const i of [3, 1, 2, 0, 15, 13, 14, 7, 5, 6, 4, 8, 12, 10, 11, 9]) heap.give(blocks[i]!);
  expect(heap.take(16 * PAGE).at).toBe(blocks[0]!.at);
  expect(memory.buffer.byteLength).toBe(size);
});

test('a block grows where it stands if what follows is free, and only then', () => {
  const { memory, heap } = heapOf(64);
  const [first, second, third] = [heap.take(PAGE), heap.take(PAGE), heap.take(PAGE)];
  new Uint8Array(memory.buffer, second.at, PAGE).fill(7);
  heap.give(second);
  expect(heap.extend(first, 3 * PAGE)).toBeUndefined();
  expect(heap.extend(first, PAGE + 64)).toEqual({ at: first.at, bytes: PAGE + 64 });
  expect(new Uint8Array(memory.buffer, second.at, 64).every((byte) => byte === 0)).toBe(true);
  const grown = heap.extend(third, 20 * PAGE)!;
  expect(grown).toEqual({ at: third.at, bytes: 20 * PAGE });
  expect(heap.take(PAGE).at).toBe(grown.at + grown.bytes);
});

test('memory grows to its limit and not beyond', () => {
  const { memory, heap } = heapOf(20);
  const block = heap.take(19 * PAGE);
  expect(memory.buffer.byteLength).toBe(20 * PAGE);
  expect(() => heap.take(1)).toThrow(BackendError);
  heap.give(block);
  expect(() => heap.take(20 * PAGE)).toThrow('no room for 1310720 bytes in WebAssembly memory: 65536 of 1310720 bytes are in use');
  expect(heap.take(64).at).toBe(block.at);
});

test('a block that is cut stays where it is, and others take what was behind it', () => {
  const { memory, heap } = heapOf(64);
  const block = heap.take(16 * PAGE);
  const size = memory.buffer.byteLength;
  const rest = heap.cut(block, PAGE + 1);
  expect(rest).toEqual({ at: block.at, bytes: PAGE + 64 });
  expect(heap.cut(rest, PAGE + 1)).toEqual(rest);
  expect(heap.take(15 * PAGE - 64).at).toBe(block.at + PAGE + 64);
  expect(memory.buffer.byteLength).toBe(size);
});

test('the only arena of a machine grows where it is, whatever workers and programs have taken since', () => {
  const machine = new Machine();
  const arena = machine.takeLast(1 << 20, 2);
  const scratch = machine.exports.SCRATCH_BYTES.value;
  for (const bytes of [scratch, scratch, 1 << 20, 1 << 22]) machine.heap.take(bytes);
  expect(machine.heap.extend(arena, 1 << 24)).toEqual({ at: arena.at, bytes: 1 << 24 });
});

test('an arena that leaves no room for programs and workers is taken alone', () => {
  const Whole = WebAssembly.Memory;
  class Small extends Whole { // a system with address space for no more than 64 MiB
    constructor(wanted: ConstructorParameters<typeof Whole>[0]) {
      if (wanted.maximum! > 1024) throw new RangeError('no address space');
      super(wanted);
    }
  }
  vi.stubGlobal('WebAssembly', Object.assign(Object.create(WebAssembly), { Memory: Small }));
  try {
    const machine = new Machine();
    const scratch = machine.exports.SCRATCH_BYTES.value;
    expect(machine.takeLast(50 * 2 ** 20, 1).bytes).toBe(50 * 2 ** 20);
    expect(new Machine().takeLast(60 * 2 ** 20 - scratch, 2).bytes).toBe(60 * 2 ** 20 - scratch); // the room fits, both do not
    expect(new Machine().takeLast(40 * 2 ** 20, 64).bytes).toBe(40 * 2 ** 20); // the room alone does not
    expect(() => new Machine().takeLast(64 * 2 ** 20, 1)).toThrow('no room for 67108864 bytes in WebAssembly memory');
  } finally {
    vi.unstubAllGlobals();
  }
});
