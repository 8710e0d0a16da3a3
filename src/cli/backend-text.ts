import type { BackendInfo } from '../backend/select.ts';

/** One line that tells which machine runs and why, and one line for each machine that cannot run. */
export function backendText({ name, target, threads, why, failures }: BackendInfo): string {
  const lines = failures.map((failure) => `  ${failure.name} did not load: ${failure.error.message}`);
  return [`Running on ${name} (${target}, ${threads} ${threads === 1 ? 'thread' : 'threads'}), because ${why}`, ...lines].join('\n');
}
