import { BackendError, ConfigError, unknownName } from '../core/errors.ts';
import { warnOnce } from '../core/warn.ts';
import { host } from '../core/host.ts';
import type { Backend } from './backend.ts';
import { wasmBackend } from './wasm.ts';

type BackendName = Backend['name'];

/** In order of preference. */
function backends(): Partial<Record<BackendName, () => Backend>> {
  const native = host().native as (() => Backend) | undefined;
  return { ...(native === undefined ? {} : { native }), wasm: wasmBackend };
}

/** Which machine runs programs, and why it was chosen. */
export interface BackendInfo {
  readonly name: BackendName;
  /** The processor target of its kernels. */
  readonly target: string;
  readonly threads: number;
  readonly why: string;
  /** The errors of the preferred machines that cannot run. */
  readonly failures: readonly { readonly name: BackendName; readonly error: Error }[];
}

interface Selection {
  readonly backend: Backend;
  readonly why: string;
  readonly failures: BackendInfo['failures'];
}

let selection: Selection | undefined;

/** Whether programs have a machine already, for as long as the process lasts. */
export const machineIsChosen = (): boolean => selection !== undefined;

/** The machine that runs programs. The first call chooses it: the one that MYELIN_BACKEND names, else native, else
 *  WebAssembly, with a warning.
 *  @throws {BackendError} if the named machine, or every machine, cannot run
 *  @throws {ConfigError} if MYELIN_BACKEND, MYELIN_TARGET or MYELIN_NUM_THREADS has an impossible value */
export function selectBackend(): Backend {
  return (selection ??= select()).backend;
}

/** Which machine runs, on which processor target, with how many threads, and why. */
export function backend(): BackendInfo {
  const { backend: { name, target, threads, limit }, why, failures } = (selection ??= select());
  return { name, target, threads, why: limit === undefined ? why : `${why}; ${limit}`, failures };
}

/** Sets the machine; with undefined the next call chooses again. For tests. */
export function setBackend(machine: Backend | undefined): void {
  selection = machine === undefined ? undefined : { backend: machine, why: 'set by setBackend', failures: [] };
}

function select(): Selection {
  const forced = host().setting('MYELIN_BACKEND');
  if (forced !== undefined && forced !== '') return force(forced);
  const failures: { name: BackendName; error: Error }[] = [];
  for (const [name, make] of Object.entries(backends()) as [BackendName, () => Backend][]) {
    try {
      const backend = make();
      if (failures.length === 0) return { backend, why: 'it is the fastest and it loads', failures };
      warnOnce('MYELIN_SLOW_BACKEND', `myelin runs on ${name}, several times as slow: ${failures.map((f) => f.error.message).join(' ')}`);
      return { backend, why: `it loads; ${failures.map((f) => `${f.name} does not`).join(', ')}`, failures };
    } catch (error) {
      // An impossible target or number of threads is the user's mistake. Falling back to another machine would hide
      // it.
      if (error instanceof ConfigError) throw error;
      failures.push({ name, error: error as Error });
    }
  }
  throw new BackendError(`no backend can run here. ${failures.map(({ name, error }) => `${name}: ${error.message}`).join('. ')}`, {
    cause: failures[0]!.error,
  });
}

function force(name: string): Selection {
  const known = backends();
  if (!Object.hasOwn(known, name)) unknownName('backend in MYELIN_BACKEND', name, Object.keys(known));
  try {
    return { backend: known[name as BackendName]!(), why: `MYELIN_BACKEND=${name}`, failures: [] };
  } catch (cause) {
    throw new BackendError(`MYELIN_BACKEND=${name} is set, but that backend cannot run here: ${(cause as Error).message}`, { cause });
  }
}
