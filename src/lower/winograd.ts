import { WINOGRAD_SIDES } from '../abi/kernels.ts';

/** What the transforms of a tile cost for each channel and filter, in multiply-adds for each value of the tile; and how many tiles
 *  the transform of the weights costs as much as. @source measured on Zen 4 with AVX-512, from 8 to 256 channels and filters and
 *  from 4 to 12000 tiles: predicts the gain to within a fifth */
const TRANSFORM = 10;
const WEIGHTS = 17;
/** The least gain by which tiles are chosen: the estimate has an error. */
const GAIN = 1.15;

/** How a convolution and its gradients are computed: the argument `winograd` of their kernels. The sizes alone decide, so that all
 *  machines and any number of threads take the same way; but of very many channels, WebAssembly takes sums whatever is chosen. Tiles
 *  of 2 x 2 places are as accurate as sums of all terms; those of 4 x 4 are not, and are taken only if they are `allowed`.
 *  @param sizes  the arguments of the kernels; those of the sum, also for its gradients */
export function winogradOf(sizes: Readonly<Record<string, number>>, allowed: boolean): number {
  const { batch, outHeight, outWidth, channels, filters } = sizes;
  const fits = ['kernelH', 'kernelW'].every((n) => sizes[n] === 3) &&
    ['depth', 'kernelD', 'strideH', 'strideW', 'dilationH', 'dilationW', 'groups'].every((n) => sizes[n] === 1);
  if (!fits) return 0;
  const products = channels! * filters!;
  const cost = (side: number): number => {
    if (side === 0) return (9 * batch! * outHeight! * outWidth! * products) / GAIN;
    const tiles = batch! * Math.ceil(outHeight! / side) * Math.ceil(outWidth! / side);
    return (side + 2) ** 2 * (tiles * (products + TRANSFORM * (channels! + filters!)) + WEIGHTS * products);
  };
  const sides = WINOGRAD_SIDES.filter((side) => side <= 2 || allowed);
  return WINOGRAD_SIDES.indexOf(sides.reduce((best, side) => (cost(side) < cost(best) ? side : best)));
}
