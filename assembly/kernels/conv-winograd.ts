// Convolutions of 3 x 3 taps by Winograd's minimal filtering: tiles of the input are transformed, one product of
// matrices for each position in a tile takes the channels together, and its results are transformed into places.
// Tiles lie on a grid of the whole output, and each sum runs over the channels, so the bits of an element do not depend
// on the tiles that are computed with it.
import { conv_scratch, gemm_scratch, GEMM_BYTES, WINOGRAD_BUFFER, WINOGRAD_BYTES, WINOGRAD_PATCH, WINOGRAD_TOGETHER } from '../scratch';
import { at_n, put_n, splat, vadd, vf, vless, vselect, W } from '../simd';
import { activate, NR, pack_b, tile_packed } from './gemm';
import { Axis, band_of } from './conv-shape';
import { along_both, DATA, KINDS, PLACES, TAPS, transform_patch } from './conv-winograd-transform';

/** Tiles of a block that are multiplied together: the rows of a tile of sgemm. */
const QUAD: i32 = 4;

/** Bytes of transformed data of so many tiles, of their sums, and of taps before their transform. */
@inline function data_bytes(positions: i32, tiles: i32, channels: i32): i32 { return (positions * tiles * ((channels + 3) & ~3)) << 2; }
@inline function sum_bytes(positions: i32, tiles: i32): i32 { return (positions * tiles * NR) << 2; }

/** How many tiles are computed together; 0 if so many channels leave no room for any. The sizes alone decide. */
export function winograd_tiles(winograd: i32, channels: i32): i32 {
  const positions = winograd == 1 ? 16 : 36;
  let tiles = WINOGRAD_TOGETHER;
  while (tiles > 0 && data_bytes(positions, tiles, channels) + sum_bytes(positions, tiles) > WINOGRAD_BYTES) tiles -= QUAD;
  const taps = (channels * NR) << 2;
  return 9 * taps > WINOGRAD_BYTES || positions * taps > GEMM_BYTES ? 0 : tiles;
}

/** The transforms of some tiles' data, in panels of four tiles: [position, panel, channel, tile of the panel]. */
function transform_tiles(
  winograd: i32, h: Axis, w: Axis, channels: i32, in_: usize, count: i32, tiles: usize, data: usize, panel: usize, position: usize,
): void {
  const side = winograd == 1 ? 4 : 6, positions = side * side, four = conv_scratch + WINOGRAD_PATCH + 72 * 16;
  const pixel = <usize>channels << 2, kind = DATA + (winograd - 1) * KINDS;
  for (let first = 0; first < count; first += QUAD, data += panel) {
    for (let c = 0; c < channels; c += W) {
      for (let t = 0; t < QUAD; t++) {
        // Tiles behind the last are this one again: their sums are not used.
        const tile = tiles + <usize>(min(first + t, count - 1) * 12);
        const image = in_ + <usize>(load<i32>(tile) * h.size * w.size) * pixel + (<usize>c << 2);
        transform_patch(
          kind, side, side, image, h.size, w.size, pixel, load<i32>(tile, 4) - h.pad, load<i32>(tile, 8) - w.pad, channels - c,
          four + (<usize>t << 4), 64,
        );
      }
      let to = data + (<usize>c << 4);
      for (let p = 0; p < positions; p++, to += position) {
        const from = four + (<usize>p << 6);
        const r0 = v128.load(from), r1 = v128.load(from, 16), r2 = v128.load(from, 32), r3 = v128.load(from, 48);
        const lo01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), hi01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
        const lo23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), hi23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
        v128.store(to, i64x2.shuffle(lo01, lo23, 0, 2));
        v128.store(to, i64x2.shuffle(lo01, lo23, 1, 3), 16);
        v128.store(to, i64x2.shuffle(hi01, hi23, 0, 2), 32);
        v128.store(to, i64x2.shuffle(hi01, hi23, 1, 3), 48);
      }
    }
  }
}

/** Ends a tile of the output: the transform of its sums for `count` filters, whose first place is at y, then bias, activation and
 *  gate. */
function write_places(
  winograd: i32, sums: usize, position: usize, high: i32, wide: i32, count: i32, y: usize, row: usize, pixel: usize, bias: usize,
  activation: i32, gate: usize,
): void {
  const side = winograd == 1 ? 4 : 6, end = 2 * winograd, places = conv_scratch + WINOGRAD_PATCH + 72 * 16;
  along_both(PLACES + (winograd - 1) * KINDS, side, end, sums, <usize>side * position, position, places, 16);
  const whole = count >= W, b: vf = bias == 0 ? splat(0) : whole ? v128.load(bias) : at_n(bias, 0, count);
  for (let i = 0; i < high; i++) {
    for (let j = 0; j < wide; j++) {
      const at = <usize>i * row + <usize>j * pixel;
      let z = activate(vadd(v128.load(places + (<usize>(i * end + j) << 4)), b), activation);
      if (gate != 0) z = vselect(vless(splat(0), whole ? v128.load(gate + at) : at_n(gate + at, 0, count)), z, splat(0));
      if (whole) v128.store(y + at, z);
      else put_n(y + at, 0, count, z);
    }
  }
}

/** Units [lo, hi) of y[batch, h, w, filters], by tiles. Taps are w[9, channels, filters]; if `back`, w[9, filters, channels] from
 *  the last tap on. */
export function correlate_winograd(
  winograd: i32, h: Axis, s: Axis, channels: i32, filters: i32, x: usize, back: bool, w: usize, bias: usize, activation: i32, gate: usize,
  y: usize, lo: i32, hi: i32,
): void {
  const side = winograd == 1 ? 4 : 6, end = 2 * winograd, positions = side * side, most = winograd_tiles(winograd, channels);
  const tiles = conv_scratch + WINOGRAD_PATCH + WINOGRAD_BUFFER, data = tiles + <usize>(WINOGRAD_TOGETHER * 12);
  const taps = <usize>(channels * NR) << 2, block = GEMM_BYTES / max(1, <i32>(<usize>positions * taps)) * NR;
  const kind = TAPS + (winograd - 1) * KINDS, pixel = <usize>filters << 2, row = <usize>s.out * pixel;
  for (let j0 = 0; j0 < filters; j0 += block) {
    const j1 = min(filters, j0 + block);
    for (let j = j0; j < j1; j += NR) {
      for (let t = 0; t < 9; t++) {
        const from = w + <usize>((back ? 8 - t : t) * channels * filters << 2) + (<usize>(back ? j * channels : j) << 2);
        const step = <usize>(back ? channels : filters) << 2;
        pack_b(back ? 1 : 0, channels, min(NR, j1 - j), false, from, back ? step : 4, back ? 4 : step, data + <usize>t * taps);
      }
      const to = gemm_scratch + <usize>((j - j0) / NR * positions) * taps;
      for (let e: usize = 0; e < taps; e += 16) along_both(kind, 3, side, data + e, 3 * taps, taps, to + e, taps);
    }
    let count = 0;
    for (let unit = lo; unit < hi; unit++) {
      const band = band_of(1, h.out, s.out, unit), h1 = band.h1, w0 = band.w0, w1 = band.w1, image = band.image;
      for (let oh = band.h0; oh < h1; oh += end) {
        for (let ow = w0; ow < w1; ow += end) {
          const tile = tiles + <usize>(count * 12);
          store<i32>(tile, image);
          store<i32>(tile, oh, 4);
          store<i32>(tile, ow, 8);
          count++;
          const last = unit == hi - 1 && oh + end >= h1 && ow + end >= w1;
          if (count < most && !last) continue;
          const panels = (count + QUAD - 1) / QUAD, panel = <usize>((channels + 3) & ~3) << 4, position = <usize>panels * panel;
          const sums = data + <usize>positions * position, stride = <usize>(panels * QUAD * NR) << 2;
          transform_tiles(winograd, h, s, channels, x, count, tiles, data, panel, position);
          for (let j = j0; j < j1; j += NR) {
            let b = gemm_scratch + <usize>((j - j0) / NR * positions) * taps, a = data, to = sums;
            for (let p = 0; p < positions; p++, b += taps) {
              for (let q = 0; q < panels; q++, a += panel, to += QUAD * NR * 4) tile_packed(channels, a, b, to);
            }
            for (let t = 0; t < count; t++) {
              const at = tiles + <usize>(t * 12), fromH = load<i32>(at, 4), fromW = load<i32>(at, 8);
              for (let v = 0; v < NR && j + v < j1; v += W) {
                const place = (<usize>((load<i32>(at) * h.out + fromH) * s.out + fromW) * pixel) + (<usize>(j + v) << 2);
                write_places(
                  winograd, sums + <usize>((t * NR + v) << 2), stride, min(end, h.out - fromH), min(end, s.out - fromW), j1 - j - v,
                  y + place, row, pixel, bias == 0 ? 0 : bias + (<usize>(j + v) << 2), activation, gate == 0 ? 0 : gate + place,
                );
              }
            }
          }
          count = 0;
        }
      }
    }
  }
}
