import { expect, test } from 'vitest';
import { atOnce } from '../../src/core/pieces.ts';
import { configurationText } from '../../src/model/json.ts';

const text = (configuration: object): string => atOnce(configurationText(configuration));

test.each<[string, object]>([
  ['nothing', {}],
  ['values of all kinds', { a: 1.5, b: 'text', c: true, d: null, e: -0, f: 1e300, g: 5e-324 }],
  ['what is not there', { a: undefined, b: [undefined, 1], c: { d: undefined } }],
  ['holes', { a: [1, , 3] }], // eslint-disable-line no-sparse-arrays
  ['texts that need escapes', { 'a"b': '\u2028\n\t"\\', ['\ud800']: 'é😀\ud800' }],
  ['lists of many lengths', { a: Array.from({ length: 511 }, (_, i) => `${i}`), b: new Array(512).fill(0), c: new Array(1025).fill('') }],
  ['many records', { a: Array.from({ length: 1025 }, (_, i) => ({ [`${i}`]: [i] })) }],
  ['depth', { a: [[[{ b: [{ c: {} }, []] }]]] }],
  ['a record without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ['the same record twice', ((same) => ({ a: same, b: [same, same] }))({ x: 1 })],
])('it is the text of JSON: %s', (_, configuration) => {
  expect(text(configuration)).toBe(JSON.stringify(configuration));
});

const circle: { a: unknown[] } = { a: [] };
circle.a.push({ b: circle });
test.each<[string, object, string]>([
  ['a function', { a: [1, { b: () => 1 }] }, 'a.1.b'],
  ['NaN', { a: { b: NaN } }, 'a.b'],
  ['an infinite number', { a: [0, -Infinity] }, 'a.1'],
  ['a typed array', { a: new Float32Array(2) }, 'a'],
  ['an object of a class', { a: { b: [new Date(0)] } }, 'a.b.0'],
  ['a big integer', { a: 1n }, 'a'],
  ['a symbol', { a: Symbol('s') }, 'a'],
  ['a circle', circle, 'a.0.b'],
])('what JSON cannot hold is refused with its place: %s', (_, configuration, place) => {
  expect(() => text(configuration)).toThrow(`which is at ${place} of the configuration`);
});
