import { DataError, show } from '../../core/errors.ts';

/** The error for a batch that its maker has failed to make. */
export function failure(where: string, batch: number, cause: unknown): DataError {
  const message = (cause as Partial<Error> | null | undefined)?.message;
  return new DataError(
    `${where}: batch ${batch}: what makes the data has failed: ${typeof message === 'string' ? message : show(cause)}`, { cause },
  );
}
