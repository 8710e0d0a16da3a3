import { isUint8 } from '../core/dtype.ts';
import { number, options as declared, or } from '../core/declaration.ts';
import { ConfigError, FormatError, show } from '../core/errors.ts';
import { atOnce, inPieces, type Pieces } from '../core/pieces.ts';
import type { Shape } from '../core/shape.ts';
import { readWhole } from './read-pieces.ts';
import { naming, type FileSource } from './source.ts';

/** A recording. */
export interface Sound {
  /** Frames a second. */
  readonly sampleRate: number;
  /** [frames, channels] */
  readonly shape: Shape;
  /** Whole numbers are divided by the largest one, so that they lie in [-1, 1); floats are as they are. */
  readonly data: Float32Array;
}

export interface WavOptions {
  /** The most bytes of the file, after decompression (default 2^30). */
  readonly maxBytes?: number | undefined;
}

const OPTIONS = declared<WavOptions>()({ maxBytes: or(number({ least: 1 }), 2 ** 30) });

/** A way to write a sample, by the tag of the format and the bits of a sample. */
const SAMPLES: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  '1 8': (view, at) => (view.getUint8(at) - 128) / 2 ** 7,
  '1 16': (view, at) => view.getInt16(at, true) / 2 ** 15,
  '1 24': (view, at) => (view.getUint8(at) + view.getInt16(at + 1, true) * 2 ** 8) / 2 ** 23,
  '1 32': (view, at) => view.getInt32(at, true) / 2 ** 31,
  '3 32': (view, at) => view.getFloat32(at, true),
  '3 64': (view, at) => view.getFloat64(at, true),
};

/** Samples that are read at a time. */
const TOGETHER = 1 << 14;
/** What one of them counts, in bytes that are read. */
const SAMPLE = 1 << 7;

/** The tag of formats that keep their own tag behind their other numbers. */
const EXTENSIBLE = 0xfffe;

/** Reads a WAV file, plain or gzipped: whole numbers of 8, 16, 24 or 32 bits, or floats of 32 or 64.
 *  @throws {FileError} if it cannot be read
 *  @throws {FormatError} if it is malformed, of another kind or larger than `maxBytes`; names the file and the fault */
export async function readWav(source: FileSource, options: WavOptions = {}): Promise<Sound> {
  const { maxBytes } = OPTIONS.read('readWav', options);
  return naming(source, FormatError, async () => inPieces(samplesOf(await readWhole('readWav', 'wav', source, maxBytes))));
}

/** Parses the bytes of a WAV file; see readWav.
 *  @throws {FormatError} if the bytes are not a WAV file, or of a kind that is not read
 *  @source Microsoft & IBM 1991, Multimedia Programming Interface and Data Specifications 1.0, chapter 3 */
export const parseWav = (bytes: Uint8Array): Sound => atOnce(samplesOf(bytes));

function* samplesOf(bytes: Uint8Array): Pieces<Sound> {
  if (!isUint8(bytes))
    throw new ConfigError(`wav: expected the bytes of a file as a Uint8Array, received ${show(bytes)}. For its name there is readWav.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || text(view, 0) !== 'RIFF' || text(view, 8) !== 'WAVE')
    fail("expected a file that begins with 'RIFF' and 'WAVE'. It is not a WAV file.");
  const chunks = chunksOf(view);
  const format = chunks.get('fmt ') ?? fail("it lacks the chunk 'fmt '.");
  if (format.byteLength < 16) fail(`expected 16 bytes or more in the chunk 'fmt ', received ${format.byteLength}.`);
  const [tag, channels] = [format.getUint16(0, true), format.getUint16(2, true)];
  const [sampleRate, bits] = [format.getUint32(4, true), format.getUint16(14, true)];
  const own = tag === EXTENSIBLE && format.byteLength >= 26 ? format.getUint16(24, true) : tag;
  const sample = SAMPLES[`${own} ${bits}`];
  if (sample === undefined)
    fail(`expected whole numbers (format 1) or floats (3), not compressed, received format ${own} of ${bits} bits. Convert it first.`);
  if (channels === 0 || sampleRate === 0) fail(`expected channels and a sample rate, received ${channels} and ${sampleRate}.`);
  const values = chunks.get('data') ?? fail("it lacks the chunk 'data'.");
  const width = bits / 8;
  const frames = values.byteLength / (width * channels);
  if (!Number.isInteger(frames))
    fail(`expected whole frames of ${width * channels} bytes, received ${values.byteLength} bytes. It is cut short.`);
  const data = new Float32Array(frames * channels);
  for (let from = 0; from < data.length; from += TOGETHER) {
    const to = Math.min(data.length, from + TOGETHER);
    for (let i = from; i < to; i++) data[i] = sample(values, i * width);
    yield SAMPLE * (to - from);
  }
  return { sampleRate, shape: [frames, channels], data };
}

/** The chunks of a RIFF file by their names. */
function chunksOf(view: DataView): ReadonlyMap<string, DataView> {
  const chunks = new Map<string, DataView>();
  for (let at = 12; at + 8 <= view.byteLength;) {
    const [name, size, begin] = [text(view, at), view.getUint32(at + 4, true), at + 8];
    if (begin + size > view.byteLength)
      fail(`the chunk '${name}' says it has ${size} bytes, the file has ${view.byteLength - begin}. It is cut short.`);
    if (!chunks.has(name)) chunks.set(name, new DataView(view.buffer, view.byteOffset + begin, size));
    at = begin + size + (size % 2); // chunks begin at even bytes
  }
  return chunks;
}

const text = (view: DataView, at: number): string => String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));

function fail(message: string): never {
  throw new FormatError(`wav: ${message}`);
}
