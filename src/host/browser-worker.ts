/** What a worker of a page runs: the first message is what Node calls workerData, later ones are slices. It imports nothing but what it
 *  runs, and evaluates no text, so that it loads under every policy that lets a page load workers of its own. */
import { CONTROL, wasmWorker, type Slice } from '../backend/wasm-worker.ts';

const scope = globalThis as unknown as Page.Scope;

const begin = ({ data: workerData }: Page.Message): void => {
  const parentPort = {
    on: (_: 'message', listener: (message: Slice) => void) => {
      scope.addEventListener('message', ({ data }) => listener(data as Slice));
    },
    postMessage: (message: unknown) => scope.postMessage(message),
  };
  wasmWorker({ workerData, parentPort }, CONTROL);
};

scope.addEventListener('message', begin, { once: true });
// That it has begun.
scope.postMessage(null);
