// The transforms of Winograd's minimal filtering F(M x M, 3 x 3): a tile of M x M places of the output costs (M + 2)^2
// multiplications instead of 9 M^2. @source Lavin & Gray 2015, Fast Algorithms for Convolutional Neural Networks,
// sections 4.1 and 4.3: Y = A^T [(G g G^T) (B^T d B)] A, the product in the middle element by element
import { conv_scratch, WINOGRAD_PATCH } from '../scratch';
import { at_n, splat, vadd, vfma, vfnma, vmul, vneg, vsub, W } from '../simd';

/** B^T, G and A^T, then A and G^T, which are the transforms of the gradient by the taps; those of tiles of 4 x 4 after those of
 *  2 x 2. */
export const DATA: i32 = 0;
export const TAPS: i32 = 1;
export const PLACES: i32 = 2;
export const PLACES_BACK: i32 = 3;
export const TAPS_BACK: i32 = 4;
export const KINDS: i32 = 5;

@inline function get(from: usize, step: usize, i: i32): v128 { return v128.load(from + <usize>i * step); }
@inline function set(to: usize, step: usize, i: i32, v: v128): void { v128.store(to + <usize>i * step, v); }

/** One transform along one axis, from vectors that are `step` bytes apart to vectors that are `down` bytes apart. */
@inline function along(kind: i32, from: usize, step: usize, to: usize, down: usize): void {
  const x0 = get(from, step, 0), x1 = get(from, step, 1);
  switch (kind) {
    case DATA: {
      const x2 = get(from, step, 2);
      set(to, down, 0, vsub(x0, x2));
      set(to, down, 1, vadd(x1, x2));
      set(to, down, 2, vsub(x2, x1));
      set(to, down, 3, vsub(x1, get(from, step, 3)));
      break;
    }
    case TAPS: {
      const x2 = get(from, step, 2), half = splat(0.5), ends = vadd(x0, x2);
      set(to, down, 0, x0);
      set(to, down, 1, vmul(half, vadd(ends, x1)));
      set(to, down, 2, vmul(half, vsub(ends, x1)));
      set(to, down, 3, x2);
      break;
    }
    case PLACES: {
      const x2 = get(from, step, 2);
      set(to, down, 0, vadd(x0, vadd(x1, x2)));
      set(to, down, 1, vsub(vsub(x1, x2), get(from, step, 3)));
      break;
    }
    case PLACES_BACK: {
      set(to, down, 0, x0);
      set(to, down, 1, vadd(x0, x1));
      set(to, down, 2, vsub(x0, x1));
      set(to, down, 3, vneg(x1));
      break;
    }
    case TAPS_BACK: {
      const x2 = get(from, step, 2), half = splat(0.5), middle = vmul(half, vadd(x1, x2));
      set(to, down, 0, vadd(x0, middle));
      set(to, down, 1, vmul(half, vsub(x1, x2)));
      set(to, down, 2, vadd(middle, get(from, step, 3)));
      break;
    }
    case KINDS + DATA: {
      const x2 = get(from, step, 2), x3 = get(from, step, 3), x4 = get(from, step, 4), four = splat(4), five = splat(5);
      const a = vfnma(four, x2, x4), b = vfnma(four, x1, x3), e = vsub(x4, x2), f = vsub(x3, x1), g = vadd(f, f);
      set(to, down, 0, vfma(four, x0, vfnma(five, x2, x4)));
      set(to, down, 1, vadd(a, b));
      set(to, down, 2, vsub(a, b));
      set(to, down, 3, vadd(e, g));
      set(to, down, 4, vsub(e, g));
      set(to, down, 5, vfma(four, x1, vfnma(five, x3, get(from, step, 5))));
      break;
    }
    case KINDS + TAPS: {
      const x2 = get(from, step, 2), sixth = splat(1.0 / 6), ends = vadd(x0, x2);
      const a = vfma(splat(1.0 / 24), x0, vmul(sixth, x2)), b = vmul(splat(1.0 / 12), x1);
      set(to, down, 0, vmul(splat(0.25), x0));
      set(to, down, 1, vneg(vmul(sixth, vadd(ends, x1))));
      set(to, down, 2, vneg(vmul(sixth, vsub(ends, x1))));
      set(to, down, 3, vadd(a, b));
      set(to, down, 4, vsub(a, b));
      set(to, down, 5, x2);
      break;
    }
    case KINDS + PLACES: {
      const x2 = get(from, step, 2), x3 = get(from, step, 3), x4 = get(from, step, 4);
      const a = vadd(x1, x2), b = vsub(x1, x2), e = vadd(x3, x4), f = vsub(x3, x4);
      set(to, down, 0, vadd(vadd(x0, a), e));
      set(to, down, 1, vfma(splat(2), f, b));
      set(to, down, 2, vfma(splat(4), e, a));
      set(to, down, 3, vadd(vfma(splat(8), f, b), get(from, step, 5)));
      break;
    }
    case KINDS + PLACES_BACK: {
      const x2 = get(from, step, 2), x3 = get(from, step, 3);
      const a = vadd(x0, x2), b = vadd(x1, x3), e = vfma(splat(4), x2, x0), f = vmul(splat(2), vfma(splat(4), x3, x1));
      set(to, down, 0, x0);
      set(to, down, 1, vadd(a, b));
      set(to, down, 2, vsub(a, b));
      set(to, down, 3, vadd(e, f));
      set(to, down, 4, vsub(e, f));
      set(to, down, 5, x3);
      break;
    }
    default: {
      const x2 = get(from, step, 2), x3 = get(from, step, 3), x4 = get(from, step, 4);
      const sixth = splat(1.0 / 6), a = vmul(sixth, vadd(x1, x2)), e = vadd(x3, x4);
      set(to, down, 0, vsub(vfma(splat(0.25), x0, vmul(splat(1.0 / 24), e)), a));
      set(to, down, 1, vfma(sixth, vsub(x2, x1), vmul(splat(1.0 / 12), vsub(x3, x4))));
      set(to, down, 2, vadd(vsub(vmul(sixth, e), a), get(from, step, 5)));
    }
  }
}

/** The transform of the columns of a tile of `side` x `side` vectors, then of its rows: what a transform along one axis is for a
 *  tile. Rows are `row` bytes apart and vectors of a row `pixel` bytes; of the `end` x `end` results, `position` bytes. */
export function along_both(
  kind: i32, side: i32, end: i32, from: usize, row: usize, pixel: usize, to: usize, position: usize,
): void {
  const half = conv_scratch + WINOGRAD_PATCH, ld = <usize>side << 4;
  for (let j = 0; j < side; j++) along(kind, from + <usize>j * pixel, row, half + (<usize>j << 4), ld);
  for (let i = 0; i < end; i++) along(kind, half + <usize>i * ld, 16, to + <usize>(i * end) * position, position);
}

/** The same for the places from (top, left) on of an image, of `count` channels that begin at `image`; 0 outside of the image.
 *  Places are `pixel` bytes apart. */
export function transform_patch(
  kind: i32, side: i32, end: i32, image: usize, height: i32, width: i32, pixel: usize, top: i32, left: i32, count: i32, to: usize,
  position: usize,
): void {
  const row = <usize>width * pixel;
  if (count >= W && top >= 0 && left >= 0 && top + side <= height && left + side <= width) {
    along_both(kind, side, end, image + <usize>top * row + <usize>left * pixel, row, pixel, to, position);
    return;
  }
  const patch = conv_scratch + WINOGRAD_PATCH + 36 * 16;
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      const h = top + i, w = left + j, within = h >= 0 && h < height && w >= 0 && w < width;
      const from = image + <usize>h * row + <usize>w * pixel;
      v128.store(patch + (<usize>(i * side + j) << 4), !within ? splat(0) : count >= W ? v128.load(from) : at_n(from, 0, count));
    }
  }
  along_both(kind, side, end, patch, <usize>side << 4, 16, to, position);
}
