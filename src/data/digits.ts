import { checkInteger, checkKeys, checkNumber } from '../core/options.ts';
import { hashSeed } from '../core/seed.ts';
import { DIGIT_STROKES, type Stroke } from './digit-strokes.ts';
import { randomNumbers, scramble, shuffle, type Random } from './random-numbers.ts';

export interface DigitsOptions {
  /** Seed of the random numbers (default 0). The same seed gives the same bits on every machine. */
  readonly seed?: number;
  /** Images to train on (default 10000). */
  readonly train?: number;
  /** Images to test on (default 2000). */
  readonly test?: number;
}

/** Grey images, [n, 28, 28], ink 255 on paper 0. */
export interface Images {
  readonly data: Uint8Array;
  readonly shape: [number, number, number];
}

/** The digit each image shows, [n]. */
export interface Labels {
  readonly data: Int32Array;
  readonly shape: [number];
}

export interface Digits {
  readonly xTrain: Images;
  readonly yTrain: Labels;
  readonly xTest: Images;
  readonly yTest: Labels;
}

const SIDE = 28;
const PIXELS = SIDE * SIDE;

/** Draws handwritten digits: shapes that are bent, slanted, rotated, stretched and shifted at random, with pens of
 *  random width. The classes are equally frequent and in random order. Nothing is downloaded.
 *  @throws {ConfigError} if an option is unknown, or a count is not a whole number */
export function digits(options: DigitsOptions = {}): Digits {
  checkKeys('digits', options, ['seed', 'train', 'test']);
  const seed = checkNumber('digits', 'seed', options.seed ?? 0);
  const [xTrain, yTrain] = drawSet(hashSeed('digits', 'train', seed), checkInteger('digits', 'train', options.train ?? 10000, 0));
  const [xTest, yTest] = drawSet(hashSeed('digits', 'test', seed), checkInteger('digits', 'test', options.test ?? 2000, 0));
  return { xTrain, yTrain, xTest, yTest };
}

/** A grey image as text for a terminal, with two rows of pixels in a line. */
export function imageText(pixels: ArrayLike<number>, width: number = SIDE, height: number = SIDE): string {
  const ink = (row: number, column: number): boolean => row < height && pixels[row * width + column] >= 128;
  let text = '';
  for (let row = 0; row < height; row += 2) {
    for (let column = 0; column < width; column++) text += ' ▀▄█'[Number(ink(row, column)) + 2 * Number(ink(row + 1, column))];
    text += '\n';
  }
  return text;
}

function drawSet(key: number, count: number): [Images, Labels] {
  const labels = shuffle(Int32Array.from({ length: count }, (_, i) => i % 10), randomNumbers(key));
  const data = new Uint8Array(count * PIXELS);
  for (let i = 0; i < count; i++) drawDigit(labels[i], randomNumbers(scramble(key + i + 1)), data.subarray(i * PIXELS, (i + 1) * PIXELS));
  return [{ data, shape: [count, SIDE, SIDE] }, { data: labels, shape: [count] }];
}

/** Draws one image with a random style of writing. Pixels are computed with + - * / and square roots only, which all
 *  machines round in the same way. */
function drawDigit(digit: number, random: Random, pixels: Uint8Array): void {
  const between = (low: number, high: number): number => low + (high - low) * random();
  const shapes = DIGIT_STROKES[digit];
  const strokes = shapes[Math.floor(random() * shapes.length)];
  const bend = bending(between(0.02, 0.075), random);
  const height = between(15, 21);
  const width = height * between(0.7, 1.1);
  const slant = between(-0.25, 0.4);
  // Rotation by an angle that is given by the tangent of its half. Sines would differ between machines.
  const t = between(-0.1, 0.1);
  const cos = (1 - t * t) / (1 + t * t);
  const sin = (2 * t) / (1 + t * t);
  const left = SIDE / 2 + between(-2.2, 2.2);
  const top = SIDE / 2 + between(-2.2, 2.2);
  const place = (x: number, y: number): [number, number] => {
    const [bentX, bentY] = bend(x, y);
    const v = (bentY - 0.5) * height;
    const u = (bentX - 0.5) * width - slant * v;
    return [left + cos * u - sin * v, top + sin * u + cos * v];
  };
  const distance = new Float64Array(PIXELS).fill(Infinity);
  const radius = between(0.65, 1.75);
  for (const stroke of strokes) drawStroke(stroke, place, radius, distance);

  const ink = between(170, 255);
  const grain = between(0, 0.12);
  for (let p = 0; p < PIXELS; p++) {
    const cover = Math.min(1, Math.max(0, radius + 0.5 - Math.sqrt(distance[p])));
    const shade = cover === 0 ? 0 : ink * (cover + grain * (random() + random() - 1));
    pixels[p] = Math.min(255, Math.max(0, Math.round(shade)));
  }
}

/** A random smooth displacement of points: random at the corners of a 4 x 4 grid, interpolated between them. */
function bending(strength: number, random: Random): (x: number, y: number) => [number, number] {
  const pull = Float64Array.from({ length: 32 }, () => strength * 2 * (random() + random() - 1));
  return (x, y) => {
    const column = Math.min(2, Math.max(0, Math.floor(3 * x)));
    const row = Math.min(2, Math.max(0, Math.floor(3 * y)));
    const fx = 3 * x - column;
    const fy = 3 * y - row;
    const at = (which: number): number => {
      const g = which * 16 + row * 4 + column;
      return (1 - fy) * ((1 - fx) * pull[g] + fx * pull[g + 1]) + fy * ((1 - fx) * pull[g + 4] + fx * pull[g + 5]);
    };
    return [x + at(0), y + at(1)];
  };
}

/** The number of straight pieces between two points of a curve. */
const PIECES = 6;

function drawStroke(stroke: Stroke, place: (x: number, y: number) => [number, number], radius: number, distance: Float64Array): void {
  const points: [number, number][] = [];
  for (let i = 0; i < stroke.length; i += 2) points.push(place(stroke[i], stroke[i + 1]));
  const last = points.length - 1;
  let [fromX, fromY] = points[0];
  for (let i = 0; i < last; i++) {
    const [p0, p1, p2, p3] = [points[Math.max(0, i - 1)], points[i], points[i + 1], points[Math.min(last, i + 2)]];
    for (let piece = 1; piece <= PIECES; piece++) {
      const t = piece / PIECES;
      const x = catmullRom(p0[0], p1[0], p2[0], p3[0], t);
      const y = catmullRom(p0[1], p1[1], p2[1], p3[1], t);
      drawLine(fromX, fromY, x, y, radius, distance);
      [fromX, fromY] = [x, y];
    }
  }
}

/** The curve through p1 (t = 0) and p2 (t = 1) with slopes (p2 - p0) / 2 and (p3 - p1) / 2 there. */
function catmullRom(p0: number, p1: number, p2: number, p3: number, t: number): number {
  return 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t + (3 * (p1 - p2) + p3 - p0) * t * t * t);
}

/** Updates for each pixel near the line the least squared distance of its centre from all lines so far. */
function drawLine(x0: number, y0: number, x1: number, y1: number, radius: number, distance: Float64Array): void {
  const reach = radius + 1;
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length2 = dx * dx + dy * dy;
  const lastRow = Math.min(SIDE - 1, Math.ceil(Math.max(y0, y1) + reach));
  const lastColumn = Math.min(SIDE - 1, Math.ceil(Math.max(x0, x1) + reach));
  const firstColumn = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  for (let row = Math.max(0, Math.floor(Math.min(y0, y1) - reach)); row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const px = column + 0.5 - x0;
      const py = row + 0.5 - y0;
      const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length2));
      const ex = px - t * dx;
      const ey = py - t * dy;
      const d = ex * ex + ey * ey;
      const p = row * SIDE + column;
      if (d < distance[p]) distance[p] = d;
    }
  }
}
