import { DataError, show } from '../../core/errors.ts';

/** The error for a batch that its maker has failed to make. */
export const failure = (where: string, batch: number, cause: unknown): DataError =>
  new DataError(
    `${where}: batch ${batch}: what makes the data has failed: ${cause instanceof Error ? cause.message : show(cause)}`, { cause },
  );
