/** Operands of the kernels' cases: the task's values over and over, and what is shown of a result. */
import { take, task } from '../peer.mjs';

const values = take(2 ** 20);

/** `n` values that begin `shift` before the first. */
export function array(n, shift = 0, Type = Float32Array) {
  const { length } = values;
  return Type.from({ length: n }, (_, i) => values[(i + length - shift) % length]);
}

/** About a thousand of the values. */
export const some = (result) => Array.from(result).filter((_, i) => i % Math.max(1, Math.floor(result.length / 1000)) === 0);

/** The cases of the task whose op is one of these: a work each. */
export const works = (ops, settings) =>
  Object.fromEntries(
    Object.entries(task.works)
      .filter(([, { op }]) => ops.includes(op))
      .map(([work, each]) => [work, settings(each)]),
  );
