import { boolean, integer, oneOf, or, orNone, orNull, type Held } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { mustBeTable } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { initializer } from '../initializers/initializer.ts';
import { add, log, maximum, multiply, sqrt, square } from '../op/elementwise.ts';
import { frameWindow, windowValues, type Window } from '../op/frame-window.ts';
import { matmul } from '../op/gemm.ts';
import { concatenate, pad, reshape, transpose } from '../op/move.ts';
import { arctan2, binsOf, framesOf } from '../op/spectrum.ts';
import type { Trace } from '../trace/trace.ts';
import { DATA_FORMAT, mustHavePlaces, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';

const MODES = ['log', 'magnitude', 'psd', 'real', 'imag', 'angle', 'stft'] as const;

export interface STFTSpectrogramOptions extends LayerOptions, DataFormatOptions {
  /** What is told of each frequency: the logarithm of its magnitude, the magnitude, the power spectral density, the real part, the
   *  imaginary part, the angle, or real and imaginary parts one behind the other, 'stft' (default 'log'). */
  mode?: (typeof MODES)[number];
  /** Samples of a frame (default 256). */
  frameLength?: number;
  /** Samples from one frame to the next, at most frameLength (default: half of frameLength). */
  frameStep?: number | null;
  /** Samples of the transform, at least frameLength (default: the power of two from frameLength on). */
  fftLength?: number | null;
  /** What frames are multiplied by: 'hann', 'hamming', a number for each sample of a frame, or null for nothing (default 'hann'). */
  window?: Window | null;
  /** Whether the window goes on periodically, as frames that overlap want it, or is symmetric (default false). */
  periodic?: boolean;
  /** By what frames are divided: 'density', the root of the sum of the squares of the window; 'spectrum', the sum of the window; null,
   *  nothing (default 'density'). */
  scaling?: 'density' | 'spectrum' | null;
  /** Zeros around the signal: none, or as many as give it a frame for each frameStep samples (default 'valid': none). */
  padding?: 'valid' | 'same';
  /** Whether channels get an axis of their own, so that the result is an image (default false). */
  expandDims?: boolean;
}

const OPTIONS = LAYER.extend<STFTSpectrogramOptions>()({
  mode: or(oneOf(MODES), 'log'),
  frameLength: or(integer({ least: 1 }), 256),
  frameStep: orNone(integer({ least: 1 })),
  fftLength: orNone(integer({ least: 1 })),
  window: orNull(or(frameWindow(), 'hann'), null),
  periodic: or(boolean(), false),
  scaling: orNull(or(oneOf(['density', 'spectrum']), 'density'), null),
  padding: or(oneOf(['valid', 'same']), 'valid'),
  expandDims: or(boolean(), false),
  ...DATA_FORMAT,
});

/** Below this, magnitudes and powers count as this: Keras' epsilon. */
const LEAST = 1e-7;

/** Spectrograms by products of frames with two weights, the cosines and sines of the frequencies, which may learn. */
export class STFTSpectrogram extends Layer {
  readonly kind = 'stftSpectrogram';
  readonly frameStep: number;
  readonly fftLength: number;
  /** Cosines, unless the mode is 'imag', and sines, unless it is 'real'. @shape [frameLength, 1, bins] */
  realKernel: Variable | undefined;
  imagKernel: Variable | undefined;
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: STFTSpectrogramOptions = {}) {
    const held = OPTIONS.read('stftSpectrogram', options);
    super('stft_spectrogram', held);
    const { frameLength, frameStep, fftLength, window, periodic } = held;
    if (frameStep !== undefined && frameStep > frameLength)
      throw new ConfigError(`${this.name}: frameStep must be at most frameLength, ${frameLength}, received ${frameStep}.`);
    if (fftLength !== undefined && fftLength < frameLength)
      throw new ConfigError(`${this.name}: fftLength must be at least frameLength, ${frameLength}, received ${fftLength}.`);
    mustBeTable(this.name, [frameLength, binsOf(fftLength ?? frameLength)]);
    if (window !== null) windowValues(this.name, window, frameLength, periodic);
    this.#options = held;
    this.frameStep = frameStep ?? Math.max(Math.floor(frameLength / 2), 1);
    this.fftLength = fftLength ?? 2 ** Math.ceil(Math.log2(frameLength));
  }

  override build(_input: BatchShape): void {
    const { mode } = this.#options;
    if (mode !== 'imag') this.realKernel = this.#kernel('realKernel', Math.cos);
    if (mode !== 'real') this.imagKernel = this.#kernel('imagKernel', Math.sin);
  }

  #kernel(name: string, wave: (angle: number) => number): Variable {
    const { frameLength, window, periodic, scaling } = this.#options;
    const shape = [frameLength, 1, binsOf(this.fftLength)];
    mustBeTable(this.name, [frameLength]);
    const weights = window === null ? new Array<number>(frameLength).fill(1) : windowValues(this.name, window, frameLength, periodic);
    // As in Keras, a window decides whether there is a scaling, and the period is that of the bins.
    const measure = window === null ? null : scaling;
    const total = (of: (w: number) => number): number => weights.reduce((sum, w) => sum + of(w), 0);
    const scale = measure === null ? 1 : measure === 'density' ? Math.sqrt(total((w) => w * w)) : total(Math.abs);
    const [bins, period] = [shape[2]!, 2 * (shape[2]! - 1)];
    mustBeTable(this.name, [frameLength, bins]);
    const values = Float32Array.from({ length: frameLength * bins }, (_, i) => {
      const [at, k] = [Math.floor(i / bins), i % bins];
      return (wave(period === 0 ? 0 : (-2 * Math.PI * ((at * k) % period)) / period) * weights[at]!) / scale;
    });
    return this.addWeight({ name, shape, initializer: initializer('stft', {}, () => constant(values, shape)) });
  }

  call(x: Tensor, t: Trace): Tensor {
    const { mode, dataFormat, expandDims } = this.#options;
    mustHavePlaces(this, x, dataFormat, 1);
    const signals = dataFormat === 'channelsFirst' ? x : transpose(x, { axes: [0, 2, 1] });
    const [batch, channels, samples] = signals.shape as [number, number, number];
    const found = this.#spectrum(reshape(signals, [batch * channels, samples]), t, mode);
    const [, frames, bins] = found.shape as [number, number, number];
    const apart = reshape(found, [batch, channels, frames, bins]);
    if (dataFormat === 'channelsFirst') {
      return expandDims ? apart : reshape(transpose(apart, { axes: [0, 1, 3, 2] }), [batch, channels * bins, frames]);
    }
    if (expandDims) return transpose(apart, { axes: [0, 2, 3, 1] });
    return reshape(transpose(apart, { axes: [0, 2, 1, 3] }), [batch, frames, channels * bins]);
  }

  /** @shape [signals, samples] -> [signals, frames, bins] */
  #spectrum(signals: Tensor, t: Trace, mode: (typeof MODES)[number]): Tensor {
    const { frameLength, padding } = this.#options;
    const frames = framesOf(this.name, padding === 'same' ? this.#padded(signals) : signals, frameLength, this.frameStep);
    const part = (kernel: Variable): Tensor =>
      matmul(frames, reshape(t.read(kernel), [frameLength, kernel.shape[2]!]), { precision: this.computeDtype });
    if (mode === 'real') return part(this.realKernel!);
    if (mode === 'imag') return part(this.imagKernel!);
    const [real, imag] = [part(this.realKernel!), part(this.imagKernel!)];
    if (mode === 'angle') return arctan2(imag, real);
    if (mode === 'stft') return concatenate([real, imag], { axis: 2 });
    const power = add(square(real), square(imag));
    if (mode === 'psd') return multiply(power, bothSides(power.shape[2]!));
    const magnitude = sqrt(maximum(power, LEAST));
    return mode === 'magnitude' ? magnitude : log(maximum(magnitude, LEAST));
  }

  /** Zeros around, as for a convolution with padding 'same'. */
  #padded(signals: Tensor): Tensor {
    const samples = signals.shape[1]!;
    const places = Math.ceil(samples / this.frameStep);
    const zeros = Math.max((places - 1) * this.frameStep + this.#options.frameLength - samples, 0);
    const before = Math.floor(zeros / 2);
    return pad(signals, [0, before], [0, zeros - before]);
  }
}

/** Frequencies of real signals stand for their negatives, too, but for 0 and half of the rate, which have none. @shape [bins] */
const bothSides = (bins: number): Tensor =>
  constant(Float32Array.from({ length: bins }, (_, k) => (k === 0 || k === bins - 1 ? 1 : 2)), [bins]);

/** Spectrograms of signals. The same weights are applied to each channel.
 *  @shape [batch, samples, channels] -> [batch, frames, channels * bins], or [batch, frames, bins, channels] with `expandDims`; with
 *    'channelsFirst' [batch, channels, samples] -> [batch, channels * bins, frames], or [batch, channels, frames, bins]. Bins are
 *    floor(fftLength / 2) + 1, with mode 'stft' twice as many
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, or shorter than a frame
 *  @source Keras 3: STFTSpectrogram */
export const stftSpectrogram = (options?: STFTSpectrogramOptions): STFTSpectrogram => new STFTSpectrogram(options);
