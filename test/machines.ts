/** The machines of this computer: every native target its processor has, and WebAssembly. */
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { wasmBackend } from '../src/backend/wasm.ts';

export const TARGETS: readonly string[] = nativeTargets();

const made = new Map<string, Backend>();
/** The native machine of a target with so many threads. */
export function nativeWith(target: string, threads: number): Backend {
  const key = `${target}, ${threads}`;
  const backend = made.get(key) ?? nativeBackend({ target, threads });
  made.set(key, backend);
  return backend;
}

export const MACHINES: readonly { readonly machine: string; readonly backend: () => Backend }[] = [
  ...TARGETS.map((target) => ({ machine: `native ${target}`, backend: (): Backend => nativeWith(target, 1) })),
  { machine: 'wasm', backend: wasmBackend },
];

/** What a machine makes of an arena by one run of a program. */
export function ran(backend: Backend, words: Int32Array, before: Float32Array): Float32Array {
  const arena = backend.allocate(before.length);
  arena.write(0, before);
  arena.run(arena.load(words), 1);
  const after = new Float32Array(before.length);
  arena.read(0, after);
  arena.free();
  return after;
}
