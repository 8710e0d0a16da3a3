// GENERATED from src/abi/kernels.ts by src/abi/codegen.ts (npm run generate). Do not edit.
import { copy, neg, abs, sign, sqrt, reciprocal, exp, expm1, log, log1p, tanh, sigmoid, softplus, erf, floor, ceil, round, relu, is_nan, cast_i32_f32, cast_f32_i32, add, sub, mul, div, pow, maximum, minimum, less, less_equal, add_error, equal, relu_d, add_i32, count_i32, equal_i32, select, sin, cos, gelu, cast_count_f32 } from '../kernels/elementwise';
import { sgemm } from '../kernels/gemm';
import { reduce_sum, reduce_prod, reduce_max, reduce_min, argmax, argmin } from '../kernels/reduce';
import { softmax, log_softmax, sparsemax, softmax_cross_entropy, softmax_cross_entropy_dx, sparse_softmax_cross_entropy, sparse_softmax_cross_entropy_dx } from '../kernels/softmax';
import { gather_rows, gather_rows_dx, gather_batch, gather_batch_u8, one_hot, group_indices, sum_groups, scatter_rows } from '../kernels/gather';
import { fill, strided_read, strided_write, cast_u8_f32, record } from '../kernels/move';
import { random_uniform, random_normal, random_truncated_normal, random_permutation } from '../kernels/random';
import { sgd, sgd_momentum, adam, sgd_rows } from '../kernels/update';
import { saxpy, sscal, sdot, snrm2, sasum, isamax } from '../kernels/blas';
import { sbgemm } from '../kernels/bf16';
import { gemm_int8 } from '../kernels/int8';
import { lstm, lstm_dz, gru, gru_dz, simple_rnn, simple_rnn_dz } from '../kernels/recurrent';
import { max_pool, max_pool_dx, max_pool_of, average_pool, average_pool_dx } from '../kernels/pool';
import { warp, warp_dx } from '../kernels/warp';
import { conv, conv_dx, conv_dw } from '../kernels/conv';
import { attention, attention_dx } from '../kernels/attention';
import { moments, centered_sums, square_sums } from '../kernels/moments';

/** One step of a chain over n contiguous elements; pointers in the step's argument order, unused ones 0. */
export function run_step(op: i32, n: i32, p0: usize, p1: usize, p2: usize, p3: usize): void {
  switch (op) {
    case 1: copy(n, p0, p1); break;
    case 2: neg(n, p0, p1); break;
    case 3: abs(n, p0, p1); break;
    case 4: sign(n, p0, p1); break;
    case 5: sqrt(n, p0, p1); break;
    case 6: reciprocal(n, p0, p1); break;
    case 7: exp(n, p0, p1); break;
    case 8: expm1(n, p0, p1); break;
    case 9: log(n, p0, p1); break;
    case 10: log1p(n, p0, p1); break;
    case 11: tanh(n, p0, p1); break;
    case 12: sigmoid(n, p0, p1); break;
    case 13: softplus(n, p0, p1); break;
    case 14: erf(n, p0, p1); break;
    case 15: floor(n, p0, p1); break;
    case 16: ceil(n, p0, p1); break;
    case 17: round(n, p0, p1); break;
    case 18: relu(n, p0, p1); break;
    case 19: is_nan(n, p0, p1); break;
    case 20: cast_i32_f32(n, p0, p1); break;
    case 21: cast_f32_i32(n, p0, p1); break;
    case 22: add(n, p0, p1, p2); break;
    case 23: sub(n, p0, p1, p2); break;
    case 24: mul(n, p0, p1, p2); break;
    case 25: div(n, p0, p1, p2); break;
    case 26: pow(n, p0, p1, p2); break;
    case 27: maximum(n, p0, p1, p2); break;
    case 28: minimum(n, p0, p1, p2); break;
    case 29: less(n, p0, p1, p2); break;
    case 30: less_equal(n, p0, p1, p2); break;
    case 31: add_error(n, p0, p1, p2); break;
    case 32: equal(n, p0, p1, p2); break;
    case 33: relu_d(n, p0, p1, p2); break;
    case 34: add_i32(n, p0, p1, p2); break;
    case 35: count_i32(n, p0, p1, p2); break;
    case 36: equal_i32(n, p0, p1, p2); break;
    case 37: select(n, p0, p1, p2, p3); break;
    case 38: sin(n, p0, p1); break;
    case 39: cos(n, p0, p1); break;
    case 40: gelu(n, p0, p1); break;
    case 41: cast_count_f32(n, p0, p1, p2); break;
  }
}

/** Units [lo, hi) of the fixed-length instruction at w. */
export function run_instruction(w: usize, arena: usize, lo: i32, hi: i32): void {
  switch (load<i32>(w)) {
    case 128: sgemm(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<f32>(w, 28), arena + ((<usize>load<i32>(w, 32)) << 2), load<i32>(w, 36), load<i32>(w, 40), arena + ((<usize>load<i32>(w, 44)) << 2), load<i32>(w, 48), load<i32>(w, 52), load<f32>(w, 56), arena + ((<usize>load<i32>(w, 60)) << 2), load<i32>(w, 64), load<i32>(w, 68), (load<i32>(w, 72) < 0 ? 0 : arena + ((<usize>load<i32>(w, 72)) << 2)), load<i32>(w, 76), load<f32>(w, 80), (load<i32>(w, 84) < 0 ? 0 : arena + ((<usize>load<i32>(w, 84)) << 2)), lo, hi); break;
    case 129: reduce_sum(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<f32>(w, 16), load<i32>(w, 20), arena + ((<usize>load<i32>(w, 24)) << 2), arena + ((<usize>load<i32>(w, 28)) << 2), lo, hi); break;
    case 130: reduce_prod(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<f32>(w, 16), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), lo, hi); break;
    case 131: reduce_max(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), lo, hi); break;
    case 132: reduce_min(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), lo, hi); break;
    case 133: argmax(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), lo, hi); break;
    case 134: argmin(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), lo, hi); break;
    case 135: softmax(load<i32>(w, 4), load<i32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), arena + ((<usize>load<i32>(w, 16)) << 2), lo, hi); break;
    case 136: log_softmax(load<i32>(w, 4), load<i32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), arena + ((<usize>load<i32>(w, 16)) << 2), lo, hi); break;
    case 137: sparsemax(load<i32>(w, 4), load<i32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), arena + ((<usize>load<i32>(w, 16)) << 2), lo, hi); break;
    case 138: softmax_cross_entropy(load<i32>(w, 4), load<i32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), lo, hi); break;
    case 139: softmax_cross_entropy_dx(load<i32>(w, 4), load<i32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), lo, hi); break;
    case 140: sparse_softmax_cross_entropy(load<i32>(w, 4), load<i32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), lo, hi); break;
    case 141: sparse_softmax_cross_entropy_dx(load<i32>(w, 4), load<i32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), lo, hi); break;
    case 142: gather_rows(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), lo, hi); break;
    case 143: gather_rows_dx(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), lo, hi); break;
    case 144: gather_batch(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), arena + ((<usize>load<i32>(w, 28)) << 2), arena + ((<usize>load<i32>(w, 32)) << 2), lo, hi); break;
    case 145: gather_batch_u8(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), arena + ((<usize>load<i32>(w, 28)) << 2), arena + ((<usize>load<i32>(w, 32)) << 2), lo, hi); break;
    case 146: one_hot(load<i32>(w, 4), load<i32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), arena + ((<usize>load<i32>(w, 16)) << 2), lo, hi); break;
    case 147: fill(load<i32>(w, 4), load<f32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), lo, hi); break;
    case 148: strided_read(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<i32>(w, 40), load<i32>(w, 44), load<i32>(w, 48), arena + ((<usize>load<i32>(w, 52)) << 2), arena + ((<usize>load<i32>(w, 56)) << 2), lo, hi); break;
    case 149: strided_write(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<i32>(w, 40), load<i32>(w, 44), load<i32>(w, 48), arena + ((<usize>load<i32>(w, 52)) << 2), arena + ((<usize>load<i32>(w, 56)) << 2)); break;
    case 150: cast_u8_f32(load<i32>(w, 4), arena + ((<usize>load<i32>(w, 8)) << 2), arena + ((<usize>load<i32>(w, 12)) << 2), lo, hi); break;
    case 151: random_uniform(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), load<f32>(w, 20), load<f32>(w, 24), arena + ((<usize>load<i32>(w, 28)) << 2), lo, hi); break;
    case 152: random_normal(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), load<f32>(w, 20), load<f32>(w, 24), arena + ((<usize>load<i32>(w, 28)) << 2), lo, hi); break;
    case 153: random_truncated_normal(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), load<f32>(w, 20), load<f32>(w, 24), arena + ((<usize>load<i32>(w, 28)) << 2), lo, hi); break;
    case 154: random_permutation(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2)); break;
    case 155: sgd(load<i32>(w, 4), arena + ((<usize>load<i32>(w, 8)) << 2), (load<i32>(w, 12) < 0 ? 0 : arena + ((<usize>load<i32>(w, 12)) << 2)), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), lo, hi); break;
    case 156: sgd_momentum(load<i32>(w, 4), arena + ((<usize>load<i32>(w, 8)) << 2), (load<i32>(w, 12) < 0 ? 0 : arena + ((<usize>load<i32>(w, 12)) << 2)), load<f32>(w, 16), load<i32>(w, 20), arena + ((<usize>load<i32>(w, 24)) << 2), arena + ((<usize>load<i32>(w, 28)) << 2), arena + ((<usize>load<i32>(w, 32)) << 2), lo, hi); break;
    case 157: adam(load<i32>(w, 4), arena + ((<usize>load<i32>(w, 8)) << 2), (load<i32>(w, 12) < 0 ? 0 : arena + ((<usize>load<i32>(w, 12)) << 2)), (load<i32>(w, 16) < 0 ? 0 : arena + ((<usize>load<i32>(w, 16)) << 2)), load<f32>(w, 20), load<f32>(w, 24), load<f32>(w, 28), arena + ((<usize>load<i32>(w, 32)) << 2), arena + ((<usize>load<i32>(w, 36)) << 2), arena + ((<usize>load<i32>(w, 40)) << 2), arena + ((<usize>load<i32>(w, 44)) << 2), lo, hi); break;
    case 158: record(load<i32>(w, 4), load<i32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2)); break;
    case 159: saxpy(load<i32>(w, 4), load<f32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), load<i32>(w, 16), load<i32>(w, 20), arena + ((<usize>load<i32>(w, 24)) << 2), load<i32>(w, 28), lo, hi); break;
    case 160: sscal(load<i32>(w, 4), load<f32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), load<i32>(w, 16), lo, hi); break;
    case 161: sdot(load<i32>(w, 4), arena + ((<usize>load<i32>(w, 8)) << 2), load<i32>(w, 12), load<i32>(w, 16), arena + ((<usize>load<i32>(w, 20)) << 2), load<i32>(w, 24), arena + ((<usize>load<i32>(w, 28)) << 2)); break;
    case 162: snrm2(load<i32>(w, 4), arena + ((<usize>load<i32>(w, 8)) << 2), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2)); break;
    case 163: sasum(load<i32>(w, 4), arena + ((<usize>load<i32>(w, 8)) << 2), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2)); break;
    case 164: isamax(load<i32>(w, 4), arena + ((<usize>load<i32>(w, 8)) << 2), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2)); break;
    case 165: sbgemm(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), arena + ((<usize>load<i32>(w, 28)) << 2), load<i32>(w, 32), load<i32>(w, 36), arena + ((<usize>load<i32>(w, 40)) << 2), load<i32>(w, 44), load<i32>(w, 48), arena + ((<usize>load<i32>(w, 52)) << 2), load<i32>(w, 56), load<i32>(w, 60), (load<i32>(w, 64) < 0 ? 0 : arena + ((<usize>load<i32>(w, 64)) << 2)), load<i32>(w, 68), (load<i32>(w, 72) < 0 ? 0 : arena + ((<usize>load<i32>(w, 72)) << 2)), lo, hi); break;
    case 166: gemm_int8(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), (load<i32>(w, 28) < 0 ? 0 : arena + ((<usize>load<i32>(w, 28)) << 2)), load<i32>(w, 32), arena + ((<usize>load<i32>(w, 36)) << 2), lo, hi); break;
    case 167: group_indices(load<i32>(w, 4), load<i32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), arena + ((<usize>load<i32>(w, 16)) << 2)); break;
    case 168: sum_groups(load<i32>(w, 4), load<i32>(w, 8), arena + ((<usize>load<i32>(w, 12)) << 2), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), lo, hi); break;
    case 169: scatter_rows(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), lo, hi); break;
    case 170: sgd_rows(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), arena + ((<usize>load<i32>(w, 28)) << 2), lo, hi); break;
    case 171: lstm(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), (load<i32>(w, 28) < 0 ? 0 : arena + ((<usize>load<i32>(w, 28)) << 2)), arena + ((<usize>load<i32>(w, 32)) << 2), arena + ((<usize>load<i32>(w, 36)) << 2), (load<i32>(w, 40) < 0 ? 0 : arena + ((<usize>load<i32>(w, 40)) << 2)), arena + ((<usize>load<i32>(w, 44)) << 2), arena + ((<usize>load<i32>(w, 48)) << 2), arena + ((<usize>load<i32>(w, 52)) << 2), arena + ((<usize>load<i32>(w, 56)) << 2), lo, hi); break;
    case 172: lstm_dz(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), arena + ((<usize>load<i32>(w, 28)) << 2), (load<i32>(w, 32) < 0 ? 0 : arena + ((<usize>load<i32>(w, 32)) << 2)), (load<i32>(w, 36) < 0 ? 0 : arena + ((<usize>load<i32>(w, 36)) << 2)), (load<i32>(w, 40) < 0 ? 0 : arena + ((<usize>load<i32>(w, 40)) << 2)), arena + ((<usize>load<i32>(w, 44)) << 2), arena + ((<usize>load<i32>(w, 48)) << 2), arena + ((<usize>load<i32>(w, 52)) << 2), lo, hi); break;
    case 173: gru(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), (load<i32>(w, 28) < 0 ? 0 : arena + ((<usize>load<i32>(w, 28)) << 2)), arena + ((<usize>load<i32>(w, 32)) << 2), (load<i32>(w, 36) < 0 ? 0 : arena + ((<usize>load<i32>(w, 36)) << 2)), arena + ((<usize>load<i32>(w, 40)) << 2), arena + ((<usize>load<i32>(w, 44)) << 2), arena + ((<usize>load<i32>(w, 48)) << 2), lo, hi); break;
    case 174: gru_dz(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), arena + ((<usize>load<i32>(w, 28)) << 2), (load<i32>(w, 32) < 0 ? 0 : arena + ((<usize>load<i32>(w, 32)) << 2)), (load<i32>(w, 36) < 0 ? 0 : arena + ((<usize>load<i32>(w, 36)) << 2)), arena + ((<usize>load<i32>(w, 40)) << 2), arena + ((<usize>load<i32>(w, 44)) << 2), lo, hi); break;
    case 175: max_pool(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<i32>(w, 40), load<i32>(w, 44), load<i32>(w, 48), load<i32>(w, 52), load<i32>(w, 56), load<i32>(w, 60), load<i32>(w, 64), load<i32>(w, 68), arena + ((<usize>load<i32>(w, 72)) << 2), arena + ((<usize>load<i32>(w, 76)) << 2), lo, hi); break;
    case 176: max_pool_dx(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<i32>(w, 40), load<i32>(w, 44), load<i32>(w, 48), load<i32>(w, 52), load<i32>(w, 56), load<i32>(w, 60), load<i32>(w, 64), load<i32>(w, 68), arena + ((<usize>load<i32>(w, 72)) << 2), arena + ((<usize>load<i32>(w, 76)) << 2), arena + ((<usize>load<i32>(w, 80)) << 2), lo, hi); break;
    case 177: max_pool_of(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<i32>(w, 40), load<i32>(w, 44), load<i32>(w, 48), load<i32>(w, 52), load<i32>(w, 56), load<i32>(w, 60), load<i32>(w, 64), load<i32>(w, 68), arena + ((<usize>load<i32>(w, 72)) << 2), arena + ((<usize>load<i32>(w, 76)) << 2), arena + ((<usize>load<i32>(w, 80)) << 2), lo, hi); break;
    case 178: average_pool(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<i32>(w, 40), load<i32>(w, 44), load<i32>(w, 48), load<i32>(w, 52), load<i32>(w, 56), load<i32>(w, 60), load<i32>(w, 64), load<i32>(w, 68), arena + ((<usize>load<i32>(w, 72)) << 2), arena + ((<usize>load<i32>(w, 76)) << 2), lo, hi); break;
    case 179: average_pool_dx(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<i32>(w, 40), load<i32>(w, 44), load<i32>(w, 48), load<i32>(w, 52), load<i32>(w, 56), load<i32>(w, 60), load<i32>(w, 64), load<i32>(w, 68), arena + ((<usize>load<i32>(w, 72)) << 2), arena + ((<usize>load<i32>(w, 76)) << 2), lo, hi); break;
    case 180: warp(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<f32>(w, 36), arena + ((<usize>load<i32>(w, 40)) << 2), arena + ((<usize>load<i32>(w, 44)) << 2), arena + ((<usize>load<i32>(w, 48)) << 2), lo, hi); break;
    case 181: warp_dx(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), arena + ((<usize>load<i32>(w, 36)) << 2), arena + ((<usize>load<i32>(w, 40)) << 2), arena + ((<usize>load<i32>(w, 44)) << 2), lo, hi); break;
    case 182: conv(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<i32>(w, 40), load<i32>(w, 44), load<i32>(w, 48), load<i32>(w, 52), load<i32>(w, 56), load<i32>(w, 60), load<i32>(w, 64), load<i32>(w, 68), load<i32>(w, 72), load<i32>(w, 76), load<i32>(w, 80), load<i32>(w, 84), load<i32>(w, 88), load<i32>(w, 92), load<i32>(w, 96), arena + ((<usize>load<i32>(w, 100)) << 2), arena + ((<usize>load<i32>(w, 104)) << 2), (load<i32>(w, 108) < 0 ? 0 : arena + ((<usize>load<i32>(w, 108)) << 2)), load<i32>(w, 112), (load<i32>(w, 116) < 0 ? 0 : arena + ((<usize>load<i32>(w, 116)) << 2)), arena + ((<usize>load<i32>(w, 120)) << 2), lo, hi); break;
    case 183: conv_dx(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<i32>(w, 40), load<i32>(w, 44), load<i32>(w, 48), load<i32>(w, 52), load<i32>(w, 56), load<i32>(w, 60), load<i32>(w, 64), load<i32>(w, 68), load<i32>(w, 72), load<i32>(w, 76), load<i32>(w, 80), load<i32>(w, 84), load<i32>(w, 88), load<i32>(w, 92), load<i32>(w, 96), arena + ((<usize>load<i32>(w, 100)) << 2), arena + ((<usize>load<i32>(w, 104)) << 2), (load<i32>(w, 108) < 0 ? 0 : arena + ((<usize>load<i32>(w, 108)) << 2)), load<i32>(w, 112), (load<i32>(w, 116) < 0 ? 0 : arena + ((<usize>load<i32>(w, 116)) << 2)), arena + ((<usize>load<i32>(w, 120)) << 2), lo, hi); break;
    case 184: conv_dw(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<i32>(w, 40), load<i32>(w, 44), load<i32>(w, 48), load<i32>(w, 52), load<i32>(w, 56), load<i32>(w, 60), load<i32>(w, 64), load<i32>(w, 68), load<i32>(w, 72), load<i32>(w, 76), load<i32>(w, 80), load<i32>(w, 84), load<i32>(w, 88), load<i32>(w, 92), load<i32>(w, 96), load<i32>(w, 100), arena + ((<usize>load<i32>(w, 104)) << 2), arena + ((<usize>load<i32>(w, 108)) << 2), arena + ((<usize>load<i32>(w, 112)) << 2), lo, hi); break;
    case 185: attention(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<f32>(w, 40), load<f32>(w, 44), load<i32>(w, 48), load<i32>(w, 52), arena + ((<usize>load<i32>(w, 56)) << 2), arena + ((<usize>load<i32>(w, 60)) << 2), arena + ((<usize>load<i32>(w, 64)) << 2), (load<i32>(w, 68) < 0 ? 0 : arena + ((<usize>load<i32>(w, 68)) << 2)), load<i32>(w, 72), load<i32>(w, 76), load<i32>(w, 80), load<i32>(w, 84), (load<i32>(w, 88) < 0 ? 0 : arena + ((<usize>load<i32>(w, 88)) << 2)), arena + ((<usize>load<i32>(w, 92)) << 2), arena + ((<usize>load<i32>(w, 96)) << 2), lo, hi); break;
    case 186: attention_dx(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), load<i32>(w, 24), load<i32>(w, 28), load<i32>(w, 32), load<i32>(w, 36), load<f32>(w, 40), load<f32>(w, 44), load<i32>(w, 48), load<i32>(w, 52), arena + ((<usize>load<i32>(w, 56)) << 2), arena + ((<usize>load<i32>(w, 60)) << 2), arena + ((<usize>load<i32>(w, 64)) << 2), (load<i32>(w, 68) < 0 ? 0 : arena + ((<usize>load<i32>(w, 68)) << 2)), load<i32>(w, 72), load<i32>(w, 76), load<i32>(w, 80), load<i32>(w, 84), (load<i32>(w, 88) < 0 ? 0 : arena + ((<usize>load<i32>(w, 88)) << 2)), arena + ((<usize>load<i32>(w, 92)) << 2), arena + ((<usize>load<i32>(w, 96)) << 2), arena + ((<usize>load<i32>(w, 100)) << 2), arena + ((<usize>load<i32>(w, 104)) << 2), arena + ((<usize>load<i32>(w, 108)) << 2), arena + ((<usize>load<i32>(w, 112)) << 2), lo, hi); break;
    case 187: simple_rnn(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), load<i32>(w, 20), arena + ((<usize>load<i32>(w, 24)) << 2), arena + ((<usize>load<i32>(w, 28)) << 2), (load<i32>(w, 32) < 0 ? 0 : arena + ((<usize>load<i32>(w, 32)) << 2)), arena + ((<usize>load<i32>(w, 36)) << 2), (load<i32>(w, 40) < 0 ? 0 : arena + ((<usize>load<i32>(w, 40)) << 2)), arena + ((<usize>load<i32>(w, 44)) << 2), arena + ((<usize>load<i32>(w, 48)) << 2), lo, hi); break;
    case 188: simple_rnn_dz(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), load<i32>(w, 16), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), arena + ((<usize>load<i32>(w, 28)) << 2), (load<i32>(w, 32) < 0 ? 0 : arena + ((<usize>load<i32>(w, 32)) << 2)), arena + ((<usize>load<i32>(w, 36)) << 2), arena + ((<usize>load<i32>(w, 40)) << 2), lo, hi); break;
    case 189: moments(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), lo, hi); break;
    case 190: centered_sums(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), arena + ((<usize>load<i32>(w, 16)) << 2), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), arena + ((<usize>load<i32>(w, 28)) << 2), arena + ((<usize>load<i32>(w, 32)) << 2), lo, hi); break;
    case 191: square_sums(load<i32>(w, 4), load<i32>(w, 8), load<i32>(w, 12), (load<i32>(w, 16) < 0 ? 0 : arena + ((<usize>load<i32>(w, 16)) << 2)), arena + ((<usize>load<i32>(w, 20)) << 2), arena + ((<usize>load<i32>(w, 24)) << 2), arena + ((<usize>load<i32>(w, 28)) << 2), lo, hi); break;
  }
}
