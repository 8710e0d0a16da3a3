/** Runs rounds of one fuzz in a process of its own, which may crash or hang: the seed of the round under way stands in a file.
 *  Arguments: what, the first seed, the one behind the last, seconds, the file. */
import { openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { MyelinError } from '../../src/index.ts';
import { Draw } from '../keras/draw.ts';
import { Fault, type Told, type Trial } from './trial.ts';

const TRIALS: Readonly<Record<string, () => Promise<Trial>>> = {
  api: async () => (await import('./api.ts')).api,
  blas: async () => (await import('./blas.ts')).blas,
  files: async () => (await import('./files.ts')).files,
  programs: async () => (await import('./programs.ts')).programs,
};
/** Milliseconds of processor time that a round may take, many times what one takes. */
const MOST = 1000;
/** Milliseconds between readings of processor time, which take as long as many rounds do. */
const READING = 100;
/** How often memory is looked at, in all. */
const SAMPLES = 24;

const [what, first, end, seconds, place] = process.argv.slice(2) as [string, string, string, string, string];
const trial = await TRIALS[what]!();
const alone = Number(end) - Number(first) === 1;
const tell = (told: Told): void => void process.send!(told);

let seed = Number(first);
let story: string[] = [];
const say = (line: string): void => {
  story.push(line);
  if (alone) console.log(`  ${line}`);
};
const fault = (what: string, stack: string): void => tell({ fault: what, seed, story, stack });
const thrown =
  (how: string) =>
  (error: unknown): void => {
    const { name, message, stack } = error instanceof Error ? error : { name: typeof error, message: String(error), stack: '' };
    fault(`${how}${name}: ${message}`, stack ?? '');
  };
process.on('unhandledRejection', thrown('a promise that nobody holds: '));
process.on('uncaughtException', thrown('out of any call: '));

/** An error of myelin that does not say where, or says all there is. */
function judge({ message }: MyelinError): void {
  if (message === '' || /\[object [A-Z]/.test(message))
    fault(`a message that does not tell: ${message}`, '');
  if (message.length > 4000) fault(`a message of ${message.length} characters: ${message.slice(0, 200)}`, '');
}

Error.stackTraceLimit = 30;
const file = openSync(place, 'r+');
process.chdir(dirname(place)); // files of names at random are left there
const position = new Float64Array(1);
const counts: Record<string, number> = {};
const megabytes: number[] = [];
const begun = performance.now();
const until = begun + 1000 * Number(seconds);
let reading = { at: begun, used: process.cpuUsage() };
for (; seed < Number(end); seed++) {
  const now = performance.now();
  if (now > until) break;
  const done = Math.max((now - begun) / (1000 * Number(seconds)), (seed - Number(first)) / (Number(end) - Number(first)));
  if (done * SAMPLES >= megabytes.length) {
    globalThis.gc?.();
    megabytes.push(Math.round(process.memoryUsage.rss() / 1e6));
  }
  if (now - reading.at > READING) reading = { at: now, used: process.cpuUsage() };
  position[0] = seed;
  writeSync(file, position, 0, 8, 0);
  story = [];
  let came: string;
  try {
    came = await trial(new Draw(seed), say);
  } catch (error) {
    if (error instanceof MyelinError) {
      came = error.name;
      judge(error);
    } else {
      came = 'fault';
      if (error instanceof Fault) fault(error.message, '');
      else thrown('')(error);
    }
  }
  if (performance.now() - now > READING) {
    // What came before it since the last reading counts, too: less than a tenth.
    const { user, system } = process.cpuUsage(reading.used);
    if ((user + system) / 1000 > MOST) fault(`took ${Math.round((user + system) / 1000)} ms`, '');
  }
  counts[came] = (counts[came] ?? 0) + 1;
  if (alone) console.log(`  ${came}`);
  // Lets promises be heard that nobody holds.
  if (seed % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
}
globalThis.gc?.();
megabytes.push(Math.round(process.memoryUsage.rss() / 1e6));
tell({ ended: { next: seed, counts, megabytes } });
process.disconnect();
