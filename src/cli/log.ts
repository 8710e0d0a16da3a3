import { extname } from 'node:path';
import { EpochFile } from '../callbacks/epoch-file.ts';
import { ConfigError } from '../core/errors.ts';
import { callbacks, type Callback } from '../index.ts';

/** Endings of files of JSON lines. */
const JSON_LINES = ['.jsonl', '.ndjson', '.json'];

/** Writes the figures of each epoch to a file, as its ending says.
 *  @throws {ConfigError} if it says something else */
export function logTo(path: string): Callback {
  const ending = extname(path).toLowerCase();
  if (ending === '.csv') return callbacks.csvLogger({ filename: path });
  if (JSON_LINES.includes(ending)) return jsonLines(path);
  throw new ConfigError(`--log: expected a name that ends with .csv, or with .jsonl for JSON lines, received ${path}.`);
}

/** A line for each epoch: an object of its number, from 0, and its figures. */
function jsonLines(path: string): Callback {
  const file = new EpochFile('--log', path);
  return {
    kind: 'jsonLines',
    exclusive: true,
    state: () => file.length(),
    restore: async (length: number) => void (await file.cut(length)),
    onTrainBegin: () => file.empty(),
    onEpochEnd: (epoch, logs) => file.add(`${JSON.stringify({ epoch, ...logs })}\n`),
  };
}
