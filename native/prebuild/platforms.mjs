/** The platforms that addons are built for: what the compiler calls them, and what npm calls them. */
const linux = (cpu, libc) => ({
  os: 'linux', cpu, libc: libc === 'gnu' ? 'glibc' : 'musl',
  // The oldest that the compiler knows; Node 20 itself asks for 2.28.
  target: `${cpu === 'x64' ? 'x86_64' : 'aarch64'}-linux-${libc === 'gnu' ? 'gnu.2.17' : 'musl'}`,
});
const darwin = (cpu) => ({ os: 'darwin', cpu, target: `${cpu === 'x64' ? 'x86_64' : 'aarch64'}-macos.11.0` });
const windows = (cpu) => ({ os: 'win32', cpu, target: `${cpu === 'x64' ? 'x86_64' : 'aarch64'}-windows-gnu` });

/** By the names that src/backend/addon.ts looks for. */
export const PLATFORMS = {
  'linux-x64-gnu': linux('x64', 'gnu'),
  'linux-arm64-gnu': linux('arm64', 'gnu'),
  'linux-x64-musl': linux('x64', 'musl'),
  'linux-arm64-musl': linux('arm64', 'musl'),
  'darwin-x64': darwin('x64'),
  'darwin-arm64': darwin('arm64'),
  'win32-x64': windows('x64'),
  'win32-arm64': windows('arm64'),
};

/** The package.json of the package for a platform, by which npm takes it where it runs.
 *  @param myelin  package.json of myelin, whose version it has */
export function packageOf(name, { version, license, repository }) {
  const { os, cpu, libc } = PLATFORMS[name];
  return {
    name: `@myelin/${name}`, version, description: `The native addon of myelin for ${name}.`, license, repository,
    os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }),
    files: ['myelin.node', 'myelin.json'], preferUnplugged: true,
  };
}
