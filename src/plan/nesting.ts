import { STRETCHES_DEEP } from '../abi/kernels.ts';
import type { Writer } from '../abi/writer.ts';
import type { Pieces } from '../core/pieces.ts';
import { ConfigError } from '../core/errors.ts';

/** Returns `stretch`, which writes instructions that are skipped or repeated. @throws {ConfigError} if it would lie deeper than machines
 *  go */
export function within(writer: Writer, stretch: Pieces<void>): Pieces<void> {
  if (writer.depth < STRETCHES_DEEP) return stretch;
  throw new ConfigError(
    `scan and when: they are nested more than ${STRETCHES_DEEP} deep, and no machine runs that. ` +
      'Join loops into one over more turns, or compute both sides of a condition and choose with ops.where.',
  );
}
