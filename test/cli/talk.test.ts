/** What the command says of its work, where, and what it keeps. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorText, exitCodeOf } from '../../src/cli/exit.ts';
import { parseCsv } from '../../src/data/csv.ts';
import { readSafetensors } from '../../src/formats/safetensors.ts';
import { runMyelin, shapesCsv, type Ended } from './myelin.ts';

interface Told {
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly inputs: readonly number[];
  readonly accuracy: number;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'myelin-talk-'));
  writeFileSync(join(folder, 'shapes.csv'), shapesCsv(240));
});
afterAll(() => rmSync(folder, { recursive: true }));

const myelin = (...args: readonly string[]): Promise<Ended> => runMyelin(folder, args);
const train = (...args: readonly string[]): Promise<Ended> => myelin('train', 'shapes.csv', '--layers', '8', ...args);

describe('the course of a training', () => {
  test('is a line for each epoch in a pipe, and a list for each figure in the JSON', async () => {
    const { code, stdout, stderr } = await train('--epochs', '7', '--json', '--out', 'course.safetensors');
    expect(code, stderr).toBe(0);
    const lines = stderr.split('\n').filter((line) => line.startsWith('Epoch'));
    expect(lines.map((line) => line.split('  ')[0])).toEqual([1, 2, 3, 4, 5, 6, 7].map((epoch) => `Epoch ${epoch}/7`));
    expect(lines[0]).toMatch(/ {2}loss: \d\.\d{4} {2}accuracy: [01]\.\d{4} {2}valLoss: \d\.\d{4} {2}valAccuracy: [01]\.\d{4}$/);
    expect(stderr).not.toContain('\x1b');
    const { history } = JSON.parse(stdout) as Told;
    expect(Object.keys(history)).toEqual(['loss', 'accuracy', 'valLoss', 'valAccuracy']);
    expect(lines.map((line) => /loss: ([\d.]+)/.exec(line)![1])).toEqual(history['loss']!.map((loss) => loss.toFixed(4)));
    // Lists of numbers stand in a line each.
    expect(stdout.split('\n').find((line) => line.includes('"valLoss"'))).toMatch(/^ {4}"valLoss": \[[\d.e, -]+\],$/);
  });

  test('is about fifty lines of a long training', async () => {
    const { stderr } = await train('--epochs', '400', '--out', 'long.safetensors');
    const epochs = [...stderr.matchAll(/^Epoch (\d+)\/400/gm)].map(([, epoch]) => Number(epoch));
    expect(epochs).toEqual(expect.arrayContaining([1, ...Array.from({ length: 50 }, (_, i) => 8 * (i + 1))]));
    expect(epochs.length).toBeLessThan(400);
  });

  test('goes to a file, CSV or JSON lines, as its name says', async () => {
    const { stdout } = await train('--epochs', '4', '--json', '--log', 'log.csv', '--out', 'csv.safetensors');
    await train('--epochs', '4', '--log', 'log.jsonl', '--out', 'jsonl.safetensors');
    const { history } = JSON.parse(stdout) as Told;
    const table = parseCsv(readFileSync(join(folder, 'log.csv'), 'utf8'));
    expect(table.columns.map(({ name }) => name).toSorted()).toEqual(['epoch', ...Object.keys(history)].toSorted());
    for (const [name, values] of Object.entries(history)) expect([...table.column(name).values], name).toEqual(values);
    const lines = readFileSync(join(folder, 'log.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as object);
    expect(lines).toEqual(
      [0, 1, 2, 3].map((epoch) =>
        Object.fromEntries([['epoch', epoch], ...Object.entries(history).map(([name, values]) => [name, values[epoch]])]),
      ),
    );
    const refused = await train('--log', 'log.txt', '--out', 'no.safetensors');
    expect(refused).toEqual({
      code: 2, stdout: '', stderr: 'myelin: --log: expected a name that ends with .csv, or with .jsonl for JSON lines, received log.txt.\n',
    });
    const folds = await train('--log', 'folds.csv', '--folds', '2');
    expect([folds.code, folds.stderr]).toEqual([2, expect.stringMatching(/^myelin: --log tells of .* unless --out is given\.\n$/)]);
  });

  test('is not told with --quiet, nor are notes', async () => {
    const quiet = await myelin('train', 'shapes.csv', '--epochs', '2', '--quiet', '--out', 'quiet.safetensors');
    expect(quiet).toMatchObject({ code: 0, stderr: '' });
    expect(quiet.stdout).toMatch(/^Validation: accuracy [\s\S]*Saved to quiet\.safetensors\n$/);
  });
});

describe('files that are there', () => {
  test('are replaced with --overwrite alone, and the refusal names it', async () => {
    writeFileSync(join(folder, 'mine.csv'), 'mine');
    for (const args of [
      ['train', 'shapes.csv', '--out', 'mine.csv'],
      ['train', 'shapes.csv', '--log', 'mine.csv', '--out', 'other.safetensors'],
      ['tune', 'shapes.csv', '--out', 'mine.csv'],
      ['quantize', 'mine.csv', 'mine.csv'],
      ['predict', 'mine.csv', 'shapes.csv', '--out', 'mine.csv'],
      ['demo', '--out', 'mine.csv'],
    ]) {
      const stderr = 'myelin: mine.csv: there is such a file already. Give --overwrite to replace it, or another name.\n';
      expect(await myelin(...args), args.join(' ')).toEqual({ code: 2, stdout: '', stderr });
    }
    expect(readFileSync(join(folder, 'mine.csv'), 'utf8')).toBe('mine');
    expect(await train('--epochs', '1', '--out', 'mine.csv', '--overwrite')).toMatchObject({ code: 0 });
    expect(readSafetensors(readFileSync(join(folder, 'mine.csv'))).metadata).toHaveProperty('myelin');
  });

  test('that come to be while a model trains stay, too: it goes to a file beside', async () => {
    let made = false;
    const args = ['train', 'shapes.csv', '--layers', '8', '--epochs', '100000', '--out', 'race.safetensors'];
    const { stdout, stderr } = await runMyelin(folder, args, (text, child) => {
      if (made || !text.includes('Epoch 1/')) return;
      made = true;
      writeFileSync(join(folder, 'race.safetensors'), 'of another');
      child.kill('SIGINT');
    });
    expect(readFileSync(join(folder, 'race.safetensors'), 'utf8')).toBe('of another');
    expect(stderr).toContain('Another file has become race.safetensors meanwhile, and stays: the model goes to race-2.safetensors\n');
    expect(stdout).toContain('what was learnt so far is saved to race-2.safetensors');
    expect(readSafetensors(readFileSync(join(folder, 'race-2.safetensors'))).metadata).toHaveProperty('myelin');
  });

  test('the file of a training that was interrupted is replaced when it goes on', async () => {
    let sent = false;
    const args = ['train', 'shapes.csv', '--layers', '8', '--epochs', '300000', '--resume', '--out', 'broken-off.safetensors'];
    const stopped = await runMyelin(folder, args, (text, child) => {
      if (!sent && text.includes('Epoch 1/') && existsSync(join(folder, 'broken-off.safetensors.backup'))) sent = child.kill('SIGINT');
    });
    expect([stopped.code, existsSync(join(folder, 'broken-off.safetensors'))]).toEqual([130, true]);
    sent = false;
    const again = await runMyelin(folder, args, (text, child) => void (sent ||= text.includes('Epoch') && child.kill('SIGINT')));
    expect([again.code, again.stderr]).toEqual([130, expect.not.stringContaining('--overwrite')]);
  });
});

describe('columns that are ignored', () => {
  test('are neither learnt from nor asked for', async () => {
    const { stdout, code, stderr } = await train('--ignore', 'size,a', '--epochs', '2', '--json', '--out', 'fewer.safetensors');
    expect(code, stderr).toBe(0);
    expect((JSON.parse(stdout) as Told).inputs).toEqual([4]);
    expect(stderr).not.toMatch(/^ {2}(size|a) /m);
    writeFileSync(join(folder, 'short.csv'), 'b,color\n1,red\n2,blue\n');
    expect((await myelin('predict', 'fewer.safetensors', 'short.csv')).stdout).toMatch(/^b,color,prediction,probability\n1,red,/);
    expect((await myelin('evaluate', 'fewer.safetensors', 'shapes.csv')).code).toBe(0);
  });

  test('are counted in files without names, the same in all commands', async () => {
    writeFileSync(join(folder, 'bare.csv'), shapesCsv(240).split('\n').slice(1).join('\n'));
    const ignore = ['--ignore', '0', '--ignore', '3'];
    expect((await myelin('train', 'bare.csv', ...ignore, '--epochs', '2', '--out', 'bare.safetensors')).code).toBe(0);
    expect((await myelin('evaluate', 'bare.safetensors', 'bare.csv')).code).toBe(2);
    expect((await myelin('evaluate', 'bare.safetensors', 'bare.csv', ...ignore)).code).toBe(0);
    const { stdout } = await myelin('predict', 'bare.safetensors', 'bare.csv', ...ignore);
    expect(stdout.split('\n')[1]).toMatch(/^7,5,green,75\.5,large,(large|small),0\.\d+$/);
  });

  test.each([
    ['no column', ['--ignore', 'sice'], "shapes.csv: unknown ignored column 'sice'. Did you mean 'size'?"],
    ['the target', ['--ignore', '-1'], "shapes.csv: --ignore leaves out 'class', which is the target."],
    ['all others', ['--ignore', 'a,b,color,size'], 'shapes.csv: --ignore leaves out all columns but the target'],
  ])('%s: refused', async (_, args, message) => {
    const { code, stderr } = await train(...args, '--out', 'none.safetensors');
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

test('characters of names that a terminal would obey are told by their codes', async () => {
  const names = 'a\x1b[2J,b\u202e,"c\nd",\x9b1mcolor,y\x07';
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 7},${i % 5},x\x1b${i % 3},p\x7f${i % 2}`);
  writeFileSync(join(folder, 'evil\x1b[31m.csv'), `${[names, ...rows].join('\n')}\n`);
  const out = 'evil\x1b[0m.safetensors';
  for (const json of [[], ['--json']]) {
    const args = ['--layers', '4', '--epochs', '2', '--overwrite', '--out', out, ...json];
    const { code, stdout, stderr } = await myelin('train', 'evil\x1b[31m.csv', ...args);
    expect(code, stderr).toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(stderr).toContain('\n  a\\x1b[2J ');
    expect(stderr).toContain('\n  c\\nd ');
  }
  const wrong = await myelin('train', 'evil\x1b[31m.csv', '--target', 'y', '--out', 'no.safetensors');
  expect(wrong.stderr).toMatch(/^myelin: evil\\x1b\[31m\.csv: unknown target column 'y'\. .*\n$/);
  expect((await myelin('inspect', out)).stdout).not.toMatch(/[^\P{Cc}\n]/u);
});

describe('errors', () => {
  test('that nobody threw on purpose are one line and code 1, and tell how to see more', () => {
    const error = new TypeError('x is not a function');
    expect([errorText(error, false), exitCodeOf(error)]).toEqual([
      'myelin: unexpected TypeError: x is not a function (--verbose tells where)', 1,
    ]);
    expect(errorText(error, true)).toMatch(/^myelin: TypeError: x is not a function\n {4}at /);
  });

  test.each([
    ['of usage', ['train', 'shapes.csv', '--epoch', '3']],
    ['of values', ['train', 'shapes.csv', '--epochs', 'many']],
    ['of files', ['train', 'absent.csv', '--out', 'none.safetensors']],
    ['of names', ['train', 'shapes.csv', '--target', 'clas', '--out', 'none.safetensors']],
  ])('%s are one line', async (_, args) => {
    const { code, stdout, stderr } = await myelin(...args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(/^myelin: [^\n]+\n$/)]);
  });

  test('have a stack with --verbose', async () => {
    const { code, stderr } = await myelin('train', 'absent.csv', '--verbose', '--out', 'none.safetensors');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^myelin: .*absent\.csv[\s\S]*\n {4}at [\s\S]*\n$/)]);
  });
});
