/** `npm run sanitize`: the kernel tests under the address and undefined-behaviour sanitizers and under the thread
 *  sanitizer, on every target of this machine; and the pool, under the last, with several callers at once. */
import { checkCalls, checkSteps } from './calls.ts';
import { build, found, output, say, skip, type Toolchain } from './replay.ts';

const compiler = process.env.CXX ?? 'g++';
const toolchain = (name: string, sanitizers: string): Toolchain => ({
  name,
  compiler,
  flags: ['-O1', `-fsanitize=${sanitizers}`, '-fno-sanitize-recover=all'],
  arch: 'x64',
});

if (process.arch !== 'x64') skip('sanitize', `made for x64, this is ${process.arch}.`);
if (!found(compiler)) {
  skip('sanitize', `there is no ${compiler}. Install a C++ compiler with the sanitizers' libraries, or name one in CXX.`);
}

/** Builds the driver with sanitizers and has it run all there is. */
async function check(made: Toolchain, verdict: string): Promise<void> {
  const program = await build('replay', made);
  checkCalls(made.name, [program], verdict);
  await checkSteps(made.name, [program], verdict);
}

const thread = toolchain('thread', 'thread');
await check(toolchain('address', 'address,undefined'), 'no access outside an operand, nothing undefined');
await check(thread, 'no race');
say('pool', `${output('pool', await build('crowd', thread), []).trim()}: no race`);
