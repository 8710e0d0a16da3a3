/** `npm run bench -- csv`: a large CSV file through standard input, read batch by batch, beside csv-parse alone on a part of the same text,
 *  each in a process of its own. `--gigabytes=3`. Rows and the sum of a column are checked. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse';
import { datasets } from '../src/index.ts';
import { option } from './option.ts';
import { report } from './report.ts';

const GIGABYTES = Number(option('gigabytes') ?? 3);
/** The share of the text that csv-parse alone reads. */
const PART = 0.25;
/** Rows of a block of text, which is given again and again. */
const BLOCK = 10_000;
const HEADER = 'id;preis;datum;ort;notiz\r\n';

type Reader = 'myelin' | 'csv-parse';

interface Read {
  readonly rows: number;
  readonly sum: number;
  /** Seconds of user time, and the peak of resident memory in bytes. */
  readonly seconds: number;
  readonly peak: number;
}

/** Prices in cents. */
const cents = (row: number): number => (row * 7919) % 1_000_000;

function block(): Buffer {
  const price = (row: number): string => {
    const [euros, rest] = [Math.floor(cents(row) / 100), cents(row) % 100];
    return `${euros >= 1000 ? `${Math.floor(euros / 1000)}.${`${euros % 1000}`.padStart(3, '0')}` : euros},${`${rest}`.padStart(2, '0')}`;
  };
  const day = (row: number): string => `${1 + (row % 28)}.${1 + (row % 12)}.2024`;
  const line = (_: unknown, row: number): string => `${row};${price(row)};${day(row)};Ort ${row % 50};"sagt ""${row % 9}"""\r\n`;
  return Buffer.from(Array.from({ length: BLOCK }, line).join(''));
}

/** What a child does: reads standard input, and prints what it read. */
async function child(reader: Reader): Promise<void> {
  let [rows, sum] = [0, 0];
  if (reader === 'myelin') {
    for await (const table of datasets.streamCsv(process.stdin, { onNotice: () => {} })) {
      rows += table.rows;
      for (const value of table.column('preis').values as Float64Array) sum += Math.round(value * 100);
    }
  } else {
    const parsing = process.stdin.pipe(parse({ delimiter: ';', from_line: 2 }));
    for await (const [, price] of parsing as AsyncIterable<string[]>) {
      rows++;
      sum += Math.round(Number(price!.replaceAll('.', '').replace(',', '.')) * 100);
    }
  }
  const { userCPUTime, maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ rows, sum, seconds: userCPUTime / 1e6, peak: maxRSS * 1024 } satisfies Read));
}

/** Gives the text to a child. @throws {Error} if it reads other rows */
async function measured(reader: Reader, gigabytes: number): Promise<Read & { readonly bytes: number }> {
  const text = block();
  const blocks = Math.max(1, Math.round((gigabytes * 1e9) / text.length));
  const running = spawn(process.execPath, [fileURLToPath(import.meta.url), `--child=${reader}`], { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  running.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  const ended = new Promise<number | null>((resolve) => running.on('close', resolve));
  const give = (piece: Buffer | string): Promise<void> =>
    new Promise((next, stop) => running.stdin.write(piece, (error) => (error ? stop(error) : next())));
  await give(HEADER);
  for (let i = 0; i < blocks; i++) await give(text);
  running.stdin.end();
  if ((await ended) !== 0) throw new Error(`${reader} ended with an error.`);
  const read = JSON.parse(out) as Read;
  const sum = Array.from({ length: BLOCK }, (_, row) => cents(row)).reduce((all, one) => all + one, 0) * blocks;
  if (read.rows !== BLOCK * blocks || read.sum !== sum)
    throw new Error(`${reader} read ${read.rows} rows with the sum ${read.sum}, expected ${BLOCK * blocks} with ${sum}.`);
  return { ...read, bytes: text.length * blocks + HEADER.length };
}

const reader = option('child') as Reader | undefined;
if (reader !== undefined) {
  await child(reader);
} else {
  const [theirs, ours] = [await measured('csv-parse', GIGABYTES * PART), await measured('myelin', GIGABYTES)];
  const rate = ({ bytes, seconds }: { readonly bytes: number; readonly seconds: number }): number => bytes / 1e6 / seconds;
  const rows = [
    ...([['csv-parse alone', theirs], ['streamCsv', ours]] as const).map(([name, read]) => ({
      name, gigabytes: read.bytes / 1e9, 'MB/s of user time': rate(read), 'peak MB': read.peak / 1e6,
    })),
    {
      name: 'streamCsv / csv-parse', gigabytes: GIGABYTES,
      'MB/s of user time': rate(ours) / rate(theirs), 'peak MB': ours.peak / theirs.peak,
    },
  ];
  const note = 'MB/s: text by user CPU time of the process that reads; peak: its resident memory. The last row has the ratios.';
  report('csv', rows, note);
}
