/** What every library compared does for bench/versus.ts, as a process of its own: it reads a net with its data from a
 *  folder, says what it is and the loss after one epoch from the initial weights, then times as many epochs as each line
 *  on its standard input asks for. pytorch.py speaks the same. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** The net, and float32 arrays in the order bench/versus.ts wrote them. */
export function readNet() {
  const folder = process.argv[2];
  const net = JSON.parse(readFileSync(`${folder}/net.json`, 'utf8'));
  const { buffer } = new Uint8Array(readFileSync(`${folder}/data.f32`));
  let at = 0;
  const take = (length) => new Float32Array(buffer, 4 * at, ((at += length), length));
  const rows = net.batch * net.batches;
  const [x, y] = [take(rows * net.widths[0]), take(rows)];
  const weights = net.widths.slice(1).map((units, i) => ({ inputs: net.widths[i], units, kernel: take(net.widths[i] * units), bias: take(units) }));
  return { ...net, rows, x, y, weights };
}

/** Serves: `loss()` trains one epoch from the initial weights and answers the loss then; `seconds(epochs)` begins with
 *  the initial weights too, trains an epoch that does not count, and answers the seconds of those after it. */
export async function serve({ version, loss, seconds }) {
  const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
  say({ version, loss: await loss() });
  for await (const line of createInterface({ input: process.stdin })) say({ seconds: await seconds(Number(line)) });
}
