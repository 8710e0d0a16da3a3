/** What users of the command get wrong: told in a line that names the place and what to do, and by the exit code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';
import { runMyelin, shapesCsv, type Ended } from './myelin.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'myelin-mistakes-'));
  writeFileSync(join(folder, 'shapes.csv'), shapesCsv(240));
});
afterAll(() => rmSync(folder, { recursive: true }));

const myelin = (args: readonly string[]): Promise<Ended> => runMyelin(folder, args);

describe('mistakes end with code 2 and say what to do', () => {
  beforeAll(async () => {
    const [names, ...rows] = shapesCsv(3).split('\n');
    const files = {
      one: [names, rows[1]], two: [names, rows[1], rows[2]], narrow: ['a,color,size', '1,red,2'],
      far: [names, '1e300,1,red,1,small'],
    };
    for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, `${name}.csv`), lines.join('\n'));
    await myelin(['train', 'shapes.csv', '--epochs', '1', '--out', 'small.safetensors']);
    await myelin(['quantize', 'small.safetensors', 'bytes.safetensors']);
    const { tensors, metadata } = readSafetensors(readFileSync(join(folder, 'small.safetensors')));
    Object.entries(tensors).find(([path]) => path.endsWith('/bias'))![1].data.fill(NaN);
    writeFileSync(join(folder, 'broken.safetensors'), writeSafetensors(tensors, metadata));
  });

  test.each([
    ['no command', [], /Usage: myelin/],
    ['an unknown command', ['trian'], /unknown command 'trian'[\s\S]*Did you mean train\?/],
    ['an unknown option', ['train', 'shapes.csv', '--epoch', '3'], /unknown option '--epoch'[\s\S]*Did you mean --epochs\?/],
    ['no number', ['train', 'shapes.csv', '--epochs', 'many'], /'many' is invalid\. Expected a whole number, 1 or more/],
    ['no share', ['train', 'shapes.csv', '--validation-split', '1'], /Expected a number from 0 to below 1/],
    ['no file', ['train', 'absent.csv'], /absent\.csv: there is no such file/],
    ['no such column', ['train', 'shapes.csv', '--target', 'clas'], /shapes\.csv: unknown target column 'clas'\. Did you mean 'class'/],
    ['a target of a folder', ['train', '.', '--target', 'label'], /--target is for tables, and \. has images, whose labels/],
    ['a task of a folder', ['tune', '.', '--task', 'regression'], /--task is for tables, and \. has images/],
    ['no header of a folder', ['train', '.', '--no-header'], /--no-header is for tables/],
    ['a separator of a folder', ['train', '.', '--separator', ';'], /--separator is for tables/],
    ['a pair of a table', ['evaluate', 'small.safetensors', 'shapes.csv', '--set', 'test'], /--set names a pair of a folder of images/],
    ['no such optimizer', ['train', 'shapes.csv', '--optimizer', 'adma'], /unknown optimizer 'adma'\. Did you mean 'adam'/],
    ['nowhere to save', ['train', 'shapes.csv', '--out', 'absent/model.safetensors'], /absent: there is no such file or folder/],
    ['no steps', ['profile', 'model.safetensors', 'shapes.csv', '--steps', '0'], /'0' is invalid\. Expected a whole number, 1 or more/],
    ['no model to profile', ['profile', 'absent.safetensors', 'shapes.csv'], /absent\.safetensors: there is no such file/],
    ['no model', ['evaluate', 'shapes.csv', 'shapes.csv'], /shapes\.csv: safetensors: .*not a safetensors file/],
    ['too many folds', ['train', 'shapes.csv', '--folds', '500'], /whole number from 2 to the number of rows, 240, received 500/],
    ['a row to learn from', ['train', 'one.csv'], /one\.csv: expected at least two rows with a target 'class' to learn from, received 1/],
    [
      'a row left to learn from',
      ['train', 'two.csv', '--target', 'size'],
      /two\.csv, without the rows held out: expected at least two rows/,
    ],
    ['the wrong separator', ['train', 'shapes.csv', '--separator', ';'], /received none\. Check what separates the cells/],
    ['a folder for a model', ['inspect', '.'], /myelin: \.: expected a file, this is a folder/],
    ['a folder for a file', ['predict', 'small.safetensors', '.'], /myelin: \.: readTable: expected a file, this is a folder/],
    [
      'a column that is missing',
      ['predict', 'small.safetensors', 'narrow.csv'],
      /expected a column named 'b' as in training, received a, color, size\.$/m,
    ],
    [
      'a cell beyond all numbers',
      ['predict', 'small.safetensors', 'far.csv'],
      /far\.csv: line 2: column 'a': 1e\+300 is too large beside the values of training/,
    ],
    [
      'a model that is broken',
      ['predict', 'broken.safetensors', 'shapes.csv'],
      /shapes\.csv: expected numbers from the model, received NaN for row 1/,
    ],
    ['its figures', ['evaluate', 'broken.safetensors', 'shapes.csv'], /expected numbers from the model, received NaN for row 1/],
    [
      'training of bytes',
      ['profile', 'bytes.safetensors', 'shapes.csv'],
      /bytes\.safetensors: the model is quantised and takes no training steps\. Profile a prediction, with --predict/,
    ],
    ['nowhere to save bytes', ['quantize', 'small.safetensors', 'absent/bytes.safetensors'], /absent: there is no such file or folder/],
    [
      'nowhere to save after folds',
      ['train', 'shapes.csv', '--folds', '2', '--out', 'absent/model.safetensors'],
      /^myelin: absent: there is no such file or folder/,
    ],
    ['an empty folder of images', ['train', '.'], /expected train-images-idx3-ubyte/],
  ])('%s', async (_, args, message) => {
    const { code, stderr } = await myelin(args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(2);
  });

  test('every command explains itself and its exit codes', async () => {
    for (const command of ['train', 'tune', 'evaluate', 'predict', 'inspect', 'profile', 'quantize', 'doctor', 'demo']) {
      const { code, stdout } = await myelin([command, '--help']);
      expect([code, stdout.includes('Exit codes: 0 done')]).toEqual([0, true]);
    }
    expect((await myelin(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
