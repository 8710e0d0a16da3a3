/** Trainings on the reference machine stop and go on, too. It computes in numbers of 64 bits, and files keep 32: what comes of it is not
 *  the same bits, but a mask, an order or a figure that were others would differ by hundred times as much as what is allowed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setBackend } from '../../src/backend/select.ts';
import { PROGRAMS } from '../callbacks/interrupted-programs.ts';
import { callsOf, interrupted, removeFolders, whole, type Ending } from '../callbacks/interrupted.ts';
import { referenceBackend } from './machine.ts';

beforeAll(() => setBackend(referenceBackend()));
afterAll(removeFolders);

const NEAR = 1e-4;

const numbersOf = ({ history, weights, predictions }: Ending): number[] =>
  [history.epoch, ...Object.values(history.history), ...weights, predictions].flat();

describe.each(Object.entries(PROGRAMS))('%s', (_, program) => {
  test('stops in its midst, and again', async () => {
    const calls = await callsOf(program);
    const found = await interrupted(program, [Math.floor(calls / 2), 11], 2);
    expect(found.stopped).toBe(2);
    const [a, b] = [numbersOf(found), numbersOf(await whole(program))];
    expect(a.length).toBe(b.length);
    expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(NEAR);
  });
});
