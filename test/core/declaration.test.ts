import { expect, test } from 'vitest';
import { axes, boolean, integer, maybe, number, oneOf, or, orNone, orNull, text } from '../../src/core/declaration.ts';
import { ConfigError, layers, regularizers } from '../../src/index.ts';
import { options, stored, type Held } from '../../src/core/declaration.ts';

interface BaseOptions {
  name?: string;
}

interface PartOptions extends BaseOptions {
  units: number;
  useBias?: boolean;
  mode?: 'sum' | 'mean' | null;
  axis?: number | readonly number[] | null;
}

const BASE = options<BaseOptions>()({ name: maybe(text()) });
const units = integer({ least: 1 });
const useBias = or(boolean(), true);
const mode = orNone(oneOf(['sum', 'mean']));
const axis = orNull(or(axes(), -1), null);
const PART = BASE.extend<PartOptions>()({ units, useBias, mode, axis });

test('what is left away becomes what stands for it', () => {
  const held: Held<typeof PART> = PART.read('part', { units: 2 });
  expect(held).toEqual({ units: 2, useBias: true, axis: -1 });
  const all = { units: 2, useBias: false, mode: 'mean', axis: [0, 1] } as const;
  expect(PART.read('part', all)).toEqual(all);
});

test('null is as good as left away, unless it means something', () => {
  expect(PART.read('part', { units: 2, useBias: null as never, mode: null, axis: null })).toEqual({ units: 2, useBias: true, axis: null });
});

test('errors name the part, the option, what it must be and what came', () => {
  expect(() => PART.read('part', { units: 0 })).toThrow('part: units must be an integer >= 1, received 0.');
  expect(() => PART.read('part', {} as never)).toThrow('part: units must be an integer >= 1, received undefined.');
  expect(() => PART.read('part', { units: null as never })).toThrow('part: units must be an integer >= 1, received null.');
  expect(() => BASE.read('part', { name: null as never })).toThrow('part: name must be a non-empty string, received null.');
  const misspelt = { units: 1, mode: 'men' as never };
  expect(() => PART.read('part', misspelt)).toThrow("unknown mode of part 'men'. Did you mean 'mean'? Known: sum, mean.");
  expect(() => PART.read('part', undefined as never)).toThrow('part: expected an object of options, received undefined.');
});

test('unknown options are refused by name, those of what is extended are known', () => {
  const message = "part: unknown option 'unts'. Did you mean 'units'? Options: name, units, useBias, mode, axis.";
  expect(() => PART.read('part', { unts: 1 } as never)).toThrow(message);
});

test('options of what is extended stay as they are, and are not stored with the rest', () => {
  const held = PART.read('part', { name: '', units: 1 });
  expect(held.name).toBe('');
  expect(stored(held)).toEqual({ units: 1, useBias: true, axis: -1 });
  expect(BASE.pick('part', { name: 'p', units: 1 } as BaseOptions)).toEqual({ name: 'p' });
  expect([PART.names, BASE.names]).toEqual([['units', 'useBias', 'mode', 'axis'], ['name']]);
});

test('words may be spelt as Keras spells them', () => {
  const { read } = options<{ mode?: 'fanIn' | 'ROC' }>()({ mode: or(oneOf(['fanIn', 'ROC']), 'ROC') });
  expect(read('p', { mode: 'ROC' })).toEqual({ mode: 'ROC' });
  expect(read('p', { mode: 'fan_in' as never })).toEqual({ mode: 'fanIn' });
  expect(() => read('p', { mode: 3 as never })).toThrow('unknown mode of p 3. Known: fanIn, ROC.');
});

test('what is stored is all that is held, in the order of the declaration, and makes it again', () => {
  const held = PART.read('part', { axis: null, units: 3 });
  expect(JSON.stringify(stored(held))).toBe('{"units":3,"useBias":true,"axis":null}');
  expect(PART.store(held)).toEqual(stored(held));
  expect(PART.read('part', stored(held) as unknown as PartOptions)).toEqual(held);
  expect(stored({ units: 3 })).toEqual({}); // nothing has read it
});

/** The compiler refuses what follows. Each line states an error that has to be there. */
export const refused = (): unknown[] => [
  // @ts-expect-error an option of the interface is missing
  BASE.extend<PartOptions>()({ units, useBias, mode }),
  // @ts-expect-error an option that is not in the interface
  BASE.extend<PartOptions>()({ units, useBias, mode, axis, extra: useBias }),
  // @ts-expect-error an option that was declared by what is extended
  BASE.extend<PartOptions>()({ units, useBias, mode, axis, name: maybe(text()) }),
  // @ts-expect-error what is extended is no part of the interface
  BASE.extend<{ name: number; units: number }>(),
  // @ts-expect-error an option that may be left away, and nothing stands for it
  BASE.extend<PartOptions>()({ units, useBias: boolean(), mode, axis }),
  // @ts-expect-error an option that must be given, and something stands for it
  BASE.extend<PartOptions>()({ units: or(units, 1), useBias, mode, axis }),
  // @ts-expect-error an option that must be given, and is let be left away
  BASE.extend<PartOptions>()({ units: maybe(units), useBias, mode, axis }),
  // @ts-expect-error a check of another type
  BASE.extend<PartOptions>()({ units, useBias: or(number(), 1), mode, axis }),
  // @ts-expect-error a check that takes less than the interface
  BASE.extend<PartOptions>()({ units, useBias, mode: maybe(oneOf(['sum'])), axis }),
  // @ts-expect-error a check that does not take the null that the interface does
  BASE.extend<PartOptions>()({ units, useBias, mode: maybe(oneOf(['sum', 'mean'])), axis }),
  // @ts-expect-error a check that takes less than the interface
  BASE.extend<PartOptions>()({ units, useBias, mode, axis: orNull(or(integer(), -1), null) }),
  // @ts-expect-error a check that takes more than the interface
  BASE.extend<PartOptions>()({ units, useBias, mode: maybe(oneOf(['sum', 'mean', 'median'])), axis }),
  // @ts-expect-error a fallback of another type
  or(boolean(), 1),
  // @ts-expect-error a fallback that is none of the words
  or(oneOf(['sum', 'mean']), 'men'),
  // @ts-expect-error what is held is not what the check answers
  PART.read('part', { units: 1 }).units satisfies string,
  // @ts-expect-error what is held may be undefined where nothing stands for it
  PART.read('part', { units: 1 }).mode satisfies string,
  // @ts-expect-error what is stored is what is held
  PART.store({ units: 1, useBias: 3, mode: 'sum', axis: 0 }),
];

test('a value in the place of the options: the error says which option takes it', () => {
  const any = (value: unknown): never => value as never;
  expect(() => regularizers.l2(any(0.01))).toThrow(ConfigError);
  expect(() => regularizers.l2(any(0.01))).toThrow(
    /^l2: expected an object of options, received 0.01. Name the option, .* l2\({ l2: 0.01 }\)/,
  );
  expect(() => layers.dense(any(10))).toThrow('Name the option, for example dense({ units: 10 }).');
  expect(() => layers.dense(any('relu'))).toThrow("Name the option, for example dense({ activation: 'relu' }).");
  expect(() => layers.dropout(any([0.5]))).toThrow(/^dropout: expected an object of options, received \[0.5\]\.$/);
  expect(() => regularizers.l2(any(-1))).toThrow(/^l2: expected an object of options, received -1\.$/);
});
