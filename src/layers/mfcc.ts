import { integer, or, type Held } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { mustBeTable } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { matmul } from '../op/gemm.ts';
import { MEL, MelSpectrogram, type MelSpectrogramOptions } from './mel-spectrogram.ts';

export interface MFCCOptions extends MelSpectrogramOptions {
  /** Coefficients of each frame, at most numMelBins (default 20). */
  nMfcc?: number;
}

const OPTIONS = MEL.extend<MFCCOptions>()({ nMfcc: or(integer({ least: 1 }), 20) });

/** The first coefficients of the cosine transform of each frame of a mel spectrogram. */
export class MFCC extends MelSpectrogram {
  override readonly kind = 'mfcc';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: MFCCOptions = {}) {
    const held = OPTIONS.read('mfcc', options);
    super(held, 'mfcc', 'mfcc');
    this.#options = held;
    if (held.nMfcc > this.held.numMelBins)
      throw new ConfigError(`${this.name}: nMfcc must be at most numMelBins, ${this.held.numMelBins}, received ${held.nMfcc}.`);
  }

  protected override features(x: Tensor): Tensor {
    return matmul(super.features(x), cosines(this.held.numMelBins, this.#options.nMfcc));
  }
}

/** The orthonormal discrete cosine transform, type II, of `size` numbers, its first `count` coefficients. @shape [size, count]
 *  @source Ahmed, Natarajan and Rao 1974, Discrete cosine transform */
function cosines(size: number, count: number): Tensor {
  mustBeTable('mfcc', [size, count]);
  const values = Float32Array.from({ length: size * count }, (_, i) => {
    const [n, k] = [Math.floor(i / count), i % count];
    return Math.sqrt((k === 0 ? 1 : 2) / size) * Math.cos((Math.PI * k * (2 * n + 1)) / (2 * size));
  });
  return constant(values, [size, count]);
}

/** Mel-frequency cepstral coefficients: the orthonormal cosine transform, type II, of each frame of a mel spectrogram, with the options
 *  of `melSpectrogram`. With `powerToDb` they are those of librosa's and torchaudio's definition.
 *  @shape [..., samples] -> [..., nMfcc, frames]
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} unless signals have more than floor(fftLength / 2) samples, which the mirror needs
 *  @source Davis and Mermelstein 1980, Comparison of parametric representations for monosyllabic word recognition; librosa.feature.mfcc and
 *    torchaudio.transforms.MFCC */
export const mfcc = (options?: MFCCOptions): MFCC => new MFCC(options);
