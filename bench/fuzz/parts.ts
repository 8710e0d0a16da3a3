/** Parts of networks and their options, right and wrong. */
import {
  activations,
  callbacks,
  constraints,
  initializers,
  layers,
  losses,
  metrics,
  optimizers,
  regularizers,
  schedules,
  type Layer,
} from '../../src/index.ts';
import { isRecord } from '../../src/core/realm.ts';
import { savedLayer } from '../../src/layers/saved-layer.ts';
import { isPart, type Part } from '../keras/case.ts';
import type { Draw } from '../keras/draw.ts';
import { LAYER_CASES } from '../../test/layers/cases.ts';
import { alteredValue, strange } from './alter.ts';

type Factory = (options?: object) => unknown;
const factoriesOf = (...families: readonly object[]): Readonly<Record<string, Factory>> =>
  Object.fromEntries(
    families.flatMap((family) => Object.entries(family)).filter(([name, make]) => typeof make === 'function' && /^[a-z]/.test(name)),
  );

/** By the names of files. */
const INNER = factoriesOf(constraints, regularizers, initializers, schedules, optimizers, layers, losses, metrics);
export const FAMILIES: Readonly<Record<string, Readonly<Record<string, Factory>>>> = Object.fromEntries(
  Object.entries({ callbacks, constraints, initializers, layers, losses, metrics, optimizers, regularizers, schedules, activations }).map(
    ([name, family]) => [name, factoriesOf(family)],
  ),
);
export const METRICS: readonly string[] = Object.keys(FAMILIES['metrics']!);
export const LOSSES: readonly string[] = Object.keys(FAMILIES['losses']!);

/** Makes a part with the parts in its options. */
export function partOf({ kind, config }: Part): unknown {
  const make = Object.hasOwn(INNER, kind) ? INNER[kind]! : undefined;
  return make === undefined ? kind : make(madeWithin(config));
}

const madeWithin = (config: object): object =>
  typeof config !== 'object' || config === null || Array.isArray(config)
    ? config
    : Object.fromEntries(Object.entries(config).map(([name, value]) => [name, madeOf(value)]));

/** What stands for a part becomes one. */
export const madeOf = (value: unknown): unknown =>
  isPart(value) && typeof value.kind === 'string' && typeof value.config === 'object' && value.config !== null
    ? partOf(value)
    : Array.isArray(value)
      ? value.map(madeOf)
      : value;

/** The options that a factory knows, as it says when it is given another. */
function optionsOf(make: Factory): readonly string[] {
  try {
    make({ noSuchOption: 1 });
  } catch (error) {
    const [, names] = / Options: ([^.]*)\./.exec((error as Error).message) ?? [];
    return names?.split(', ') ?? [];
  }
  return [];
}
const known = new Map<Factory, readonly string[]>();
const namesOf = (make: Factory): readonly string[] => {
  let names = known.get(make);
  if (names === undefined) known.set(make, (names = optionsOf(make)));
  return names;
};

/** The configs of all layers of the cases, and by name the values that their options have. */
export const CONFIGS: Readonly<Record<string, Part>> = Object.fromEntries(
  Object.entries(LAYER_CASES).flatMap(([name, { make, unsaved }]) => {
    if (unsaved !== undefined || name === 'input') return [];
    const {
      kind,
      config: { name: _, ...config },
    } = savedLayer(make());
    return [[name, { kind, config }]];
  }),
);
const VALUES = new Map<string, unknown[]>();
for (const { config } of Object.values(CONFIGS)) {
  for (const [name, value] of Object.entries(config)) VALUES.set(name, [...(VALUES.get(name) ?? []), value]);
}

/** A value that is none of JSON's. */
const FOREIGN: readonly (() => unknown)[] = [
  () => undefined,
  () => NaN,
  () => Infinity,
  () => -Infinity,
  () => 1n,
  () => Symbol('s'),
  () => () => 1,
  () => new Date(0),
  () => /x/,
  () => new Float32Array(3),
  () => new Float32Array([1, NaN, 3]),
  () => new BigInt64Array(2),
  () => new Map([[1, 2]]),
  () => Object.create(null) as object,
  () => layers.dense({ units: 2 }),
  () => optimizers.sgd({}),
  () => losses.huber(),
  () => metrics.mean(),
  () => initializers.zeros(),
  () => regularizers.l2(),
  () => Object.freeze([1, 2]),
  () => new Proxy({}, { get: () => 3 }),
  () => new Array(5),
  () => Promise.resolve(1),
  () => new String('relu'),
  () => new Number(3),
  () => new Set([1]),
  () => new ArrayBuffer(8),
  () => globalThis,
];

/** Any value in the place of another. */
export const anything = (draw: Draw): unknown => (draw.chance(0.5) ? strange(draw) : draw.pick(FOREIGN)());

/** A value for the option: most often one that some layer has under this name. */
function valueFor(draw: Draw, name: string): unknown {
  const seen = VALUES.get(name);
  if (seen !== undefined && draw.chance(0.7)) return draw.pick(seen);
  if (draw.chance(0.6))
    return draw.pick<unknown>([0, 1, 2, 3, 0.5, -1, 0.1, true, false, 'sum', 'relu', 'same', [1, 2], [2], null, 1e-3, 4, 5]);
  return anything(draw);
}

/** The options with up to so many changes. */
export function alteredOptions(
  draw: Draw,
  make: Factory,
  config: Readonly<Record<string, unknown>>,
  most: number,
): Record<string, unknown> {
  let options = { ...config };
  for (let n = draw.whole(0, most); n > 0; n--) {
    const names = namesOf(make);
    if (names.length > 0 && draw.chance(0.6)) {
      const name = draw.pick(names);
      options[name] = valueFor(draw, name);
    } else options = alteredValue(draw, options, anything) as typeof options;
    // Of another kind, such as a layer, they may have no properties that can be set.
    if (!isRecord(options) || Object.isFrozen(options)) return options;
  }
  return options;
}

/** A part of a family with options at random. */
export function drawPart(draw: Draw, family: string): unknown {
  const all = FAMILIES[family]!;
  const kind = draw.pick(Object.keys(all));
  if (draw.chance(0.3)) return kind;
  const make = all[kind]!;
  const config: Record<string, unknown> = {};
  for (let n = draw.whole(0, 3); n > 0 && namesOf(make).length > 0; n--) {
    const name = draw.pick(namesOf(make));
    config[name] = valueFor(draw, name);
  }
  return make(madeWithin(alteredOptions(draw, make, config, 1)));
}

export const layerWith = (part: Part, options: object): Layer => FAMILIES['layers']![part.kind]!(madeWithin(options)) as Layer;

/** Options as text, for the story of a round. */
export function told(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_, v: unknown) =>
        typeof v === 'bigint'
          ? `${v}n`
          : typeof v === 'symbol' || typeof v === 'function'
            ? String(v).slice(0, 40)
            : typeof v === 'number' && !Number.isFinite(v)
              ? String(v)
              : ArrayBuffer.isView(v)
                ? `${v.constructor.name}(${v.byteLength})`
                : v,
      )?.slice(0, 600) ?? 'undefined'
    );
  } catch {
    return typeof value;
  }
}
