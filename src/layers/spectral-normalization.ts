import { integer, or } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { placeholder } from '../graph/tensor.ts';
import { Variable } from '../graph/variable.ts';
import { truncatedNormal } from '../initializers/basic.ts';
import { divide, notEqual, where } from '../op/elementwise.ts';
import { matmul } from '../op/gemm.ts';
import { reshape } from '../op/move.ts';
import { any } from '../op/statistics.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import { LAYER, type BatchShape } from './layer.ts';
import { unitLength } from './unit-length.ts';
import { Wrapper, wrapped, type WrapperOptions } from './wrapper.ts';

export interface SpectralNormalizationOptions extends WrapperOptions {
  /** How often each step improves the estimate of the largest singular value (default 1). */
  powerIterations?: number;
}

const OPTIONS = LAYER.extend<SpectralNormalizationOptions>()({ layer: wrapped(), powerIterations: or(integer({ least: 1 }), 1) });

/** Divides the kernel, or the embeddings, of a layer by an estimate of its largest singular value at each step of training, so that
 *  the layer cannot make distances much larger. The kernel itself changes, and the optimizer then changes what it became. A kernel
 *  of zeros stays as it is. Otherwise the layer is called as it is.
 *  @source Miyato et al. 2018, Spectral normalization for generative adversarial networks, algorithm 1 */
export class SpectralNormalization extends Wrapper {
  readonly kind = 'spectralNormalization';
  readonly powerIterations: number;
  /** The estimate of the first right singular vector. [1, size of the kernel's last axis] */
  vectorU: Variable | undefined;

  constructor(options: SpectralNormalizationOptions) {
    const held = OPTIONS.read('spectralNormalization', options);
    super('spectral_normalization', held);
    this.powerIterations = held.powerIterations;
  }

  /** The weights that are normalised. */
  get kernel(): Variable {
    const { kernel, embeddings } = this.layer as { kernel?: unknown; embeddings?: unknown };
    const found = kernel ?? embeddings;
    if (found instanceof Variable) return found;
    throw new ConfigError(
      `${this.name}: expected a layer with a kernel or embeddings, such as dense, received ${this.layer.kind} '${this.layer.name}'.`,
    );
  }

  override build(...inputShapes: BatchShape[]): void {
    this.layer.buildFor(inputShapes.map((shape) => placeholder(shape.map((d) => d ?? 1), this.inputDtype)));
    const shape = [1, this.kernel.shape.at(-1)!];
    this.vectorU = this.addWeight({ name: 'vectorU', shape, initializer: truncatedNormal({ stddev: 0.02 }), trainable: false });
  }

  override call(inputs: Tensors, t: Trace, args: CallArguments): Tensors {
    if (t.training && this.layer.quantizationMode === undefined) this.#normalize(t);
    return super.call(inputs, t, args);
  }

  #normalize(t: Trace): void {
    const kernel = this.kernel;
    const [weights, before] = [t.read(kernel), t.read(this.vectorU!)];
    const rows = reshape(weights, [-1, kernel.shape.at(-1)!]);
    let u = before;
    let v = u;
    for (let i = 0; i < this.powerIterations; i++) {
      v = unitLength(matmul(u, rows, { transposeB: true }), undefined, 1e-7);
      u = unitLength(matmul(v, rows), undefined, 1e-7);
    }
    const sigma = matmul(matmul(v, rows), u, { transposeB: true });
    const some = any(notEqual(weights, 0));
    t.update(this.vectorU!, where(some, u, before));
    t.update(kernel, where(some, divide(weights, reshape(sigma, [])), weights));
  }
}

/** Keeps the largest singular value of a layer's kernel near 1 while training.
 *  @shape as the layer within
 *  @throws {ConfigError} on invalid options; when it is built, if the layer has neither kernel nor embeddings */
export const spectralNormalization = (options: SpectralNormalizationOptions): SpectralNormalization => new SpectralNormalization(options);
