/** Words of programs that are altered before a machine gets them. It refuses them for the reason that the validator in TypeScript has, or
 *  runs them and touches no memory but the program's: arenas beside it keep what they hold. */
import { turnsOf, instructionsOf } from '../../src/abi/instructions.ts';
import { validate } from '../../src/abi/validate.ts';
import { workOf } from '../../src/abi/work.ts';
import type { Arena, Backend, Loaded } from '../../src/backend/backend.ts';
import { nativeBackend } from '../../src/backend/native.ts';
import { setBackend } from '../../src/backend/select.ts';
import { wasmBackend } from '../../src/backend/wasm.ts';
import { input, layers, model, MyelinError, type SymbolicTensor } from '../../src/index.ts';
import { LAYER_CASES } from '../../test/layers/cases.ts';
import { SAMPLES } from '../../test/samples/index.ts';
import { arrange, realise } from '../../test/samples/sample.ts';
import type { Draw } from '../keras/draw.ts';
import { drawOptimizer } from '../keras/optimizers.ts';
import { partOf } from './parts.ts';
import { valuesOf } from './data.ts';
import { Fault, type Trial } from './trial.ts';

interface Source {
  readonly words: Int32Array;
  readonly elements: number;
}

const backend: Backend = process.env['MYELIN_BACKEND'] === 'wasm' ? wasmBackend() : nativeBackend();
/** Elements of the largest program that is altered. */
const LARGEST = 1 << 18;
/** The work above which a valid program does not run: it may name a huge number of rows, if they are empty. */
const PATIENCE = 1e6;

/** The backend, which remembers the programs that it loads. */
function recorder(found: Source[]): Backend {
  return {
    ...backend,
    allocate(elements: number): Arena {
      const arena = backend.allocate(elements);
      const load = arena.load.bind(arena);
      return Object.assign(arena, {
        load(words: Int32Array): Loaded {
          if (arena.elements <= LARGEST) found.push({ words: words.slice(), elements: arena.elements });
          return load(words);
        },
      });
    },
  };
}

/** Programs of a model with a layer of the cases, by the layer's name. */
const known = new Map<string, readonly Source[]>();
async function programsOf(draw: Draw, name: string): Promise<readonly Source[]> {
  const found = known.get(name);
  if (found !== undefined) return found;
  const made: Source[] = [];
  known.set(name, made);
  setBackend(recorder(made));
  const { make, inputShape, more = [] } = LAYER_CASES[name]!;
  const layer = make();
  const shapes = [inputShape, ...more];
  const inputs = shapes.map((shape) => input({ shape: shape.slice(1), dtype: layer.inputDtype }));
  const net = model({ inputs, outputs: layers.flatten({}).apply(layer.apply<SymbolicTensor>(inputs.length === 1 ? inputs[0]! : inputs)) });
  try {
    net.compile({ optimizer: partOf(drawOptimizer(draw)), loss: 'mse' } as never);
    const x = shapes.map((shape) => ({ data: valuesOf(draw, [2, ...shape.slice(1)], layer.inputDtype), shape: [2, ...shape.slice(1)] }));
    const y = await net.predict(x as never);
    await net.fit(x as never, y as never, { epochs: 2, batchSize: 1, verbose: 0 });
  } catch (error) {
    if (!(error instanceof MyelinError)) throw error;
  } finally {
    net.dispose();
    setBackend(undefined);
  }
  return made;
}

async function source(draw: Draw, say: (line: string) => void): Promise<Source> {
  if (draw.chance(0.5)) {
    const names = Object.keys(LAYER_CASES);
    const name = draw.pick(names);
    const programs = await programsOf(draw, name);
    if (programs.length > 0) {
      say(`a program of ${name}`);
      return draw.pick(programs);
    }
  }
  for (;;) {
    const sample = draw.pick(SAMPLES);
    const { words, elements } = arrange(sample, draw.whole(0, 1));
    if (elements > LARGEST) continue;
    say(`${sample.kernel}, ${sample.label}`);
    return { words, elements };
  }
}

const EDGES: readonly number[] = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31 - 2, 1 << 16, 1 << 30];

/** Words with some changes, most of them in one place. */
function altered(draw: Draw, { words, elements }: Source): Int32Array {
  let list = [...words];
  const below = (n: number): number => draw.whole(0, n - 1);
  for (let n = draw.whole(1, 3); n > 0 && list.length > 0; n--) {
    const at = draw.chance(0.9) ? Math.min(4, list.length - 1) + below(Math.max(1, list.length - 4)) : below(list.length);
    const way = below(10);
    if (way < 2) list[at]! ^= 1 << below(32);
    else if (way < 5) list[at] = (list[at]! + below(9) - 4) | 0;
    else if (way === 5) list[at] = draw.pick([...EDGES, elements, elements - 1, elements + 1]);
    else if (way === 6) list[at] = below(200);
    else if (way === 7) {
      const other = below(list.length);
      [list[at], list[other]] = [list[other]!, list[at]!];
    } else if (way === 8) list = [...list.slice(0, at), ...list.slice(at + below(6))];
    else list = [...list.slice(0, at), ...list.slice(Math.max(0, at - below(8)))];
  }
  // The length in the header is right most often, or nothing else would be looked at.
  if (list.length > 4 && draw.chance(0.9)) {
    list[2] = list.length;
    if (draw.chance(0.7)) list[3] = list.length;
  }
  return Int32Array.from(list);
}

function endless(words: Int32Array): boolean {
  const turns = turnsOf(words);
  return (
    instructionsOf(words).reduce((sum, at, i) => sum + turns[i]! * (1 + (workOf(words, at).flops + workOf(words, at).bytes) / 100), 0) >
    PATIENCE
  );
}

/** Arenas beside the one that is used, with a pattern that nothing may change. */
const GUARD = Int32Array.from({ length: 1 << 12 }, (_, i) => 0x7fc00000 + i);
const guards = [backend.allocate(GUARD.length), backend.allocate(GUARD.length)];
for (const guard of guards) guard.write(0, GUARD);
const seen = new Int32Array(GUARD.length);

const STATUS = /\((\w+); \d+ words/;

export const programs: Trial = async (draw, say) => {
  const from = await source(draw, say);
  const words = altered(draw, from);
  const elements = draw.chance(0.3) ? Math.max(1, validate(from.words, from.elements).needs) : from.elements;
  say(`${elements} elements, words ${[...words].join(' ')}`);
  const { status, word } = validate(words, elements);
  const arena = backend.allocate(elements);
  try {
    let program: Loaded;
    try {
      program = arena.load(words);
    } catch (error) {
      if (!(error instanceof MyelinError)) throw error;
      const [, reason] = STATUS.exec(error.message) ?? [];
      if (reason !== status) throw new Fault(`refused: ${error.message}, where the validator says ${status} at word ${word}`);
      return `refused, ${status}`;
    }
    if (status !== 'ok') throw new Fault(`loaded, where the validator says ${status} at word ${word}`);
    if (endless(words)) return 'too long to run';
    arena.write(
      0,
      realise(
        { seed: draw.whole(0, 1e6), low: -4, high: 64, whole: true, ...(draw.chance(0.3) ? { special: true } : {}) },
        draw.pick(['f32', 'i32']),
        elements,
      ),
    );
    try {
      arena.run(program, draw.whole(1, 2));
    } catch (error) {
      if (!(error instanceof MyelinError) || !/memory/.test(error.message)) throw new Fault(`a run threw: ${(error as Error).message}`);
    }
    for (const guard of guards) {
      guard.read(0, seen);
      const at = seen.findIndex((v, i) => v !== GUARD[i]);
      if (at >= 0) throw new Fault(`element ${at} of another arena changed`);
    }
    return 'ran';
  } finally {
    arena.free();
  }
};
