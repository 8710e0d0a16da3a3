/** Which libraries are here, and how each is started. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import '../../test/host.ts';
import { nativeTargets } from '../../src/backend/native.ts';

export const FOLDER = 'bench/versus';

/** A library in one kind of contest. */
export interface Kind {
  readonly name: string;
  /** The program that speaks for it, in its folder. */
  readonly script: string;
  /** A word for the program, where it speaks for several. */
  readonly option?: string;
  /** Packages that must be found. */
  readonly needs: readonly string[];
  /** Environments to try where there are several threads; the best counts. */
  readonly environments?: readonly NodeJS.ProcessEnv[];
  /** How far its answers may lie from myelin's, if not as the task says: for other precisions. */
  readonly tolerance?: number;
  /** The tasks it takes part in, if not all: what it can express, and in bearable time. */
  takes?(task: { readonly name: string; readonly threads: number }): boolean;
}

/** A way to start a library. */
export interface Start {
  readonly kind: Kind;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What of it belongs to this start alone. */
  readonly environment: NodeJS.ProcessEnv;
}

/** The versions of packages that a Python finds. */
type Packages = Readonly<Record<string, string>>;

const LIST =
  'import importlib.metadata as m, json; print(json.dumps({d.name.lower().replace("_", "-"): d.version for d in m.distributions()}))';

/** Every Python there is to ask, with what it finds. */
const pythons: () => ReadonlyMap<string, Packages> = once(() => {
  const named = (process.env.MYELIN_BENCH_PYTHON ?? '/usr/bin/python3,python3').split(/[:,]/).filter((name) => name !== '');
  const asked = named.map((python) => [python, spawnSync(python, ['-c', LIST], { encoding: 'utf8' })] as const);
  return new Map(asked.filter(([, { status }]) => status === 0).map(([python, { stdout }]) => [python, JSON.parse(stdout) as Packages]));
});

/** The package of a Python, as its index knows it. */
const DISTRIBUTIONS: Readonly<Record<string, readonly string[]>> = { tensorflow: ['tensorflow', 'tensorflow-cpu'] };

/** How to start a library, once for every version that is found and every environment to try; or why it is not. */
export function startsOf(kind: Kind, threads: number): readonly Start[] | string {
  const commands = kind.script.endsWith('.py') ? pythonsWith(kind.needs) : installed(kind.needs) ? [process.execPath] : [];
  if (commands.length === 0) {
    return kind.script.endsWith('.py')
      ? `no Python with ${kind.needs.join(', ')}; MYELIN_BENCH_PYTHON may name some`
      : `npm ci in ${FOLDER} failed`;
  }
  const args = [`${FOLDER}/${kind.script}`];
  return commands.flatMap((command) =>
    ((threads > 1 ? kind.environments : undefined) ?? [{}]).map((own) => ({
      kind, command, args, env: { ...environment(threads), ...own }, environment: own,
    })),
  );
}

/** The first Python of each version of the first package. */
export function pythonsWith(needs: readonly string[]): string[] {
  const versions = new Map<string, string>();
  for (const [python, packages] of pythons()) {
    const found = needs.map((name) => (DISTRIBUTIONS[name] ?? [name]).map((d) => packages[d]).find((version) => version !== undefined));
    if (found.every((version) => version !== undefined) && !versions.has(found[0]!)) versions.set(found[0]!, python);
  }
  return [...versions.values()];
}

function installed(needs: readonly string[]): boolean {
  const all = (): boolean => needs.every((name) => existsSync(`${FOLDER}/node_modules/${name}`));
  return all() || (install() && all());
}

const install: () => boolean = once(
  () =>
    spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: FOLDER,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    }).status === 0,
);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** So many threads for every library there is, and nothing that would hold OpenBLAS or ATen back. */
function environment(threads: number): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, PYTHONPATH: FOLDER };
  for (const name of ['MYELIN_NUM_THREADS', 'OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NPROC']) {
    env[name] = String(threads);
  }
  for (const name of ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE', 'MYELIN_TARGET', 'MYELIN_BACKEND', 'ATEN_CPU_CAPABILITY']) delete env[name];
  const best = nativeTargets().at(-1);
  if (best !== undefined && best !== 'baseline') env.ATEN_CPU_CAPABILITY = best.startsWith('avx512') ? 'avx512' : best;
  return env;
}
