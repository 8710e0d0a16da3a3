// Convolutions and their gradients. Work is divided over outputs, and the order of each sum follows from the sizes alone,
// so the bits of an element do not depend on the thread that computes it.
import { CONV_COLS, GEMM_STRIP } from '../gen/abi';
import { AXES_BYTES, conv_scratch, KC, PATCHES } from '../scratch';
import { at, at_n, put, put_n, W } from '../simd';
import { backward_sum, correlate_rounded, forward_sum, rounded_cut, rounded_parts } from './conv-bfloat16';
import { depthwise_dw, depthwise_dx_term, depthwise_row, taps_of } from './conv-depthwise';
import { Axis, axis, band_of, cut, first_out, inside, place, turn } from './conv-shape';
import { correlate_winograd, winograd_tiles } from './conv-winograd';
import { weights_winograd } from './conv-winograd-weights';
import { finished, multiply } from './gemm';

// MIRROR: patches, tiles and blocks follow each machine's registers and caches.

/** out[places, k1 - k0] = columns [k0, k1) of what places [w0, w1) sum over in one row of the input, counted by taps and
 *  channels. Rows of out are ld bytes apart. A row outside of the input is 0. */
function gather_run(s: Axis, w0: i32, w1: i32, channels: i32, row: usize, pixel: usize, k0: i32, k1: i32, out: usize, ld: usize): void {
  let t = k0 / channels, channel = k0 - t * channels;
  for (let k = k0, count = 0; k < k1; k += count, t++, channel = 0) {
    count = min(channels - channel, k1 - k);
    const bytes = <usize>count << 2;
    const first = row == 0 ? w1 : first_out(s, t, 0), last = row == 0 ? w1 : first_out(s, t, s.size);
    let to = out + (<usize>(k - k0) << 2);
    for (let o = w0; o < w1; o++, to += ld) {
      const within = o >= first && o < last;
      const from = within ? row + <usize>place(s, o, t) * pixel + (<usize>channel << 2) : 0;
      if (count == 1) store<f32>(to, within ? load<f32>(from) : 0);
      else if (within) memory.copy(to, from, bytes);
      else memory.fill(to, 0, bytes);
    }
  }
}

/** c = act(c + bias), then 0 where the gate is given and not > 0, for rows x cols elements without gaps. */
function finish(rows: i32, cols: i32, c: usize, bias: usize, activation: i32, gate: usize): void {
  if (bias == 0 && activation == 0 && gate == 0) return;
  const whole = cols & -W, left = cols - whole;
  for (let i = 0; i < rows; i++) {
    const row = <usize>(i * cols) << 2, y = c + row, g: usize = gate == 0 ? 0 : gate + row;
    for (let j = 0; j < whole; j += W) {
      const at_j = <usize>j << 2;
      put(y, j, finished(at(y, j), bias == 0 ? <usize>0 : bias + at_j, activation, g == 0 ? <usize>0 : g + at_j, 0, W));
    }
    if (left == 0) continue;
    const end = <usize>whole << 2, own = bias == 0 ? <usize>0 : bias + end;
    put_n(y, whole, left, finished(at_n(y, whole, left), own, activation, g == 0 ? <usize>0 : g + end, 0, left));
  }
}

// y[b,o,g,f] = act(sum over taps t and c of x[b,o strides - pads + t dilations,g,c] w[t,c,g,f] + bias[g,f]), then 0 where gate[b,o,g,f] is
//   given and not > 0; o and t are places (d,h,w), x is 0 outside its places; by winograd, over whose tiles what is not finite spreads;
//   with bfloat16, sums are those of sbgemm, k counting t and then c
//   alias: none   nan: propagates; padding may be left out   error: dot(kernelD * kernelH * kernelW * channels + 3 + 29 * winograd)
export function conv(batch: i32, depth: i32, height: i32, width: i32, channels: i32, outDepth: i32, outHeight: i32, outWidth: i32,
    filters: i32, kernelD: i32, kernelH: i32, kernelW: i32, strideD: i32, strideH: i32, strideW: i32, dilationD: i32, dilationH: i32,
    dilationW: i32, padD: i32, padH: i32, padW: i32, groups: i32, winograd: i32, bfloat16: i32, x: usize, w: usize, bias: usize,
    activation: i32, gate: usize, y: usize, lo: i32, hi: i32): void {
  const d = axis(0, depth, outDepth, kernelD, strideD, dilationD, padD), h = axis(1, height, outHeight, kernelH, strideH, dilationH, padH);
  const s = axis(2, width, outWidth, kernelW, strideW, dilationW, padW);
  // Of very many channels not even a few tiles have room in the scratch: these go by sums of all terms, which are as exact or more.
  if (winograd > 0 && winograd_tiles(winograd, channels) > 0) {
    correlate_winograd(winograd, h, s, channels, filters, x, false, w, bias, activation, gate, y, lo, hi);
    return;
  }
  const columns = groups * filters, pixel = <usize>(groups * channels) << 2, run = kernelW * channels, rows = kernelD * kernelH;
  const ofD = forward_sum(0, d), ofH = forward_sum(1, h), ofW = forward_sum(2, s);
  const depthwise = channels == 1 && groups > 1, patches = conv_scratch + AXES_BYTES;
  // Some whole rows of taps at a time, or parts of one.
  const together = run == 0 ? rows : max(1, min(rows, KC / run)), step = min(run, KC), most = PATCHES / max(1, together * step);
  for (let unit = lo; unit < hi; unit++) {
    const band = band_of(outDepth, outHeight, outWidth, unit), w0 = band.w0, w1 = band.w1;
    const image = x + <usize>(band.image * depth * height * width) * pixel;
    for (let oh = band.h0; oh < band.h1; oh++) {
      const at = <usize>(((band.image * outDepth + band.d) * outHeight + oh) * outWidth) * columns << 2;
      if (depthwise) {
        const first = at + (<usize>(w0 * columns) << 2);
        const taps = taps_of(w, kernelH * kernelW * columns << 2, kernelW * columns << 2, columns << 2);
        depthwise_row(d, h, s, groups, filters, image, taps, band.d, oh, w0, w1, y + first, <usize>columns << 2);
        finish(w1 - w0, columns, y + first, bias, activation, gate == 0 ? 0 : gate + first);
        continue;
      }
      for (let g = 0; g < groups; g++) {
        const from = image + (<usize>(g * channels) << 2), side = <usize>(g * filters) << 2, down = <usize>columns << 2;
        if (bfloat16) {
          const to = at + <usize>w0 * down + side;
          correlate_rounded(
            ofD, ofH, ofW, kernelH, kernelW, channels, filters, from, pixel, width, height, w + side, <usize>channels * down, down, 4,
            band.d, oh, w0, w1 - w0, y + to, columns, bias == 0 ? 0 : bias + side, activation, gate == 0 ? 0 : gate + to,
          );
          continue;
        }
        for (let o = w0, count = 0; o < w1; o += count) {
          count = min(w1 - o, most);
          const to = at + (<usize>(o * columns) << 2) + side;
          if (run == 0) {
            multiply(
              false, 0, count, 0, filters, 0, 0, 0, 1, x, 0, w, 0, 0, y + to, columns, bias == 0 ? 0 : bias + side, activation,
              gate == 0 ? 0 : gate + to,
            );
          }
          for (let r = 0, tall = 0; r < rows && run > 0; r += tall) {
            tall = min(rows - r, together);
            for (let k = 0, wide = 0; k < run; k += wide) {
              wide = min(run - k, step);
              const depth_of = tall * wide, last = r + tall == rows && k + wide == run;
              for (let i = 0; i < tall; i++) {
                const id = place(d, band.d, (r + i) / kernelH), ih = place(h, oh, (r + i) % kernelH);
                const within = inside(d, id) && inside(h, ih);
                const row = within ? from + <usize>((id * height + ih) * width) * pixel : 0;
                gather_run(s, o, o + count, channels, row, pixel, k, k + wide, patches + (<usize>(i * wide) << 2), <usize>depth_of << 2);
              }
              multiply(
                false, 0, count, 0, filters, 0, 0, depth_of, 1, patches, depth_of, w + (<usize>((r * run + k) * columns) << 2) + side,
                columns, r + k == 0 ? 0 : 1, y + to, columns, last && bias != 0 ? bias + side : 0, last ? activation : 0,
                last && gate != 0 ? gate + to : 0,
              );
            }
          }
        }
      }
    }
  }
}

// dx[b,i,g,c] = act(sum over t, f and o = (i + pads - t dilations) / strides, where that is a place of y, of dy[b,o,g,f] w[t,c,g,f] +
//   bias[g,c]), then 0 where gate[b,i,g,c] is given and not > 0; with bfloat16, sums are those of sbgemm, k counting the t, downwards, that
//   i and the strides leave, and then f
//   alias: none   nan: propagates; padding may be left out   error: dot(kernelD * kernelH * kernelW * filters + 3 + 29 * winograd)
export function conv_dx(batch: i32, depth: i32, height: i32, width: i32, channels: i32, outDepth: i32, outHeight: i32, outWidth: i32,
    filters: i32, kernelD: i32, kernelH: i32, kernelW: i32, strideD: i32, strideH: i32, strideW: i32, dilationD: i32, dilationH: i32,
    dilationW: i32, padD: i32, padH: i32, padW: i32, groups: i32, winograd: i32, bfloat16: i32, dy: usize, w: usize, bias: usize,
    activation: i32, gate: usize, dx: usize, lo: i32, hi: i32): void {
  const d = axis(0, depth, outDepth, kernelD, strideD, dilationD, padD), h = axis(1, height, outHeight, kernelH, strideH, dilationH, padH);
  const s = axis(2, width, outWidth, kernelW, strideW, dilationW, padW);
  // As in conv; the sums here run over the filters.
  if (winograd > 0 && winograd_tiles(winograd, filters) > 0) {
    const ofH = axis(1, outHeight, height, 3, 1, 1, 2 - padH), ofW = axis(2, outWidth, width, 3, 1, 1, 2 - padW);
    correlate_winograd(winograd, ofH, ofW, filters, channels, dy, true, w, bias, activation, gate, dx, lo, hi);
    return;
  }
  const columns = groups * channels, pixel = groups * filters, depthwise = channels == 1 && groups > 1;
  // Without strides, the gradient of a channel is its convolution with the taps downwards.
  const downwards = depthwise && filters == 1 && strideD == 1 && strideH == 1 && strideW == 1, line = kernelW * groups;
  if (downwards) {
    turn(d);
    turn(h);
    turn(s);
  }
  for (let unit = lo; unit < hi; unit++) {
    const band = band_of(depth, height, width, unit), w0 = band.w0, w1 = band.w1;
    for (let i = band.h0; i < band.h1; i++) {
      const row = dx + (<usize>(((band.image * depth + band.d) * height + i) * width * columns) << 2);
      if (bfloat16) {
        const from = dy + (<usize>(band.image * outDepth * outHeight * outWidth * pixel) << 2), across = <usize>pixel << 2;
        const ofD = backward_sum(0, d, band.d % strideD), ofH = backward_sum(1, h, i % strideH);
        for (let r = 0; r < min(strideW, width); r++) {
          const ofW = backward_sum(2, s, r), q = w0 > r ? (w0 - r + strideW - 1) / strideW : 0;
          const count = (w1 > r ? (w1 - r + strideW - 1) / strideW : 0) - q;
          for (let g = 0; g < groups && count > 0; g++) {
            const side = <usize>(g * filters) << 2, to = row + (<usize>((r + q * strideW) * columns + g * channels) << 2);
            correlate_rounded(
              ofD, ofH, ofW, kernelH, kernelW, filters, channels, from + side, across, outWidth, outHeight, w + side,
              <usize>channels * across, 4, across, band.d / strideD, i / strideH, q, count, to, strideW * columns,
              bias == 0 ? 0 : bias + (<usize>(g * channels) << 2), activation, gate == 0 ? 0 : gate + (to - dx),
            );
          }
        }
        continue;
      }
      memory.fill(row + (<usize>(w0 * columns) << 2), 0, <usize>((w1 - w0) * columns) << 2);
      if (downwards) {
        const last = w + (<usize>(kernelD * kernelH * line - groups) << 2);
        const taps = taps_of(last, -(kernelH * line << 2), -(line << 2), -(groups << 2));
        const image = dy + (<usize>(band.image * outDepth * outHeight * outWidth * pixel) << 2);
        depthwise_row(d, h, s, groups, 1, image, taps, band.d, i, w0, w1, row + (<usize>(w0 * columns) << 2), <usize>columns << 2);
      }
      for (let r = downwards ? kernelD * kernelH : 0; r < kernelD * kernelH; r++) {
        const fromD = band.d + padD - r / kernelH * dilationD, fromH = i + padH - r % kernelH * dilationH;
        const od = fromD / strideD, oh = fromH / strideH;
        if (fromD < 0 || fromH < 0 || fromD % strideD != 0 || fromH % strideH != 0 || od >= outDepth || oh >= outHeight) continue;
        const from = dy + (<usize>(((band.image * outDepth + od) * outHeight + oh) * outWidth * pixel) << 2);
        for (let t = 0; t < kernelW; t++) {
          const first = first_out(s, t, w0), last = min(outWidth, first_out(s, t, w1));
          const tap = w + (<usize>((r * kernelW + t) * channels * pixel) << 2);
          if (first >= last) continue;
          const y = from + (<usize>(first * pixel) << 2), to = row + (<usize>(place(s, first, t) * columns) << 2);
          if (depthwise) {
            for (let o = 0; o < last - first; o++) {
              depthwise_dx_term(groups, filters, y + (<usize>(o * pixel) << 2), tap, to + (<usize>(o * strideW * columns) << 2));
            }
            continue;
          }
          for (let g = 0; g < groups; g++) {
            const side = <usize>(g * filters) << 2;
            multiply(
              false, 0, last - first, 0, channels, 0, 1, filters, 1, y + side, pixel, tap + side, pixel, 1,
              to + (<usize>(g * channels) << 2), strideW * columns, 0, 0, 0,
            );
          }
        }
      }
      const begin = row + (<usize>(w0 * columns) << 2);
      finish(w1 - w0, columns, begin, bias, activation, gate == 0 ? 0 : gate + (begin - dx));
    }
  }
}

// dw[p,t,c,g,f] = sum over the images b of part p and o of x[b,o strides - pads + t dilations,g,c] dy[b,o,g,f]; each of parts has batch /
//   parts images; without winograd all are one part; with bfloat16, sums are those of sbgemm, k counting b and then o
//   alias: none   nan: propagates; padding may be left out   error: dot(batch * outDepth * outHeight * outWidth + 3 + 29 * winograd)
export function conv_dw(batch: i32, depth: i32, height: i32, width: i32, channels: i32, outDepth: i32, outHeight: i32, outWidth: i32,
    filters: i32, kernelD: i32, kernelH: i32, kernelW: i32, strideD: i32, strideH: i32, strideW: i32, dilationD: i32, dilationH: i32,
    dilationW: i32, padD: i32, padH: i32, padW: i32, groups: i32, winograd: i32, bfloat16: i32, parts: i32, x: usize, dy: usize, dw: usize,
    lo: i32, hi: i32): void {
  const d = axis(0, depth, outDepth, kernelD, strideD, dilationD, padD), h = axis(1, height, outHeight, kernelH, strideH, dilationH, padH);
  const s = axis(2, width, outWidth, kernelW, strideW, dilationW, padW);
  if (winograd > 0) {
    weights_winograd(winograd, batch, parts, h, s, channels, filters, x, dy, dw, lo, hi);
    return;
  }
  const columns = groups * filters, pixel = <usize>(groups * channels) << 2, run = kernelW * channels, all = channels == 1;
  const places = batch * outDepth * outHeight * outWidth, patches = conv_scratch + AXES_BYTES;
  // A unit is a block of columns of a row of taps, counted by taps and channels, and a block of filters.
  const blocks = (run + CONV_COLS - 1) / CONV_COLS, unitFilters = all ? GEMM_STRIP / 2 : GEMM_STRIP, sides = all ? columns : filters;
  const beside = (sides + unitFilters - 1) / unitFilters, groupUnits = all ? 1 : groups;
  for (let unit = lo; unit < hi; unit++) {
    const side = unit % beside, g = unit / beside % groupUnits, block = unit / beside / groupUnits % blocks;
    const r = unit / beside / groupUnits / blocks, td = r / kernelH, th = r % kernelH;
    const k0 = cut(run, block, blocks), k1 = cut(run, block + 1, blocks), f0 = cut(sides, side, beside), f1 = cut(sides, side + 1, beside);
    if (all && groups > 1) {
      depthwise_dw(d, h, s, batch, groups, filters, x, dy, td, th, k0, k1, f0, f1, dw);
      continue;
    }
    const rows = k1 - k0, cols = f1 - f0, most = PATCHES / rows, cuts = rounded_parts(places), right = <usize>(g * filters + f0) << 2;
    const to = dw + (<usize>((r * run + k0) * columns) << 2) + right;
    for (let i = 0; i < rows; i++) memory.fill(to + (<usize>(i * columns) << 2), 0, <usize>cols << 2);
    for (let i = 0, count = 0, part = 0; i < places; i += count, part++) {
      count = bfloat16 ? rounded_cut(places, part + 1, cuts) - i : min(places - i, most);
      for (let p = i, many = 0; p < i + count; p += many) {
        const ow = p % outWidth, row = p / outWidth, image = row / outHeight / outDepth;
        many = min(outWidth - ow, i + count - p);
        const id = place(d, row / outHeight % outDepth, td), ih = place(h, row % outHeight, th);
        const within = inside(d, id) && inside(h, ih);
        const line = within ? x + <usize>(((image * depth + id) * height + ih) * width) * pixel + (<usize>(g * channels) << 2) : 0;
        gather_run(s, ow, ow + many, channels, line, pixel, k0, k1, patches + (<usize>((p - i) * rows) << 2), <usize>rows << 2);
      }
      multiply(
        bfloat16 != 0, 0, rows, 0, cols, 1, 0, count, 1, patches, rows, dy + (<usize>(i * columns) << 2) + right, columns, 1, to, columns,
        0, 0, 0,
      );
    }
  }
}
