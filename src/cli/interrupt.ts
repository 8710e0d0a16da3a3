import { EXIT } from './exit.ts';
import { note } from './say.ts';

/** Runs work that the user may interrupt. The first Ctrl-C (or SIGTERM) aborts the signal, so that the work done so
 *  far can be saved; the second one ends the process at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    note('Stopping after this step. Press Ctrl-C again to leave at once.');
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
