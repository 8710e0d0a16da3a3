import { besideTrace, tracing } from '../graph/variable.ts';
import type { Trace } from './trace.ts';

let current: Trace | undefined;

/** The trace into which the layer or the compiled function that is running records; undefined outside of any. */
export const currentTrace = (): Trace | undefined => current;

/** Runs `work` with `t` as the current trace; meanwhile values of variables cannot be read or assigned. */
export const recordingInto = <T>(t: Trace, work: () => T): T => replacing(t, () => tracing(work));

/** Runs `work` outside of any step while a step is being recorded; for example to create weights. */
export const besideRecording = <T>(work: () => T): T => replacing(undefined, () => besideTrace(work));

function replacing<T>(trace: Trace | undefined, work: () => T): T {
  const before = current;
  current = trace;
  try {
    return work();
  } finally {
    current = before;
  }
}
