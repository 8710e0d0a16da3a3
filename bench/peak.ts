/** The processor's peak of multiply-adds, as a contender that takes turns with others. */
import { buildContest, COMPILER, setUp, startContest, TARGET } from './gemm-process.ts';
import { found } from './replay.ts';
import type { Contender } from './timing.ts';

export interface Peak extends Contender {
  /** Arithmetic operations of one time. */
  readonly operations: number;
  end(): void;
}

const SIZE = 512;

/** The peak on so many threads; undefined, with a word, where it cannot be measured. */
export async function peakOf(threads: number): Promise<Peak | undefined> {
  if (TARGET === undefined || !found(COMPILER)) {
    console.log(`peak: skipped, it needs ${COMPILER} and a processor of a native target`);
    return undefined;
  }
  const { ask, end } = await startContest(await buildContest(), threads, ['peak']);
  try {
    await ask(setUp([SIZE, SIZE, SIZE]));
  } catch (error) {
    end();
    throw error;
  }
  return { name: 'peak', operations: 2 * SIZE ** 3, run: (times) => ask(`run peak ${times}`), end };
}
