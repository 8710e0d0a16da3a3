import type { BackendInfo } from '../backend/select.ts';

/** Which machine runs, and why, in a line, with a line for each that could not. */
export function backendText({ name, target, threads, why, failures }: BackendInfo): string {
  const lines = failures.map((failure) => `  ${failure.name} did not load: ${failure.error.message}`);
  return [`Running on ${name} (${target}, ${threads} ${threads === 1 ? 'thread' : 'threads'}), because ${why}`, ...lines].join('\n');
}
