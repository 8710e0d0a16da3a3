/** A project with the tools of tools/package.json and with myelin as `npm pack` makes it. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '..', '..');
export const PROJECT = join(ROOT, 'build', 'bundlers');
const MYELIN = join(PROJECT, 'node_modules', 'myelin');
const HIDDEN = join(PROJECT, 'hidden');
const STAYS = ['node_modules', 'package.json', 'package-lock.json', 'hidden'];

/** Variables that users do not set, and tools in reach. */
export const environment = (more) => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(MYELIN|npm)_/.test(name))),
  PATH: [join(PROJECT, 'node_modules', '.bin'), process.env.PATH].join(delimiter), NEXT_TELEMETRY_DISABLED: '1', ...more,
});

/** @throws {Error} with what it printed, if a command fails */
export function run(command, { cwd = PROJECT, env = {} } = {}) {
  const { status, stdout, stderr, error } = spawnSync('sh', ['-ec', command], {
    cwd, env: environment(env), encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 900_000,
  });
  if (status !== 0) throw new Error(`${command}\n${error?.message ?? ''}${stdout}${stderr}`.trimEnd());
  return { stdout, stderr };
}

/** Installs the tools, where they are not those of tools/package.json, and myelin. */
export function install() {
  if (existsSync(HIDDEN)) rmSync(HIDDEN, { recursive: true });
  const wanted = readFileSync(join(HERE, 'tools', 'package.json'), 'utf8');
  const installed = join(PROJECT, 'node_modules', '.wanted');
  if (!existsSync(installed) || readFileSync(installed, 'utf8') !== wanted) {
    rmSync(PROJECT, { recursive: true, force: true });
    mkdirSync(PROJECT, { recursive: true });
    writeFileSync(join(PROJECT, 'package.json'), wanted);
    // bun's script puts its executable in place. Others have none that is needed.
    run('npm install --ignore-scripts --no-audit --no-fund && node node_modules/bun/install.js');
    writeFileSync(installed, wanted);
  }
  rmSync(MYELIN, { recursive: true, force: true });
  const packed = run(`npm pack --silent --pack-destination "${PROJECT}"`, { cwd: ROOT }).stdout.trim().split('\n').at(-1);
  run(`npm install --no-save --ignore-scripts --no-audit --no-fund ./${packed}`);
  rmSync(join(PROJECT, packed));
}

/** Takes everything away but the tools, and writes files. */
export function begin(files) {
  for (const name of readdirSync(PROJECT)) if (!STAYS.includes(name)) rmSync(join(PROJECT, name), { recursive: true });
  for (const [name, code] of Object.entries(files)) {
    mkdirSync(dirname(join(PROJECT, name)), { recursive: true });
    writeFileSync(join(PROJECT, name), code);
  }
}

/** Does something while the project has no myelin: what was built there must not find it. */
export async function without(use) {
  renameSync(MYELIN, HIDDEN);
  try {
    return await use();
  } finally {
    renameSync(HIDDEN, MYELIN);
  }
}

/** What myelin needs where it is installed and not bundled. */
export function installTo(folder) {
  const { dependencies } = JSON.parse(readFileSync(join(MYELIN, 'package.json'), 'utf8'));
  for (const name of ['myelin', ...Object.keys(dependencies)]) {
    cpSync(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  }
}

export const versionOf = (name) => JSON.parse(readFileSync(join(PROJECT, 'node_modules', name, 'package.json'), 'utf8')).version;
