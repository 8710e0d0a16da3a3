import type { Optional } from '../core/declaration.ts';
import { ConfigError, unknownName } from '../core/errors.ts';
import { CONV_PRECISIONS, type ConvPrecision, type ProductPrecision } from '../op/conv.ts';
import type { Layer } from './layer.ts';

export interface PrecisionOptions {
  /** How exactly windows of 3 x 3 with strides and dilationRate of 1 are summed, also in the gradients: 'highest' as float32 sums
   *  are, 'high' faster, in tiles of 4 x 4 places wherever that pays, with an error, for data around zero and up to 512
   *  channels, of about 1e-6 of the largest value (root mean square), and 2e-5 at most. Other windows are not concerned (default: that
   *  of `setConvPrecision`, which begins as 'highest').
   *
   *  The error scales with the magnitudes under a tile, 6 x 6 places of the input: for inputs of 255 +- 0.5 and a Laplacian kernel it
   *  is 2e-5, and 6e-5 at most ('highest': 7e-6 and 2e-5). One value of 1e8 gives places near it large absolute errors, and one Inf
   *  or NaN makes places not finite whose windows do not have it.
   *
   *  With the dtype 'mixed_bfloat16' inputs and kernel are rounded and all terms summed, so that 'high' is refused. */
  precision?: ConvPrecision | null;
}

let current: ConvPrecision = 'highest';

const checked = (where: string, given: ConvPrecision): ConvPrecision =>
  CONV_PRECISIONS.includes(given) ? given : unknownName(where, given, CONV_PRECISIONS);

/** The precision of layers that are made without a precision of their own. */
export function convPrecision(): ConvPrecision {
  return current;
}

/** Sets the precision of `conv2d` and `conv2dTranspose` layers that are made from now on without a precision of their own. Existing
 *  layers keep theirs, and files keep it.
 *  @param name  'highest': sums as exact as those of float32. 'high': faster, by tiles of 4 x 4 places, with an error, for data
 *    around zero and up to 512 channels, of about 1e-6 of the largest value (root mean square), and 2e-5 at most; see `precision` of
 *    `layers.conv2d`
 *  @throws {ConfigError} if no precision has that name */
export function setConvPrecision(name: ConvPrecision): void {
  current = checked('convolution precision', name);
}

/** The declaration of PrecisionOptions. */
export const PRECISION: { readonly precision: Optional<ConvPrecision, ConvPrecision> } = {
  precision: {
    check: (where, name, given) => checked(`${name} of ${where}`, given ?? current),
    store: (held) => held,
  },
};

/** The precision of a layer's convolutions: its own or, if its dtype rounds what is multiplied, that of the dtype.
 *  @throws {ConfigError} if both ask for something */
export function precisionOfProducts({ name, computeDtype, dtypePolicy }: Layer, own: ConvPrecision = 'highest'): ProductPrecision {
  if (computeDtype === 'float32') return own;
  if (own === 'highest') return computeDtype;
  throw new ConfigError(
    `${name}: expected precision 'highest' with dtype '${dtypePolicy}', which rounds what is multiplied and sums all terms, received ` +
    `'${own}'. Leave precision, or setConvPrecision, at 'highest', or give the layer dtype 'float32'.`,
  );
}
