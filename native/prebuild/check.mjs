/** What an addon may ask of the system that it is loaded into. */
import { readElf } from './elf.mjs';
import { readMachO } from './mach-o.mjs';
import { readPe } from './pe.mjs';

/** The newest version of glibc that is asked for: that of Node 20 itself. */
const GLIBC = [2, 28];
/** The oldest macOS that Node 20 runs on, for Apple's own processors. */
const MACOS = '11.0';
/** The libraries that every system has. */
const LIBRARIES = {
  glibc: /^(lib(c|m|pthread|dl)\.so\.\d|ld-linux-(x86-64|aarch64)\.so\.\d)$/,
  musl: /^libc\.so$/,
  darwin: /^\/usr\/lib\/libSystem\.B\.dylib$/,
  win32: /^(kernel32|ntdll|api-ms-win-crt-\w+-l1-1-0)\.dll$/i,
};
const READERS = { linux: readElf, darwin: readMachO, win32: readPe };
/** What Node calls. */
const ENTRY = 'napi_register_module_v1';

function* faultsOf(bytes, { os, cpu, libc }, { node, system }) {
  const { libraries, imports, exports, stripped, ...more } = READERS[os](bytes);
  const listed = (symbols) => symbols.map(({ name, version }) => name + (version === undefined ? '' : `@${version}`)).join(', ');
  for (const library of libraries) if (!LIBRARIES[libc ?? os].test(library)) yield `it needs the library ${library}`;
  const rest = imports.filter(({ name, weak }) => !node.has(name) && !weak);
  const unknown = rest.filter(({ name, version, library }) => (libc === 'musl' ? !system.has(name) : (version ?? library) === undefined));
  if (unknown.length > 0) yield `neither Node nor the system has ${listed(unknown)}`;
  const tooNew = rest.filter(({ version }) => newer(version));
  if (tooNew.length > 0) yield `Node asks for glibc ${GLIBC.join('.')}, and it for ${listed(tooNew)}`;
  if (libc === 'musl' && rest.some(({ version }) => version !== undefined)) yield 'it asks for glibc and is for musl';
  if (!exports.includes(ENTRY)) yield `it has no ${ENTRY}`;
  if (os === 'linux' && exports.some((name) => /^(_Z|_Unwind|unw_|__cxa)/.test(name))) yield 'it shows parts of its C++ library to others';
  if (!stripped) yield 'it holds names for debuggers';
  if (os === 'darwin' && more.system !== MACOS) yield `it is for macOS ${more.system}, expected ${MACOS}`;
  if (os === 'darwin' && !(more.signed ?? cpu === 'x64')) yield 'its signature is not that of its bytes';
}

/** Whether a version of a symbol is newer than what Node itself asks for. */
function newer(version = '') {
  const [, major, minor] = /^GLIBC_(\d+)\.(\d+)/.exec(version) ?? [];
  return major > GLIBC[0] || (Number(major) === GLIBC[0] && minor > GLIBC[1]);
}

/** @param known  names of functions: `node` of Node, `system` of the C library musl
 *  @throws {Error} if an addon would not load where Node runs */
export function check(bytes, platform, known) {
  const faults = [...faultsOf(bytes, platform, known)];
  if (faults.length > 0) throw new Error(`the addon for ${platform.os}-${platform.cpu}: ${faults.join('; ')}`);
}
