/** The memory that this process takes for a `fit` of three steps, from before the model is made: prints { version, resident }, in bytes,
 *  as pytorch-memory.py does; see bench/memory.ts. Linux. */
import { readFileSync, writeFileSync } from 'node:fs';
import { assemble } from '../../../dist-bench/bench/versus/deep-model.js';
import * as package_ from '../../../dist/index.js';
import { readDeep } from '../peer.mjs';
import { myelin } from '../version.mjs';

const status = (name) => 1024 * Number(new RegExp(`${name}:\\s+(\\d+)`, 'u').exec(readFileSync('/proc/self/status', 'utf8'))[1]);

const net = readDeep();
const [x, y] = [net.tokens === undefined ? net.x : Int32Array.from(net.x), net.classes > 2 ? Int32Array.from(net.y) : net.y];
writeFileSync('/proc/self/clear_refs', '5'); // the peak begins anew
const before = status('VmRSS');
const { model } = assemble(package_, net);
model.compile({ optimizer: 'adam', loss: net.classes > 2 ? 'sparseCategoricalCrossentropy' : 'binaryCrossentropy' });
await model.fit({ data: x, shape: [net.rows, ...net.inputShape] }, { data: y, shape: [net.rows] }, {
  batchSize: net.batch, epochs: 3, verbose: 0,
});
const resident = status('VmHWM') - before;
process.stdout.write(`${JSON.stringify({ version: myelin(package_.backend()), resident })}\n`);
