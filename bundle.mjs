/** Build step: what Node loads, dist/node: the modules of dist in a few files of CommonJS. A file costs Node 0.2 ms and its functions are
 *  read even if they are never called, so that 600 modules would take longer to import than a small network to train. Here a file is
 *  loaded when a name in it is used first; what every import uses lies in one. `require` and `import` share these files, and with them
 *  the state of the library: there are no two of it in a process. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/utils';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const DIST = join(ROOT, 'dist');
const OUT = join(DIST, 'node');
const LIBRARY = { index: join(DIST, 'index.js'), blas: join(DIST, 'blas', 'index.js') };
/** The entries of the library, and the command. */
const ENTRIES = { ...LIBRARY, myelin: join(DIST, 'cli', 'main.js') };

/** The place of a module in dist, 'layers/dense'. */
const placeOf = (id) => relative(DIST, id).replaceAll(sep, '/').replace(/\.js$/, '');

/** Folders that a program which trains loads together. */
const ENGINE = ['abi', 'lower', 'plan', 'run', 'grad', 'trace', 'op'];
/** Folders, and a module, that every program loads which computes. */
const MACHINE = ['host', 'backend', 'core/bundle'];

const isEntry = (id) => Object.values(ENTRIES).includes(id);
/** Whether a module is a list of what others export, and nothing else. */
const isList = (id) => /^(\s*export [^;]* from '[^']+';)+\s*$/.test(readFileSync(id, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, ''));

/** The file of a module. Lists of names (`layers`, `ops`) lie apart from what they list, so that one name loads the file of one. */
function fileOf(id, imported) {
  const place = placeOf(id);
  const [folder, name] = place.split('/');
  // The lists that registries read; users see others.
  if (isList(id)) return name === 'factories' ? 'factories' : 'names';
  if (imported.has(place)) return 'import';
  if (place.startsWith('backend/gen/')) return 'wasm-module';
  if (MACHINE.includes(folder) || MACHINE.includes(place)) return 'machine';
  // It copies the list of a folder when it is loaded, and the folder's file is whole only afterwards.
  if (name === 'registry') return `${folder}-registry`;
  return ENGINE.includes(folder) ? 'engine' : folder;
}

/** Lets a file load others, those of Node among them, when it uses them. Of another file it says `require_x.name` or `node_x.name`
 *  wherever it uses a name, `require_x` where it gives the whole away. What it exports stands first: files that need each other see the
 *  names, as modules do. */
function lazy(code) {
  const loaded = [], exported = [];
  const own = code
    .replaceAll(/^(?:const|let) ((?!require_rolldown)[\w$]+) = (require\("[^"]+"\));$/gm, (_, name, load) => {
      loaded.push(name.replaceAll('$', String.raw`\$`));
      return `let $${name};\nconst ${name} = () => $${name} ??= ${load};`;
    })
    // A list of names, as getters that are written down: those that are defined one by one take a half longer.
    .replaceAll(/require_rolldown_runtime\.__exportAll\(\{\n([^}]*)\n\}\)/g, (_, names) => {
      const getters = names.replaceAll(/^\s*([\w$]+): \(\) => (.+?),?$/gm, 'get $1() { return $2; },');
      return `{\nget [Symbol.toStringTag]() { return 'Module'; },\n${getters}\n}`;
    })
    // Where the whole of a module is imported, beside its names.
    .replaceAll(/(?<= \?\?= )(require\("[^"]+"\));\n([\w$]+) = (require_rolldown_runtime\.__toESM\()\2(, 1\);)$/gm, '$3$1$4')
    // A copy of a module of Node, of which we name the default alone, reads all of its names, which takes milliseconds.
    .replaceAll(/require_rolldown_runtime\.__toESM\((require\("node:[^"]+"\)), 1\)/g, '{ default: $1 }')
    // Loaded for what it does when it is loaded: no module of ours does anything then.
    .replaceAll(/^require\("\.[^"]+"\);\n/gm, '')
    .replaceAll(
      /^Object\.defineProperty\(exports, "[\w$]+", \{\s+enumerable: true,\s+get: function\(\) \{[^}]+\}\s+\}\);\n/gm,
      (getter) => (exported.push(getter), ''),
    );
  if (loaded.length === 0) return exported.join('') + own;
  // Not a property of that name, but behind the dots of a spread.
  const name = String.raw`(?<![\w$]|(?<!\.\.)\.)(${loaded.join('|')})`;
  return (exported.join('') + own)
    .replaceAll(new RegExp(String.raw`\bnew ${name}\.([\w$]+)`, 'g'), 'new ($1().$2)')
    .replaceAll(new RegExp(String.raw`${name}\.`, 'g'), '$1().')
    // The whole of a module, given away as a value.
    .replaceAll(new RegExp(String.raw`(?<!const |")${name}(?![\w$(])`, 'g'), '$1()');
}

/** The same code in fewer bytes. Functions and classes keep their names: errors and figures are known by them, and stacks are read. Lines
 *  stay, too: Node prints the one that an error comes from. */
function shorter(fileName, code) {
  const compress = { keepNames: { function: true, class: true } };
  const options = { compress, mangle: { toplevel: false, keepNames: true }, codegen: { removeWhitespace: false }, module: false };
  const { code: short, errors } = minifySync(fileName, code, options);
  if (errors.length > 0) throw new Error(`${fileName}: ${errors[0].message}`);
  return short;
}

async function write(dir, name) {
  const bundle = await rolldown({
    input: ENTRIES, platform: 'node', external: (id) => !id.startsWith('.') && !isAbsolute(id),
    preserveEntrySignatures: 'allow-extension', logLevel: 'warn',
  });
  const { output } = await bundle.write({
    dir, format: 'cjs', exports: 'named', comments: { legal: true, annotation: false, jsdoc: false },
    entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs',
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name, debugName: 'files' }] },
  });
  await bundle.close();
  for (const { fileName, code } of output) writeFileSync(join(dir, fileName), shorter(fileName, lazy(code)));
  return output;
}

/** The modules that are loaded when every name of the package is asked for once, as `import` does: found by a build with a file for each
 *  module, in a process of its own. */
function importedModules(dir) {
  const ask = `const all = require(${JSON.stringify(join(dir, 'index.cjs'))}); for (const name of Object.keys(all)) void all[name];
    console.log(JSON.stringify(Object.keys(require.cache)))`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', ask], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the package does not load in pieces: ${stderr}`);
  return JSON.parse(stdout).map((path) => relative(dir, path).replace(/\.cjs$/, ''));
}

/** What `import` loads: the same file, by names. By `createRequire` Node would load it 4 ms sooner, and ncc and bun would not find it. */
const byName = ({ fileName, exports }) => `// The names of ${fileName}, so that import and require share one library.
import all from './${fileName}';
export const {
  ${exports.join(', ')},
} = all;
`;

/** The declarations of what `require` loads: those of the modules. */
const declared = (place) => `// @ts-ignore In TypeScript's module node16 require loads no modules. Node loads the files of CommonJS here.
export * from '../${place}.js';
`;

const dir = mkdtempSync(join(tmpdir(), 'myelin-bundle-'));
await write(dir, (id) => (isEntry(id) ? undefined : isList(id) ? 'names' : placeOf(id).replaceAll('/', '.')));
const imported = new Set(importedModules(dir).map((name) => name.replaceAll('.', '/')));
rmSync(dir, { recursive: true });

rmSync(OUT, { recursive: true, force: true });
const files = await write(OUT, (id) => (isEntry(id) ? undefined : fileOf(id, imported)));
for (const [name, source] of Object.entries(LIBRARY)) {
  writeFileSync(join(OUT, `${name}.mjs`), byName(files.find(({ fileName }) => fileName === `${name}.cjs`)));
  writeFileSync(join(OUT, `${name}.d.cts`), declared(placeOf(source)));
}
