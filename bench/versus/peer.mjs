/** What the libraries written for Node share: each is a process of its own that is given a task in a folder, says what
 *  it offers, and then does as each line on its standard input asks. peer.py speaks the same.
 *
 *      <- { version, works: { work: { setting: units } } }   a unit of work: steps or calls done in one go
 *      -> { work, setting }                                  <- { answer }: numbers every library must agree on
 *      -> { work, setting, times }                           <- { seconds } that so many units took
 *
 *  Whatever goes wrong is `{ error }`. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const folder = process.argv[2];
export const task = JSON.parse(readFileSync(`${folder}/task.json`, 'utf8'));
export const option = process.argv[3];

const { buffer } = new Uint8Array(readFileSync(`${folder}/data.f32`));
let at = 0;
/** The next values of the data. */
export const take = (length) => new Float32Array(buffer, 4 * at, ((at += length), length));

/** The net of a task with its data: one row after another, labels, and weights to begin with. */
export function readNet() {
  const { widths, batch, batches } = task;
  const rows = batch * batches;
  const [x, y] = [take(rows * widths[0]), take(rows)];
  const weights = widths.slice(1).map((units, i) => ({ inputs: widths[i], units, kernel: take(widths[i] * units), bias: take(units) }));
  return { ...task, rows, x, y, weights, outputs: widths.at(-1) };
}

const product = (sizes) => sizes.reduce((a, b) => a * b, 1);

/** A deep net of a task with its data: samples one after another, labels, and the weights of each layer to begin with, in the order of
 *  the layers. */
export function readDeep() {
  const { inputShape, batch, batches, parts } = task;
  const rows = batch * batches;
  const [x, y] = [take(rows * product(inputShape)), take(rows)];
  const leaves = (all) => all.flatMap((part) => (part.parts === undefined ? [part] : leaves(part.parts)));
  return { ...task, rows, x, y, weights: leaves(parts).map(({ weights }) => weights.map((shape) => take(product(shape)))) };
}

/** The seconds that a function takes. */
export async function clock(run) {
  const begun = performance.now();
  await run();
  return (performance.now() - begun) / 1000;
}

/** Steps one after another through the batches of an epoch, and on from its beginning. */
export function steps(count, batches, step) {
  for (let i = 0; i < count; i++) step(i % batches);
}

/** Serves works `{ work: { setting: { units, answer(), seconds(times) } } }`. */
export async function serve(version, works) {
  const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
  const units = Object.entries(works).map(([work, settings]) => [
    work,
    Object.fromEntries(Object.entries(settings).map(([setting, { units = 1 }]) => [setting, units])),
  ]);
  say({ version, works: Object.fromEntries(units) });
  for await (const line of createInterface({ input: process.stdin })) {
    const { work, setting, times } = JSON.parse(line);
    const served = works[work][setting];
    try {
      say(times === undefined ? { answer: await served.answer() } : { seconds: await served.seconds(times) });
    } catch (error) {
      say({ error: String(error) });
    }
  }
}
