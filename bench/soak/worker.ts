/** A worker thread of the soak: it lives tasks that it is given, two at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { live, type Task } from './task.ts';

export interface Order extends Task {
  /** The number of the order, and the seed of its faults. */
  readonly turn: number;
}
export type Told =
  { readonly turn: number; readonly answer: string; readonly faults: number } | { readonly turn: number; readonly error: string };

const { folder } = workerData as { readonly folder: string };

parentPort!.on('message', async (order: Order) => {
  const { turn } = order;
  try {
    parentPort!.postMessage({ turn, ...(await live(order, folder, turn)) } satisfies Told);
  } catch (error) {
    parentPort!.postMessage({ turn, error: (error as Error).stack ?? String(error) } satisfies Told);
  }
});
