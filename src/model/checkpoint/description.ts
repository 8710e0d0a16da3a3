import { ConfigError, show } from '../../core/errors.ts';
import type { Pieces } from '../../core/pieces.ts';
import { isRecord } from '../../core/realm.ts';
import { showShape } from '../../core/shape.ts';
import type { Engine } from '../engine.ts';
import type { FitData } from '../fit-data.ts';
import type { Settings } from '../fit-options.ts';
import { configurationText } from '../json.ts';
import { configuring, storedVariables } from '../save.ts';

/** What decides how a fit goes on, as JSON: model, figures, settings, and the sizes of the data. */
export type Description = Readonly<Record<string, unknown>>;

/** Describes a fit before its first step, in pieces. */
export function* describing(engine: Engine, settings: Settings, { description, validation }: FitData): Pieces<Description> {
  const { network } = engine;
  const training = engine.training('fit');
  const { verbose: _, callbacks: __, epochs: ___, ...fit } = settings;
  const variables = [...storedVariables(network, training)].map(([path, v]) => [path, `${v.dtype} ${showShape(v.shape)}`]);
  const described = {
    model: yield* configured(engine),
    variables: Object.fromEntries(variables),
    figures: training.learned.figures.map(({ name }) => name),
    fit,
    data: description,
    validation: validation?.description,
  };
  return JSON.parse(JSON.stringify(described)) as Description;
}

/** The configuration that files have; undefined if a part of the user's own has none. */
function* configured(engine: Engine): Pieces<unknown> {
  try {
    const { epochsTrained: _, seed: __, ...rest } = yield* configuring(engine.network, engine.training('fit'));
    yield* configurationText(rest);
    return uncounted(rest);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** The same without the numbers that names get in a process which has made other layers before. */
function uncounted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(uncounted);
  if (!isRecord(value)) return value;
  const plain = ([key, item]: [string, unknown]): [string, unknown] =>
    key === 'name' && typeof item === 'string' ? [key, item.replace(/_\d+$/, '')] : [key, uncounted(item)];
  return Object.fromEntries(Object.entries(value).map(plain));
}

/** The first difference of two descriptions, in words; undefined if there is none. */
export function differenceOf(there: unknown, here: unknown, path = ''): string | undefined {
  const both = [there, here];
  if (both.every(isRecord) || both.every(Array.isArray)) {
    const [a, b] = both as [Record<string, unknown>, Record<string, unknown>];
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = differenceOf(a[key], b[key], path === '' ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return there === here ? undefined : `${path} is ${said(there)} there and ${said(here)} here`;
}

const said = (value: unknown): string => (value === undefined || value === null ? 'nothing' : show(value));
