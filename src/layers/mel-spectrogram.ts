import { boolean, integer, number, or, orNone, orNull, type Options } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { mustBeTable, sizeOf } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { add, less, log, maximum, multiply, power, sqrt, square, subtract, where } from '../op/elementwise.ts';
import { frameWindow, windowValues, type Window } from '../op/frame-window.ts';
import { matmul } from '../op/gemm.ts';
import { reshape, transpose } from '../op/move.ts';
import { max } from '../op/reduce.ts';
import { binsOf, stftIn } from '../op/spectrum.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface MelSpectrogramOptions extends LayerOptions {
  /** Samples of the transform of a frame (default 2048). */
  fftLength?: number;
  /** Samples from one frame to the next (default 512). */
  sequenceStride?: number;
  /** Samples of a frame that count, at most fftLength (default: fftLength). */
  sequenceLength?: number | null;
  /** What frames are multiplied by: 'hann', 'hamming', a number for each sample, or null for nothing (default 'hann'). */
  window?: Window | null;
  /** Samples in a second (default 16000). */
  samplingRate?: number;
  /** Bands of frequencies (default 128). */
  numMelBins?: number;
  /** Where the bands begin, in hertz (default 20). */
  minFreq?: number;
  /** Where the bands end, in hertz (default: half of samplingRate). */
  maxFreq?: number | null;
  /** Whether the result is in decibels (default true). */
  powerToDb?: boolean;
  /** How far below the loudest value of the batch, in decibels, all values are cut off (default 80). */
  topDb?: number;
  /** The power to which magnitudes are raised: 2 for power, 1 for magnitudes (default 2). */
  magExp?: number;
  /** The least value that counts, before decibels (default 1e-10). */
  minPower?: number;
  /** The value that has 0 decibels (default 1). */
  refPower?: number;
}

/** These options, as a layer holds them. */
interface HeldMel {
  readonly fftLength: number;
  readonly sequenceStride: number;
  readonly sequenceLength: number | undefined;
  readonly window: Window | null;
  readonly samplingRate: number;
  readonly numMelBins: number;
  readonly minFreq: number;
  readonly maxFreq: number | undefined;
  readonly powerToDb: boolean;
  readonly topDb: number;
  readonly magExp: number;
  readonly minPower: number;
  readonly refPower: number;
}

/** The options of `melSpectrogram`, which `mfcc` has, too. */
export const MEL: Options<MelSpectrogramOptions, HeldMel, LayerOptions> = LAYER.extend<MelSpectrogramOptions>()({
  fftLength: or(integer({ least: 2 }), 2048),
  sequenceStride: or(integer({ least: 1 }), 512),
  sequenceLength: orNone(integer({ least: 1 })),
  window: orNull(or(frameWindow(), 'hann'), null),
  samplingRate: or(number({ least: Number.MIN_VALUE }), 16000),
  numMelBins: or(integer({ least: 1 }), 128),
  minFreq: or(number({ least: 0 }), 20),
  maxFreq: orNone(number({ least: Number.MIN_VALUE })),
  powerToDb: or(boolean(), true),
  topDb: or(number({ least: 0 }), 80),
  magExp: or(number({ least: Number.MIN_VALUE }), 2),
  minPower: or(number({ least: 1e-37 }), 1e-10),
  refPower: or(number(), 1),
});

/** Spectrograms in bands that are equally wide to the ear. */
export class MelSpectrogram extends Layer {
  readonly kind: string = 'melSpectrogram';
  readonly held: HeldMel;

  constructor(options: MelSpectrogramOptions, kind = 'melSpectrogram', defaultName = 'mel_spectrogram') {
    super(defaultName, options);
    this.held = MEL.pick(kind, options);
    const { window, sequenceLength, fftLength, samplingRate, minFreq, maxFreq = samplingRate / 2 } = this.held;
    if (sequenceLength !== undefined && sequenceLength > fftLength)
      throw new ConfigError(`${this.name}: sequenceLength must be at most fftLength, ${fftLength}, received ${sequenceLength}.`);
    if (maxFreq <= minFreq) throw new ConfigError(`${this.name}: maxFreq must be above minFreq, ${minFreq}, received ${maxFreq}.`);
    if (window !== null) windowValues(this.name, window, sequenceLength ?? fftLength, true);
  }

  call(x: Tensor): Tensor {
    const features = this.features(x);
    const axes = [...features.shape.keys()];
    return transpose(features, { axes: [...axes.slice(0, -2), axes.length - 1, axes.length - 2] });
  }

  /** What is heard in each frame. @shape [..., samples] -> [..., frames, features] */
  protected features(x: Tensor): Tensor {
    const { fftLength, sequenceStride, sequenceLength = fftLength, window, numMelBins, magExp, powerToDb } = this.held;
    const half = Math.floor(fftLength / 2);
    if (x.rank > 0 && x.shape.at(-1)! <= half)
      throw this.wrongInput(
        `[*, ..., samples] with more than ${half} samples, half of fftLength`, x.shape,
        'The last axis is the samples: take away an axis of channels, for example with reshape, or use a smaller fftLength.',
      );
    const [real, imag] = stftIn(this.name, x, { fftLength, sequenceStride, sequenceLength, window, center: true });
    const squared = add(square(real), square(imag));
    const raised = magExp === 2 ? squared : raisedTo(squared, magExp / 2);
    const [lead, bins] = [raised.shape.slice(0, -1), binsOf(fftLength)];
    const bands = reshape(matmul(reshape(raised, [sizeOf(lead), bins]), this.#filters()), [...lead, numMelBins]);
    return powerToDb ? this.#decibels(bands) : bands;
  }

  /** Triangles over the mel scale, one for each band, with their middles at equal distances, each as high as 1 and as wide as from the
   *  middle before to the middle behind. Frequency 0 has no part.
   *  @shape [bins, numMelBins]
   *  @source the Hidden Markov Model Toolkit (HTK), as Keras: linear_to_mel_weight_matrix */
  #filters(): Tensor {
    const { fftLength, samplingRate, numMelBins, minFreq, maxFreq = samplingRate / 2 } = this.held;
    const bins = binsOf(fftLength);
    const [low, high] = [melOf(minFreq), melOf(maxFreq)];
    const step = (high - low) / (numMelBins + 1);
    mustBeTable(this.name, [bins, numMelBins]);
    const values = Float32Array.from({ length: bins * numMelBins }, (_, i) => {
      const [k, band] = [Math.floor(i / numMelBins), i % numMelBins];
      const mel = melOf(((samplingRate / 2) * k) / (bins - 1));
      const left = low + band * step;
      return k === 0 ? 0 : Math.max(0, Math.min((mel - left) / step, (left + 2 * step - mel) / step));
    });
    return constant(values, [bins, numMelBins]);
  }

  #decibels(x: Tensor): Tensor {
    const { minPower, refPower, topDb } = this.held;
    const reference = 10 * Math.log10(Math.max(Math.abs(refPower), minPower));
    const loud = subtract(multiply(log(maximum(x, minPower)), 10 / Math.LN10), reference);
    return maximum(loud, subtract(max(loud), topDb));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...MEL.store(this.held) };
  }
}

/** The least power that is not silence, the smallest normal float32. */
const LEAST = 2 ** -126;

/** A power of what is heard; 0 where there is silence, also as a derivative, which would be infinite there. */
function raisedTo(squared: Tensor, exponent: number): Tensor {
  const silent = less(squared, LEAST);
  const heard = where(silent, 1, squared);
  return where(silent, 0, exponent === 0.5 ? sqrt(heard) : power(heard, exponent));
}

/** @source O'Shaughnessy 1987, Speech communication: human and machine */
const melOf = (hertz: number): number => 1127 * Math.log(1 + hertz / 700);

/** Mel spectrograms of signals, in decibels, as networks hear speech. The signal goes on at both ends as in a mirror, so that frame i has
 *  its middle at sample i sequenceStride. The loudest value is that of all signals of a batch, as in Keras.
 *  @shape [..., samples] -> [..., numMelBins, frames], floor(samples / sequenceStride) + 1 frames for an even fftLength
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} unless signals have more than floor(fftLength / 2) samples, which the mirror needs
 *  @source Keras 3: MelSpectrogram */
export const melSpectrogram = (options: MelSpectrogramOptions = {}): MelSpectrogram =>
  new MelSpectrogram(MEL.read('melSpectrogram', options));
