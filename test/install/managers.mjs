/** `npm run check:install -- managers`: the packages of a release, put into a registry on this machine, installed by every package manager
 *  from an empty cache, in the ways that leave things out. */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformNames } from '../../dist/backend/libc.js';
import { packageOf, PLATFORMS } from '../../native/prebuild/platforms.mjs';
import { release } from '../../release.mjs';
import { addPrograms, bunHere, finish, headline, newFolder, readJson, resultOf, ROOT, row, runBeside, tool } from './common.mjs';
import { registry } from './registry.mjs';

const [own] = platformNames();
const built = join(ROOT, 'build', 'Release');
if (!existsSync(join(built, 'myelin.node'))) {
  console.error('the native addon is not built: npm run setup tells why');
  process.exit(1);
}

/** The packages for all platforms: that for this machine with the addon that was built here, and for others something that is no addon,
 *  and that nothing may open. */
const packages = newFolder();
const myelin = readJson(join(ROOT, 'package.json'));
const folders = Object.keys(PLATFORMS).map((name) => {
  const folder = join(packages, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(packageOf(name, myelin)));
  for (const file of ['myelin.node', 'myelin.json']) {
    if (name === own) cpSync(join(built, file), join(folder, file));
    else writeFileSync(join(folder, file), 'for another machine');
  }
  return folder;
});
const { address, close } = await registry(release(join(packages, 'release'), folders));
const { version } = myelin;

/** A project that depends on the package, in which a manager keeps to itself: its caches and settings lie in the folder. */
function empty() {
  const folder = newFolder();
  const home = join(folder, '.home');
  mkdirSync(home);
  const project = { name: 'user', version: '1.0.0', private: true, dependencies: { myelin: version } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
  writeFileSync(join(folder, '.npmrc'), `registry=${address}/\n`);
  writeFileSync(join(folder, 'bunfig.toml'), `[install]\nregistry = "${address}/"\n`);
  addPrograms(folder);
  const env = { ...process.env, npm_config_cache: join(home, 'npm'), YARN_CACHE_FOLDER: join(home, 'yarn'), XDG_CACHE_HOME: home,
    XDG_DATA_HOME: home, XDG_STATE_HOME: home, BUN_INSTALL_CACHE_DIR: join(home, 'bun'), CI: '' };
  for (const name of Object.keys(env)) if (/^npm_(?!config_cache)/i.test(name)) delete env[name];
  return { folder, env };
}

/** Installs by some commands, one after another, and runs the program. */
const installs = (name, machine, commands, { prepare, start = [process.execPath, 'main.mjs'] } = {}) =>
  row(name, async () => {
    const { folder, env } = empty();
    prepare?.(folder);
    for (const [command, ...args] of commands()) {
      if (command === 'remove') {
        rmSync(join(folder, args[0]), { recursive: true });
        continue;
      }
      const { status, said } = await runBeside(command, args, { cwd: folder, env });
      if (status !== 0) throw new Error(`${args.join(' ')}: ${said.slice(-1500)}`);
    }
    const [command, ...args] = typeof start === 'function' ? start() : start;
    const result = resultOf(await runBeside(command, args, { cwd: folder, env }));
    if (result.name !== machine) throw new Error(`expected ${machine}, received ${result.name}`);
    const others = join(folder, 'node_modules', '@myelin');
    return { ...result, note: existsSync(others) ? `@myelin: ${readdirSync(others).join(', ')}` : '' };
  });

headline(`From a registry: myelin ${version} and ${folders.length} packages for platforms`);
for (const major of [10, 11, 12]) {
  const npm = (...args) => [process.execPath, tool(`npm@${major}`, 'npm/bin/npm-cli.js'), ...args, '--no-audit', '--no-fund'];
  await installs(`npm ${major} install`, 'native', () => [npm('install')]);
  await installs(`npm ${major} ci --ignore-scripts`, 'native', () => [
    npm('install', '--package-lock-only'), npm('ci', '--ignore-scripts'),
  ]);
  await installs(`npm ${major} install --omit=optional`, 'wasm', () => [npm('install', '--omit=optional')]);
  await installs(`npm ${major} ci, lock file of macOS`, 'native', () => [
    npm('install', '--os=darwin', '--cpu=arm64'), ['remove', 'node_modules'], npm('ci'),
  ]);
}

const { platform, arch } = process;
const pnpms = {
  10: () => [process.execPath, tool('pnpm@10', 'pnpm/bin/pnpm.cjs')],
  12: () => [tool(`@pnpm/exe.${platform}-${arch}@12`, `@pnpm/exe.${platform}-${arch}/pnpm${platform === 'win32' ? '.exe' : ''}`)],
};
for (const [major, pnpm] of Object.entries(pnpms)) {
  await installs(`pnpm ${major} install`, 'native', () => [[...pnpm(), 'install']]);
  await installs(`pnpm ${major} install --no-optional`, 'wasm', () => [[...pnpm(), 'install', '--no-optional']]);
}

const yarn1 = (...args) => [process.execPath, tool('yarn@1', 'yarn/bin/yarn.js'), ...args];
await installs('yarn 1 install', 'native', () => [yarn1('install')]);
await installs('yarn 1 install --ignore-optional', 'wasm', () => [yarn1('install', '--ignore-optional')]);

const yarn = (...args) => [process.execPath, tool('@yarnpkg/cli-dist@4', '@yarnpkg/cli-dist/bin/yarn.js'), ...args];
const linker = (name) => (folder) =>
  writeFileSync(join(folder, '.yarnrc.yml'), `nodeLinker: ${name}\nnpmRegistryServer: "${address}"\nunsafeHttpWhitelist: ["127.0.0.1"]
enableTelemetry: false\nenableImmutableInstalls: false\nenableGlobalCache: false\nnpmMinimalAgeGate: 0\n`);
await installs('yarn 4 install, node_modules', 'native', () => [yarn('install')], { prepare: linker('node-modules') });
await installs('yarn 4 install, PnP', 'native', () => [yarn('install')], {
  prepare: linker('pnp'), start: () => yarn('node', 'main.mjs'),
});

const bun = (...args) => [bunHere(), ...args];
await installs('bun install', 'native', () => [bun('install')]);
await installs('bun install, run by Bun', 'native', () => [bun('install')], { start: () => bun('main.mjs') });
await installs('bun install --omit=optional', 'wasm', () => [bun('install', '--omit=optional')]);
close();
finish();
