/** The kernel tests away from Node: every sample as a record for native/replay.cc, the same judge of what comes back;
 *  and whole training steps. */
import { readFileSync, rmSync } from 'node:fs';
import { wasmBackend } from '../src/backend/wasm.ts';
import { faultOf, imageOf } from '../test/reference/judge.ts';
import { SAMPLES } from '../test/samples/index.ts';
import { arrange, type Arrangement, type Sample } from '../test/samples/sample.ts';
import { SEQUENCES } from './nets.ts';
import { fail, output, say, writeRecords, type Recorded } from './replay.ts';
import { recordSteps, STEPPED } from './steps.ts';

const BYTES = { f32: 4, i32: 4, u8: 1 } as const;
/** Each sample with its operands on cache lines, and an element past them. */
const CALLS: readonly { readonly sample: Sample; readonly shift: number }[] = SAMPLES.flatMap((sample) =>
  [0, 1].map((shift) => ({ sample, shift })),
);
const KERNELS = new Set(SAMPLES.map((s) => s.kernel)).size;

const placesOf = ({ placed }: Arrangement): [number, number][] =>
  placed.map(({ offset, length, dtype }) => [offset, length * BYTES[dtype]]);

/** Every sample as a record. */
export function* recordedCalls(): Generator<Recorded> {
  for (const { sample, shift } of CALLS) {
    const arrangement = arrange(sample, shift);
    yield { words: arrangement.words, arena: imageOf(arrangement), places: placesOf(arrangement) };
  }
}

/** Judges the arenas the calls left, as the kernel tests do. */
function judge(what: string, results: string): void {
  const bytes = readFileSync(results);
  let at = 0;
  for (const { sample, shift } of CALLS) {
    const arrangement = arrange(sample, shift);
    const after = new Int32Array(arrangement.elements);
    if (at + after.byteLength > bytes.length) fail(what, `${results} is incomplete`);
    bytes.copy(new Uint8Array(after.buffer), 0, at);
    at += after.byteLength;
    const fault = faultOf(sample, arrangement, after);
    if (fault !== undefined) fail(what, `${sample.kernel}, ${sample.label}, shift ${shift}: ${fault}`);
  }
}

/** How a driver is started. */
type Command = readonly [program: string, ...before: string[]];

/** Runs records on every target that the driver, started by `command`, names; each on one thread and on two, which must
 *  give the same bits. Answers the targets; `judged` sees where the arenas are that one left. */
function replay(
  what: string, [program, ...before]: Command, name: string, recorded: Iterable<Recorded>,
  judged: (results: string) => void,
): string {
  const run = (...args: readonly string[]): string => output(what, program, [...before, ...args]);
  const targets = run().trim().split('\n');
  const path = writeRecords(name, recorded);
  for (const target of targets) {
    const results = `${path}.${target}`;
    run(path, results, target, '1', '2');
    judged(results);
    rmSync(results);
  }
  rmSync(path);
  return `on ${targets.join(', ')}, on 1 thread and 2`;
}

/** Every sample on every target of a driver: no fault of its own finding, and results within the bounds of the table. */
export function checkCalls(what: string, command: Command, verdict: string): void {
  const where = replay(what, command, 'calls', recordedCalls(), (results) => judge(what, results));
  say(what, `${CALLS.length} calls of ${KERNELS} kernels ${where}: ${verdict}, results within their bounds`);
}

/** A training step of each net, chains and all, on every target of a driver. */
export async function checkSteps(what: string, command: Command, verdict: string): Promise<void> {
  const steps = await recordSteps(wasmBackend(), [...STEPPED, SEQUENCES]);
  const where = replay(what, command, 'steps', steps.values(), () => {});
  say(what, `training steps of ${[...steps.keys()].join(' and ')} ${where}: ${verdict}, the same bits`);
}
