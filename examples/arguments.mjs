/** The command line of every example: node examples/NAME.mjs [DATA] [--quick] */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = read();

function read() {
  try {
    return parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean', default: false } } });
  } catch (error) {
    const [reason] = error.message.split('. ');
    console.error(`${reason}. Usage: node ${relative('', process.argv[1])} [DATA] [--quick]`);
    process.exit(2);
  }
}

/** Whether to train on a small slice only, for a first look. The figures are then lower. */
export const quick = values.quick;

/** A file or folder of the data folder, which is the argument DATA or the environment variable MYELIN_DATA. Ends the program if it is
 *  missing. */
export function dataPath(...parts) {
  const folder = positionals[0] ?? process.env.MYELIN_DATA;
  const path = join(folder ?? '', ...parts);
  if (folder !== undefined && existsSync(path)) return path;
  console.error(
    `This example needs ${join(...parts)} in a folder of data, which is ${folder === undefined ? 'not given' : folder}.\n` +
      'Give the folder as an argument or in MYELIN_DATA. examples/README.md tells where the files come from.',
  );
  process.exit(1);
}
