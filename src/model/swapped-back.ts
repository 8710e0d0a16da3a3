import { bringBack } from './averages.ts';
import type { Callback } from './callback.ts';
import type { Engine } from './engine.ts';

/** Does work between the hooks of callbacks. If it fails, for example by a signal, weights that a callback has exchanged with their
 *  averages come back. */
export async function swappedBack<T>(engine: Engine, callbacks: readonly Callback[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (callbacks.length > 0 && engine.compiled) await bringBack(engine, engine.training('evaluate').optimizer);
    throw error;
  }
}
