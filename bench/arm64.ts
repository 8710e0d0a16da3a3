/** `npm run test:arm64`: the kernel tests on AArch64, built by a cross compiler and run by qemu's user-mode emulation. */
import { checkCalls, checkSteps } from './calls.ts';
import { build, found, skip } from './replay.ts';

const COMPILER = 'aarch64-linux-gnu-g++';
const EMULATOR = 'qemu-aarch64-static';
/** Where Debian keeps the cross compiler's libraries. */
const SYSROOT = '/usr/aarch64-linux-gnu';

const missing = [COMPILER, EMULATOR].filter((command) => !found(command));
if (missing.length > 0) {
  skip('arm64', `there is no ${missing.join(' and no ')}. On Debian: apt-get install g++-aarch64-linux-gnu qemu-user-static.`);
}

const program = await build('replay', { name: 'arm64', compiler: COMPILER, flags: ['-O3'], arch: 'arm64' });
const command = [EMULATOR, '-L', SYSROOT, program] as const;
checkCalls('arm64', command, 'no fault');
await checkSteps('arm64', command, 'no fault');
