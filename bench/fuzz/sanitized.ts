/** The addon under gcc's sanitizer of addresses, in a Node that does not know of it. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build, found, skip } from '../replay.ts';

/** What C++ sees of Node: beside its program, or where node-gyp has put it. */
function headers(): string {
  const own = resolve(dirname(process.execPath), '../include/node');
  if (existsSync(join(own, 'node_api.h'))) return own;
  return skip('fuzz', `there is no node_api.h in ${own}. Install Node with its headers.`);
}

/** Builds the addon, and answers the variables of the environment with which a process of Node loads it. */
export async function sanitized(): Promise<Record<string, string>> {
  const compiler = process.env['CXX'] ?? 'g++';
  if (!found(compiler))
    skip('fuzz', `there is no ${compiler}. Install a C++ compiler with the sanitizers' libraries, or name one in CXX.`);
  const { include_dir: napi } = createRequire(import.meta.url)('node-addon-api') as { include_dir: string };
  const defines = ['NAPI_VERSION=8', 'NODE_ADDON_API_CPP_EXCEPTIONS', 'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS'];
  const program = await build('addon', {
    name: 'sanitized',
    compiler,
    arch: 'x64',
    // Operands of programs that were altered may overlap. Only where they lie matters here, not what comes of them.
    kernelFlags: ['-Dmemcpy=memmove'],
    flags: [
      '-O1',
      // Lines without variables, and checks that are calls: otherwise the many chains take the compiler several times as long.
      '-g1',
      '-fsanitize=address',
      '--param=asan-instrumentation-with-call-threshold=0',
      '-fno-sanitize-recover=all',
      '-shared',
      '-fPIC',
      `-I${headers()}`,
      `-I${napi}`,
      ...defines.map((name) => `-D${name}`),
    ],
  });
  const addon = resolve(dirname(program), 'myelin.node');
  copyFileSync(program, addon);
  const library = spawnSync(compiler, ['-print-file-name=libasan.so'], { encoding: 'utf8' }).stdout.trim();
  return {
    MYELIN_NATIVE_PATH: addon,
    LD_PRELOAD: library,
    // Node leaves what it has at its end, and memory that is not there is an error of myelin.
    ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1:handle_segv=1:abort_on_error=1',
  };
}
