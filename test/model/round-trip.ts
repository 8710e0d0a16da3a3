import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { FormatError, loadModel, MyelinError, type Data, type LoadOptions, type Model } from '../../src/index.ts';

export type Own = NonNullable<LoadOptions['customObjects']>;
type Any = Model<unknown>;

const valuesOf = (model: Any): number[][] => model.paths().map(([, v]) => [...v.read()]);

/** The file of a model. */
export async function save(model: Any): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    await model.save(join(folder, 'it.safetensors'));
    return readFileSync(join(folder, 'it.safetensors'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The error of a file that is refused. */
export async function refusal(file: Uint8Array, customObjects: Own = {}): Promise<Error> {
  const error = await loadModel(file, { customObjects }).then(() => undefined, (e: Error) => e);
  expect(error).toBeInstanceOf(MyelinError);
  return error!;
}

/** Saves a model in mid-training, loads it by customObjects and trains on: the weights are those of training without a break.
 *  Without customObjects the file is refused, and the error says what to give. */
export async function roundTrip(make: () => Any, customObjects: Own, unknown: RegExp, [x, y]: readonly [Data, Data | null]): Promise<Any> {
  const [whole, first] = [make(), make()];
  await whole.fit(x, y, { epochs: 4, batchSize: 16 });
  await first.fit(x, y, { epochs: 2, batchSize: 16 });
  const file = await save(first);
  const error = await refusal(file);
  expect(error).toBeInstanceOf(FormatError);
  expect(error.message).toMatch(unknown);
  expect(error.message).toMatch(/customObjects: \{ \w+: \.\.\. \}/);
  const second = await loadModel<Any>(file, { customObjects });
  expect(valuesOf(second)).toEqual(valuesOf(first));
  expect(await save(second)).toEqual(file);
  await second.fit(x, y, { epochs: 2, batchSize: 16 });
  expect(valuesOf(second)).toEqual(valuesOf(whole));
  expect(await second.evaluate(x, y)).toEqual(await whole.evaluate(x, y));
  return second;
}
