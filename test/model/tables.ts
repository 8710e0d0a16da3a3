/** Small data sets for tests of models. */
import { numbers } from '../grad/check.ts';

export const XOR = { x: [[0, 0], [0, 1], [1, 0], [1, 1]], y: [[0], [1], [1], [0]] };

/** Two classes in the plane that a line cannot part: inside and outside of a circle. */
export function circle(
  rows: number,
  seed = 1,
): { x: { data: Float32Array; shape: number[] }; labels: Int32Array; y: { data: Float32Array; shape: number[] } } {
  const random = numbers(seed);
  const data = Float32Array.from({ length: 2 * rows }, () => 2 * random() - 1);
  const labels = Int32Array.from({ length: rows }, (_, i) => (data[2 * i]! ** 2 + data[2 * i + 1]! ** 2 < 0.5 ? 1 : 0));
  return { x: { data, shape: [rows, 2] }, labels, y: { data: Float32Array.from(labels), shape: [rows, 1] } };
}
