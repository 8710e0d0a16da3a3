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
