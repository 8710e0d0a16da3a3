import { ConfigError, DataError, ShapeError, unknownName } from '../core/errors.ts';
import { camelCase, checkBoolean, checkInteger, checkKeys } from '../core/options.ts';
import { mustBeTable, showShape } from '../core/shape.ts';
import { constant, tensorOf, type Tensor, type TensorLike } from '../graph/tensor.ts';

const STRATEGIES = ['greedy', 'beamSearch'] as const;

export interface CtcDecodeOptions {
  /** 'greedy', the most probable class of each step, or 'beamSearch', the most probable labels, over all ways in which they can be spread
   *  over the steps (default 'greedy'). */
  readonly strategy?: (typeof STRATEGIES)[number] | 'beam_search';
  /** Beginnings of labels that a beam search goes on with at each step (default 100). */
  readonly beamWidth?: number;
  /** Answers of a beam search for each sample, the most probable first (default 1). */
  readonly topPaths?: number;
  /** Whether the greedy strategy takes equal neighbours for one label, as training with CTC does (default true). */
  readonly mergeRepeated?: boolean;
  /** The class that is the blank, counted from the end if it is negative; null for the last (default 0). */
  readonly maskIndex?: number | null;
}

/** What is known of one sample. */
interface Sample {
  /** [steps, classes] */
  readonly logits: Float32Array;
  readonly steps: number;
  readonly classes: number;
  readonly blank: number;
}

/** A sequence of labels and its score. */
interface Reading {
  readonly labels: readonly number[];
  readonly score: number;
}

/** Reads the labels out of what a model that was trained with the loss `ctc` gives: equal neighbours are one label, blanks are left away.
 *  It reads values on the host, and so is no part of a program.
 *  @param inputs  logits. @shape [batch, steps, classes]
 *  @param sequenceLengths  the number of steps of each sample that count. @shape [batch] int32
 *  @returns the labels of each path, int32, filled up with -1, and the scores: of the greedy strategy the negative sum of the largest
 *    logits, [batch, 1]; of a beam search the logarithm of the probability, as far as the beam has seen it, [batch, topPaths]
 *  @shape [topPaths, batch, steps]
 *  @throws {ShapeError} on other shapes
 *  @throws {DataError} if a length is not within the steps, if logits of a step that counts are NaN or infinite so that they say no
 *    probabilities (-Infinity for some of the classes is 0), or if a sample has fewer readings than topPaths
 *  @throws {ConfigError} on invalid options, or on symbolic tensors
 *  @source Graves 2012, Supervised sequence labelling with recurrent neural networks, section 7.5.3; as TensorFlow's decoders in Keras */
export function ctcDecode(
  inputs: TensorLike, sequenceLengths: TensorLike, options: CtcDecodeOptions = {},
): [decoded: Tensor, scores: Tensor] {
  const { strategy, beamWidth, topPaths, mergeRepeated, maskIndex } = checked(options);
  const [logits, lengths] = [tensorOf('ctcDecode', inputs, 'float32'), tensorOf('ctcDecode', sequenceLengths, 'int32', 'float32')];
  if (logits.rank !== 3 || logits.shape[2] === 0 || lengths.rank !== 1 || lengths.shape[0] !== logits.shape[0]) {
    throw new ShapeError(
      'ctcDecode: expected logits [batch, steps, classes] and sequenceLengths [batch], received ' +
        `${showShape(logits.shape)} and ${showShape(lengths.shape)}.`,
    );
  }
  if (!logits.concrete || !lengths.concrete)
    throw new ConfigError('ctcDecode: it reads values, and was given a symbolic tensor. Decode what predict answers.');
  const [batch, steps, classes] = logits.shape as [number, number, number];
  const blank = maskIndex < 0 ? maskIndex + classes : maskIndex;
  if (blank < 0 || blank >= classes)
    throw new ConfigError(`ctcDecode: maskIndex must be one of ${classes} classes, received ${maskIndex}.`);
  mustBeTable('ctcDecode', [topPaths, batch, steps]);
  const decoded = new Int32Array(topPaths * batch * steps).fill(-1);
  const scores = new Float32Array(batch * topPaths);
  for (let b = 0; b < batch; b++) {
    const length = lengths.data[b]!;
    if (!Number.isInteger(length) || length < 0 || length > steps)
      throw new DataError(`ctcDecode: sequenceLengths[${b}] must be an integer from 0 to ${steps}, the steps, received ${length}.`);
    const from = b * steps * classes;
    const sample = { logits: logits.data.subarray(from, from + length * classes) as Float32Array, steps: length, classes, blank };
    mustBeLogits(sample, b);
    const readings = strategy === 'greedy' ? [greedy(sample, mergeRepeated)] : beamSearch(sample, beamWidth);
    if (readings.length < topPaths)
      throw new DataError(`ctcDecode: sample ${b} has ${readings.length} readings, fewer than topPaths, ${topPaths}.`);
    for (let path = 0; path < topPaths; path++) {
      decoded.set(readings[path]!.labels, (path * batch + b) * steps);
      scores[b * topPaths + path] = readings[path]!.score;
    }
  }
  return [constant(decoded, [topPaths, batch, steps]), constant(scores, [batch, topPaths])];
}

function checked(options: CtcDecodeOptions): Required<CtcDecodeOptions> & { readonly maskIndex: number } {
  checkKeys('ctcDecode', options, ['strategy', 'beamWidth', 'topPaths', 'mergeRepeated', 'maskIndex']);
  const { strategy: word = 'greedy', beamWidth = 100, topPaths = 1, mergeRepeated = true, maskIndex = 0 } = options;
  const strategy = STRATEGIES.find((s) => typeof word === 'string' && s === camelCase(word));
  if (strategy === undefined) unknownName('strategy of ctcDecode', word, STRATEGIES);
  checkInteger('ctcDecode', 'beamWidth', beamWidth, 1);
  checkInteger('ctcDecode', 'topPaths', topPaths, 1);
  if (topPaths > (strategy === 'greedy' ? 1 : beamWidth)) {
    const most = strategy === 'greedy' ? '1 with the greedy strategy' : `beamWidth, ${beamWidth}`;
    throw new ConfigError(`ctcDecode: topPaths must be at most ${most}, received ${topPaths}.`);
  }
  const blank = maskIndex === null ? -1 : checkInteger('ctcDecode', 'maskIndex', maskIndex, -(2 ** 31));
  return { strategy, beamWidth, topPaths, mergeRepeated: checkBoolean('ctcDecode', 'mergeRepeated', mergeRepeated), maskIndex: blank };
}

/** @throws {DataError} on a step without probabilities */
function mustBeLogits({ logits, steps, classes }: Sample, b: number): void {
  for (let t = 0; t < steps; t++) {
    let top = -Infinity;
    for (let k = 0; k < classes; k++) {
      const x = logits[t * classes + k]!;
      if (Number.isNaN(x) || x === Infinity) throw notLogits(b, t, `${x} for class ${k}`);
      if (x > top) top = x;
    }
    if (top === -Infinity) throw notLogits(b, t, '-Infinity for all classes');
  }
}

const notLogits = (b: number, t: number, received: string): DataError =>
  new DataError(
    `ctcDecode: expected logits that are numbers, received ${received} at step ${t} of sample ${b}. Look for what makes them so in the ` +
      'inputs or the weights of the model.',
  );

function greedy({ logits, steps, classes, blank }: Sample, mergeRepeated: boolean): Reading {
  const labels: number[] = [];
  let [sum, before] = [0, -1];
  for (let t = 0; t < steps; t++) {
    const row = logits.subarray(t * classes, (t + 1) * classes);
    let best = 0;
    for (let k = 1; k < classes; k++) if (row[k]! > row[best]!) best = k;
    sum += row[best]!;
    if (best !== blank && !(mergeRepeated && best === before)) labels.push(best);
    before = best;
  }
  return { labels, score: -sum };
}

/** A beginning of labels: the last label, and what comes before it. */
class Prefix {
  readonly label: number;
  readonly parent: Prefix | undefined;
  readonly children = new Map<number, Prefix>();
  /** The logarithms of the probabilities of all ways that end with a blank and with the label, up to this step and the one before. */
  blank = -Infinity;
  ends = -Infinity;
  blankBefore = -Infinity;
  endsBefore = -Infinity;
  /** Whether the beam has it. */
  active = false;

  constructor(label: number, parent?: Prefix) {
    this.label = label;
    this.parent = parent;
  }

  get total(): number {
    return logAdd(this.blank, this.ends);
  }

  get totalBefore(): number {
    return logAdd(this.blankBefore, this.endsBefore);
  }

  /** What a step that shows `label` goes on from: an equal label must follow on a blank. */
  before(label: number): number {
    return label === this.label ? this.blankBefore : this.totalBefore;
  }
}

function labelsOf(prefix: Prefix): number[] {
  const labels: number[] = [];
  for (let at = prefix; at.parent !== undefined; at = at.parent) labels.push(at.label);
  return labels.reverse();
}

/** ln(e^a + e^b) */
function logAdd(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a];
  return low === -Infinity ? high : high + Math.log1p(Math.exp(low - high));
}

/** The prefixes of a step with the largest probabilities, these in descending order. */
class Beam {
  readonly width: number;
  readonly entries: { readonly prefix: Prefix; readonly total: number }[] = [];

  constructor(width: number) {
    this.width = width;
  }

  /** Whether a prefix of this probability would stay. */
  takes(total: number): boolean {
    return total > -Infinity && (this.entries.length < this.width || total > this.entries.at(-1)!.total);
  }

  /** Takes a prefix, and drops the least probable one if there are too many. */
  add(prefix: Prefix): void {
    const { total } = prefix;
    let at = this.entries.length;
    while (at > 0 && this.entries[at - 1]!.total < total) at--;
    this.entries.splice(at, 0, { prefix, total });
    prefix.active = true;
    if (this.entries.length > this.width) this.entries.pop()!.prefix.active = false;
  }
}

/** The most probable readings, in descending order. Only prefixes that are in the beam hand their probability on. */
function beamSearch({ logits, steps, classes, blank }: Sample, width: number): Reading[] {
  const root = new Prefix(-1);
  root.blank = 0;
  let beam = new Beam(width);
  beam.add(root);
  for (let t = 0; t < steps; t++) {
    const shown = logProbabilities(logits.subarray(t * classes, (t + 1) * classes));
    const prefixes = beam.entries.map(({ prefix }) => prefix);
    for (const p of prefixes) [p.blankBefore, p.endsBefore] = [p.blank, p.ends];
    const next = new Beam(width);
    for (const p of prefixes) {
      if (p.parent !== undefined) {
        const fresh = p.parent.active ? p.parent.before(p.label) : -Infinity;
        p.ends = logAdd(p.endsBefore, fresh) + shown[p.label]!;
      }
      p.blank = p.totalBefore + shown[blank]!;
    }
    for (const p of prefixes) next.add(p);
    for (const p of prefixes) {
      if (!next.takes(p.totalBefore)) continue;
      for (let label = 0; label < classes; label++) {
        if (label === blank) continue;
        const known = p.children.get(label);
        if (known?.active === true) continue;
        const ends = p.before(label) + shown[label]!;
        if (next.takes(ends)) {
          const child = known ?? new Prefix(label, p);
          p.children.set(label, child);
          [child.blank, child.ends] = [-Infinity, ends];
          next.add(child);
        } else if (known !== undefined) {
          // It may have left the beam within this step; nothing goes on from it then.
          [known.blankBefore, known.endsBefore] = [-Infinity, -Infinity];
        }
      }
    }
    beam = next;
  }
  return beam.entries.map(({ prefix, total }) => ({ labels: labelsOf(prefix), score: total }));
}

function logProbabilities(logits: Float32Array): Float64Array {
  const top = logits.reduce((most, x) => Math.max(most, x), -Infinity);
  const offset = top + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - top), 0));
  return Float64Array.from(logits, (x) => x - offset);
}
