// The gradient of the weights of 3 x 3 taps by Winograd's minimal filtering, the derivative of the forward one: tiles
// of x and of dy are transformed, their products are summed over all tiles of the batch for each position, and the sums
// are transformed into taps.
import { GEMM_STRIP } from '../gen/abi';
import { conv_scratch, gemm_scratch, WINOGRAD_BUFFER, WINOGRAD_PATCH } from '../scratch';
import { put_n, vadd, W } from '../simd';
import { Axis, cut } from './conv-shape';
import { along_both, DATA, KINDS, PLACES_BACK, TAPS_BACK, transform_patch } from './conv-winograd-transform';
import { NR, tile_packed } from './gemm';

/** The tiles that are transformed together: the sums of an element are added up block by block, so the number decides the
 *  result's bits. */
const DEPTH: i32 = 32;
/** The most channels and filters of a part: its transforms and sums fit into the scratch memory. */
const PART: i32 = 64;
/** Channels of a panel: the rows of a tile of sgemm. */
const QUAD: i32 = 4;

/** Channels [c0, c1) and filters [f0, f1) of dw[9 taps, channels, filters]. */
function weights_part(
  winograd: i32, batch: i32, h: Axis, s: Axis, channels: i32, filters: i32, x: usize, dy: usize, c0: i32, c1: i32, f0: i32, f1: i32,
  dw: usize,
): void {
  const side = winograd == 1 ? 4 : 6, end = 2 * winograd, positions = side * side;
  const high = (h.out + end - 1) / end, wide = (s.out + end - 1) / end, tiles = batch * high * wide;
  const panelsX = (c1 - c0 + QUAD - 1) / QUAD, panelsY = (f1 - f0 + NR - 1) / NR, patch = conv_scratch + WINOGRAD_PATCH;
  const panelX: usize = DEPTH * QUAD * 4, panelY: usize = DEPTH * NR * 4, pixelX = <usize>channels << 2, pixelY = <usize>filters << 2;
  const data = patch + WINOGRAD_BUFFER, positionX = <usize>panelsX * panelX, positionY = <usize>panelsY * panelY;
  const right = data + <usize>positions * positionX, t = patch + 72 * 16;
  const tile: usize = QUAD * NR * 4, position = <usize>(panelsX * panelsY) * tile, kinds = (winograd - 1) * KINDS;
  memory.fill(gemm_scratch, 0, <usize>positions * position);
  for (let first = 0; first < tiles; first += DEPTH) {
    const count = min(DEPTH, tiles - first);
    for (let i = 0; i < count; i++) {
      const image = (first + i) / wide / high, oh = (first + i) / wide % high * end, ow = (first + i) % wide * end;
      const fromX = x + <usize>(image * h.size * s.size) * pixelX, fromY = dy + <usize>(image * h.out * s.out) * pixelY;
      for (let c = c0; c < c1; c += QUAD) {
        const to = data + <usize>((c - c0) / QUAD) * panelX + (<usize>i << 4);
        transform_patch(
          DATA + kinds, side, side, fromX + (<usize>c << 2), h.size, s.size, pixelX, oh - h.pad, ow - s.pad, channels - c, to, positionX,
        );
      }
      for (let f = f0; f < f0 + panelsY * NR; f += W) {
        const to = right + <usize>((f - f0) / NR) * panelY + <usize>(i * NR + (f - f0) % NR << 2);
        if (f < filters) {
          transform_patch(
            PLACES_BACK + kinds, end, side, fromY + (<usize>f << 2), h.out, s.out, pixelY, oh, ow, filters - f, to, positionY,
          );
        }
      }
    }
    for (let p = 0; p < positions; p++) {
      let sums = gemm_scratch + <usize>p * position;
      for (let j = 0; j < panelsY; j++) {
        for (let i = 0; i < panelsX; i++, sums += tile) {
          tile_packed(count, data + <usize>p * positionX + <usize>i * panelX, right + <usize>p * positionY + <usize>j * panelY, t);
          for (let v: usize = 0; v < tile; v += 16) v128.store(sums + v, vadd(v128.load(sums + v), v128.load(t + v)));
        }
      }
    }
  }
  const tap = <usize>(channels * filters) << 2;
  for (let c = c0; c < c1; c++) {
    for (let f = f0; f < f1; f += W) {
      const i = c - c0, j = f - f0;
      const from = gemm_scratch + <usize>(j / NR * panelsX + i / QUAD) * tile + <usize>(i % QUAD * NR + j % NR << 2);
      along_both(TAPS_BACK + kinds, side, 3, from, <usize>side * position, position, t, 16);
      let to = dw + (<usize>(c * filters + f) << 2);
      for (let k = 0; k < 9; k++, to += tap) {
        const v = v128.load(t + (<usize>k << 4));
        if (f1 - f >= W) v128.store(to, v);
        else put_n(to, 0, f1 - f, v);
      }
    }
  }
}

/** Units [lo, hi) of dw[parts, 9 taps, channels, filters]: GEMM_STRIP / 2 channels and GEMM_STRIP filters each, or 2 GEMM_STRIP of
 *  each if images have several parts. */
export function weights_winograd(
  winograd: i32, batch: i32, parts: i32, h: Axis, s: Axis, channels: i32, filters: i32, x: usize, dy: usize, dw: usize, lo: i32, hi: i32,
): void {
  const tall = parts > 1 ? 2 * GEMM_STRIP : GEMM_STRIP / 2, broad = parts > 1 ? 2 * GEMM_STRIP : GEMM_STRIP, images = batch / parts;
  const high = (channels + tall - 1) / tall, wide = (filters + broad - 1) / broad;
  while (lo < hi) {
    const part = lo / (high * wide), first = part * high * wide, row = (lo - first) % high, col = (lo - first) / high, left = hi - lo;
    const cols = min(wide - col, row == 0 && left >= high ? left / high : 1), rows = min(high - row, left);
    const c1 = min(channels, (row + rows) * tall), f1 = min(filters, (col + cols) * broad);
    const fromX = x + (<usize>(part * images * h.size * s.size) * <usize>channels << 2);
    const fromY = dy + (<usize>(part * images * h.out * s.out) * <usize>filters << 2);
    const to = dw + (<usize>(9 * part) * <usize>(channels * filters) << 2);
    for (let f = col * broad; f < f1; f += PART) {
      for (let c = row * tall; c < c1; c += PART) {
        weights_part(winograd, images, h, s, channels, filters, fromX, fromY, c, min(c1, c + PART), f, min(f1, f + PART), to);
      }
    }
    lo += cols * rows;
  }
}
