import { closeSync, existsSync, openSync, readSync } from 'node:fs';

/** The C libraries for Linux, as names of prebuilt addons have them. */
export type LibC = 'gnu' | 'musl';

/** How the loaders of each are called: the file of a program names its own near its beginning. */
const LOADERS: Readonly<Record<LibC, string>> = { gnu: 'ld-linux-', musl: 'ld-musl-' };
const BEGINNING = 4096;
/** Where the loaders lie. */
const PLACES: Readonly<Record<string, Readonly<Record<LibC, string>>>> = {
  x64: { gnu: '/lib64/ld-linux-x86-64.so.2', musl: '/lib/ld-musl-x86_64.so.1' },
  arm64: { gnu: '/lib/ld-linux-aarch64.so.1', musl: '/lib/ld-musl-aarch64.so.1' },
};

/** The C library that this process runs with; undefined on other systems, and if neither the program nor the system tells: one may have
 *  the loaders of both. */
export function libcHere(): LibC | undefined {
  if (process.platform !== 'linux') return undefined;
  return ofProgram(process.execPath) ?? ofSystem();
}

function ofProgram(path: string): LibC | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(BEGINNING);
      readSync(file, bytes, 0, BEGINNING, 0);
      return (Object.keys(LOADERS) as LibC[]).find((name) => bytes.includes(LOADERS[name]));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined; // no permission to read it
  }
}

function ofSystem(): LibC | undefined {
  const here = PLACES[process.arch];
  if (here === undefined) return undefined;
  const [gnu, musl] = [isThere(here.gnu), isThere(here.musl)];
  return gnu === musl ? undefined : gnu ? 'gnu' : 'musl';
}

/** Whether a file is there, and may be seen: Node's permission model throws where it may not. */
function isThere(path: string): boolean {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
}

/** The names of prebuilt addons that may run here: on Linux those for both C libraries, the likelier first, where it cannot be told
 *  which one this process runs with. */
export function platformNames(): readonly string[] {
  const { platform, arch } = process;
  if (platform !== 'linux') return [`${platform}-${arch}`];
  const libc = libcHere();
  return (libc === undefined ? ['gnu', 'musl'] : [libc]).map((name) => `linux-${arch}-${name}`);
}
