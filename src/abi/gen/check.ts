// GENERATED from src/abi/kernels.ts by src/abi/codegen.ts (npm run generate). Do not edit.
import { ATTENTION_BLOCK, ATTENTION_HEADS, CONV_COLS, CONV_ROWS, GATE_STRIP, GEMM_STRIP, INT8_STRIP, RECURRENT_ROWS, STATUS } from '../kernels.ts';

const STATUS_BAD_SIZE = STATUS.indexOf('bad_size');
const STATUS_BAD_OPCODE = STATUS.indexOf('bad_opcode');
const { max, min } = Math;
const ceil_div = (a: number, b: number): number => Math.ceil(a / b);
const reach = (offset: number, extent: number): number => (offset < 0 ? Infinity : offset + extent);

/** Names the table these files were generated from. */
export const ABI_HASH: number = -12809394;

/* Arena elements the instruction at w needs, Infinity for a negative offset, or minus a status. */
export function check(w: Int32Array, at: number): number {
  switch (w[at]) {
    case 128: { // sgemm
      const transA = w[at + 1]!;
      const transB = w[at + 2]!;
      const batch = w[at + 3]!;
      const m = w[at + 4]!;
      const n = w[at + 5]!;
      const k = w[at + 6]!;
      const lda = w[at + 9]!;
      const strideA = w[at + 10]!;
      const ldb = w[at + 12]!;
      const strideB = w[at + 13]!;
      const ldc = w[at + 16]!;
      const strideC = w[at + 17]!;
      const activation = w[at + 19]!;
      if (!(transA >= 0 && transA <= 1 && transB >= 0 && transB <= 1 && batch >= 0 && m >= 0 && n >= 0 && k >= 0 && lda >= 0 && strideA >= 0 && ldb >= 0 && strideB >= 0 && ldc >= 0 && strideC >= 0 && activation >= 0 && activation <= 3 && (lda >= (transA ? m : k)) && (ldb >= (transB ? k : n)) && (ldc >= n) && ((batch <= 1 || strideC >= (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0))))) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[at + 8]!, (batch > 0 ? (batch - 1) * strideA + (transA ? (k > 0 && m > 0 ? ((k) - 1) * lda + (m) : 0) : (m > 0 && k > 0 ? ((m) - 1) * lda + (k) : 0)) : 0)), reach(w[at + 11]!, (batch > 0 ? (batch - 1) * strideB + (transB ? (n > 0 && k > 0 ? ((n) - 1) * ldb + (k) : 0) : (k > 0 && n > 0 ? ((k) - 1) * ldb + (n) : 0)) : 0))), reach(w[at + 15]!, (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0))), (w[at + 18]! == -1 ? 0 : reach(w[at + 18]!, n))), (w[at + 21]! == -1 ? 0 : reach(w[at + 21]!, (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0))));
    }
    case 129: { // reduce_sum
      const outer = w[at + 1]!;
      const mid = w[at + 2]!;
      const inner = w[at + 3]!;
      const term = w[at + 5]!;
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && term >= 0 && term <= 2)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 6]!, outer * mid * inner), reach(w[at + 7]!, outer * inner));
    }
    case 130: { // reduce_prod
      const outer = w[at + 1]!;
      const mid = w[at + 2]!;
      const inner = w[at + 3]!;
      if (!(outer >= 0 && mid >= 0 && inner >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 5]!, outer * mid * inner), reach(w[at + 6]!, outer * inner));
    }
    case 131: { // reduce_max
      const outer = w[at + 1]!;
      const mid = w[at + 2]!;
      const inner = w[at + 3]!;
      const term = w[at + 4]!;
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && term >= 0 && term <= 1 && (mid > 0 || outer * inner == 0))) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 5]!, outer * mid * inner), reach(w[at + 6]!, outer * inner));
    }
    case 132: { // reduce_min
      const outer = w[at + 1]!;
      const mid = w[at + 2]!;
      const inner = w[at + 3]!;
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && (mid > 0 || outer * inner == 0))) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 4]!, outer * mid * inner), reach(w[at + 5]!, outer * inner));
    }
    case 133: { // argmax
      const outer = w[at + 1]!;
      const mid = w[at + 2]!;
      const inner = w[at + 3]!;
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && (mid > 0 || outer * inner == 0))) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 4]!, outer * mid * inner), reach(w[at + 5]!, outer * inner));
    }
    case 134: { // argmin
      const outer = w[at + 1]!;
      const mid = w[at + 2]!;
      const inner = w[at + 3]!;
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && (mid > 0 || outer * inner == 0))) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 4]!, outer * mid * inner), reach(w[at + 5]!, outer * inner));
    }
    case 135: { // softmax
      const rows = w[at + 1]!;
      const cols = w[at + 2]!;
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 3]!, rows * cols), reach(w[at + 4]!, rows * cols));
    }
    case 136: { // log_softmax
      const rows = w[at + 1]!;
      const cols = w[at + 2]!;
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 3]!, rows * cols), reach(w[at + 4]!, rows * cols));
    }
    case 137: { // sparsemax
      const rows = w[at + 1]!;
      const cols = w[at + 2]!;
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 3]!, rows * cols), reach(w[at + 4]!, rows * cols));
    }
    case 138: { // softmax_cross_entropy
      const rows = w[at + 1]!;
      const cols = w[at + 2]!;
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 3]!, rows * cols), reach(w[at + 4]!, rows * cols)), reach(w[at + 5]!, rows));
    }
    case 139: { // softmax_cross_entropy_dx
      const rows = w[at + 1]!;
      const cols = w[at + 2]!;
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[at + 3]!, rows * cols), reach(w[at + 4]!, rows * cols)), reach(w[at + 5]!, rows)), reach(w[at + 6]!, rows * cols));
    }
    case 140: { // sparse_softmax_cross_entropy
      const rows = w[at + 1]!;
      const cols = w[at + 2]!;
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 3]!, rows * cols), reach(w[at + 4]!, rows)), reach(w[at + 5]!, rows));
    }
    case 141: { // sparse_softmax_cross_entropy_dx
      const rows = w[at + 1]!;
      const cols = w[at + 2]!;
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[at + 3]!, rows * cols), reach(w[at + 4]!, rows)), reach(w[at + 5]!, rows)), reach(w[at + 6]!, rows * cols));
    }
    case 142: { // gather_rows
      const n = w[at + 1]!;
      const width = w[at + 2]!;
      const rows = w[at + 3]!;
      if (!(n >= 0 && width >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 4]!, rows * width), reach(w[at + 5]!, n)), reach(w[at + 6]!, n * width));
    }
    case 143: { // gather_rows_dx
      const n = w[at + 1]!;
      const width = w[at + 2]!;
      const rows = w[at + 3]!;
      if (!(n >= 0 && width >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 4]!, n * width), reach(w[at + 5]!, n)), reach(w[at + 6]!, rows * width));
    }
    case 144: { // gather_batch
      const n = w[at + 1]!;
      const width = w[at + 2]!;
      const rows = w[at + 3]!;
      const total = w[at + 4]!;
      if (!(n >= 0 && width >= 0 && rows >= 0 && total >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[at + 5]!, rows * width), reach(w[at + 6]!, total)), reach(w[at + 7]!, 1)), reach(w[at + 8]!, n * width));
    }
    case 145: { // gather_batch_u8
      const n = w[at + 1]!;
      const width = w[at + 2]!;
      const rows = w[at + 3]!;
      const total = w[at + 4]!;
      if (!(n >= 0 && width >= 0 && rows >= 0 && total >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[at + 5]!, ceil_div(rows * width, 4)), reach(w[at + 6]!, total)), reach(w[at + 7]!, 1)), reach(w[at + 8]!, n * width));
    }
    case 146: { // one_hot
      const n = w[at + 1]!;
      const depth = w[at + 2]!;
      if (!(n >= 0 && depth >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 3]!, n), reach(w[at + 4]!, n * depth));
    }
    case 147: { // fill
      const n = w[at + 1]!;
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return reach(w[at + 3]!, n);
    }
    case 148: { // strided_read
      const d0 = w[at + 1]!;
      const d1 = w[at + 2]!;
      const d2 = w[at + 3]!;
      const d3 = w[at + 4]!;
      const d4 = w[at + 5]!;
      const d5 = w[at + 6]!;
      const s0 = w[at + 7]!;
      const s1 = w[at + 8]!;
      const s2 = w[at + 9]!;
      const s3 = w[at + 10]!;
      const s4 = w[at + 11]!;
      const s5 = w[at + 12]!;
      if (!(d0 >= 0 && d1 >= 0 && d2 >= 0 && d3 >= 0 && d4 >= 0 && d5 >= 0 && s0 >= 0 && s1 >= 0 && s2 >= 0 && s3 >= 0 && s4 >= 0 && s5 >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 13]!, (d0 * d1 * d2 * d3 * d4 * d5 > 0 ? 1 + (d0 - 1) * s0 + (d1 - 1) * s1 + (d2 - 1) * s2 + (d3 - 1) * s3 + (d4 - 1) * s4 + (d5 - 1) * s5 : 0)), reach(w[at + 14]!, d0 * d1 * d2 * d3 * d4 * d5));
    }
    case 149: { // strided_write
      const d0 = w[at + 1]!;
      const d1 = w[at + 2]!;
      const d2 = w[at + 3]!;
      const d3 = w[at + 4]!;
      const d4 = w[at + 5]!;
      const d5 = w[at + 6]!;
      const s0 = w[at + 7]!;
      const s1 = w[at + 8]!;
      const s2 = w[at + 9]!;
      const s3 = w[at + 10]!;
      const s4 = w[at + 11]!;
      const s5 = w[at + 12]!;
      if (!(d0 >= 0 && d1 >= 0 && d2 >= 0 && d3 >= 0 && d4 >= 0 && d5 >= 0 && s0 >= 0 && s1 >= 0 && s2 >= 0 && s3 >= 0 && s4 >= 0 && s5 >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 13]!, d0 * d1 * d2 * d3 * d4 * d5), reach(w[at + 14]!, (d0 * d1 * d2 * d3 * d4 * d5 > 0 ? 1 + (d0 - 1) * s0 + (d1 - 1) * s1 + (d2 - 1) * s2 + (d3 - 1) * s3 + (d4 - 1) * s4 + (d5 - 1) * s5 : 0)));
    }
    case 150: { // cast_u8_f32
      const n = w[at + 1]!;
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 2]!, ceil_div(n, 4)), reach(w[at + 3]!, n));
    }
    case 151: { // random_uniform
      const n = w[at + 1]!;
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 4]!, 2), reach(w[at + 7]!, n));
    }
    case 152: { // random_normal
      const n = w[at + 1]!;
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 4]!, 2), reach(w[at + 7]!, n));
    }
    case 153: { // random_truncated_normal
      const n = w[at + 1]!;
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 4]!, 2), reach(w[at + 7]!, n));
    }
    case 154: { // random_permutation
      const n = w[at + 1]!;
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 4]!, 2), reach(w[at + 5]!, n));
    }
    case 155: { // sgd
      const n = w[at + 1]!;
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[at + 2]!, 1), (w[at + 3]! == -1 ? 0 : reach(w[at + 3]!, 1))), reach(w[at + 4]!, n)), reach(w[at + 5]!, n));
    }
    case 156: { // sgd_momentum
      const n = w[at + 1]!;
      const nesterov = w[at + 5]!;
      if (!(n >= 0 && nesterov >= 0 && nesterov <= 1)) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[at + 2]!, 1), (w[at + 3]! == -1 ? 0 : reach(w[at + 3]!, 1))), reach(w[at + 6]!, n)), reach(w[at + 7]!, n)), reach(w[at + 8]!, n));
    }
    case 157: { // adam
      const n = w[at + 1]!;
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(reach(w[at + 2]!, 1), (w[at + 3]! == -1 ? 0 : reach(w[at + 3]!, 1))), (w[at + 4]! == -1 ? 0 : reach(w[at + 4]!, 1))), reach(w[at + 8]!, n)), reach(w[at + 9]!, n)), reach(w[at + 10]!, n)), reach(w[at + 11]!, n));
    }
    case 158: { // record
      const n = w[at + 1]!;
      const rows = w[at + 2]!;
      if (!(n >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 3]!, 1), reach(w[at + 4]!, n)), reach(w[at + 5]!, rows * n));
    }
    case 159: { // saxpy
      const n = w[at + 1]!;
      const incx = w[at + 4]!;
      const reversed = w[at + 5]!;
      const incy = w[at + 7]!;
      if (!(n >= 0 && incx >= 0 && reversed >= 0 && reversed <= 1 && incy >= 0 && (incy > 0))) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 3]!, (n > 0 ? (n - 1) * incx + 1 : 0)), reach(w[at + 6]!, (n > 0 ? (n - 1) * incy + 1 : 0)));
    }
    case 160: { // sscal
      const n = w[at + 1]!;
      const incx = w[at + 4]!;
      if (!(n >= 0 && incx >= 0 && (incx > 0))) return -STATUS_BAD_SIZE;
      return reach(w[at + 3]!, (n > 0 ? (n - 1) * incx + 1 : 0));
    }
    case 161: { // sdot
      const n = w[at + 1]!;
      const incx = w[at + 3]!;
      const reversed = w[at + 4]!;
      const incy = w[at + 6]!;
      if (!(n >= 0 && incx >= 0 && reversed >= 0 && reversed <= 1 && incy >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 2]!, (n > 0 ? (n - 1) * incx + 1 : 0)), reach(w[at + 5]!, (n > 0 ? (n - 1) * incy + 1 : 0))), reach(w[at + 7]!, (n > 0 ? 1 : 0)));
    }
    case 162: { // snrm2
      const n = w[at + 1]!;
      const incx = w[at + 3]!;
      if (!(n >= 0 && incx >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 2]!, (n > 0 ? (n - 1) * incx + 1 : 0)), reach(w[at + 4]!, (n > 0 ? 1 : 0)));
    }
    case 163: { // sasum
      const n = w[at + 1]!;
      const incx = w[at + 3]!;
      if (!(n >= 0 && incx >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 2]!, (n > 0 ? (n - 1) * incx + 1 : 0)), reach(w[at + 4]!, (n > 0 ? 1 : 0)));
    }
    case 164: { // isamax
      const n = w[at + 1]!;
      const incx = w[at + 3]!;
      if (!(n >= 0 && incx >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 2]!, (n > 0 ? (n - 1) * incx + 1 : 0)), reach(w[at + 4]!, (n > 0 ? 1 : 0)));
    }
    case 165: { // sbgemm
      const transA = w[at + 1]!;
      const transB = w[at + 2]!;
      const batch = w[at + 3]!;
      const m = w[at + 4]!;
      const n = w[at + 5]!;
      const k = w[at + 6]!;
      const lda = w[at + 8]!;
      const strideA = w[at + 9]!;
      const ldb = w[at + 11]!;
      const strideB = w[at + 12]!;
      const ldc = w[at + 14]!;
      const strideC = w[at + 15]!;
      const activation = w[at + 17]!;
      if (!(transA >= 0 && transA <= 1 && transB >= 0 && transB <= 1 && batch >= 0 && m >= 0 && n >= 0 && k >= 0 && lda >= 0 && strideA >= 0 && ldb >= 0 && strideB >= 0 && ldc >= 0 && strideC >= 0 && activation >= 0 && activation <= 3 && (lda >= (transA ? m : k)) && (ldb >= (transB ? k : n)) && (ldc >= n) && ((batch <= 1 || strideC >= (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0))))) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[at + 7]!, (batch > 0 ? (batch - 1) * strideA + (transA ? (k > 0 && m > 0 ? ((k) - 1) * lda + (m) : 0) : (m > 0 && k > 0 ? ((m) - 1) * lda + (k) : 0)) : 0)), reach(w[at + 10]!, (batch > 0 ? (batch - 1) * strideB + (transB ? (n > 0 && k > 0 ? ((n) - 1) * ldb + (k) : 0) : (k > 0 && n > 0 ? ((k) - 1) * ldb + (n) : 0)) : 0))), reach(w[at + 13]!, (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0))), (w[at + 16]! == -1 ? 0 : reach(w[at + 16]!, n))), (w[at + 18]! == -1 ? 0 : reach(w[at + 18]!, (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0))));
    }
    case 166: { // gemm_int8
      const m = w[at + 1]!;
      const n = w[at + 2]!;
      const k = w[at + 3]!;
      const relu = w[at + 8]!;
      if (!(m >= 0 && n >= 0 && k >= 0 && relu >= 0 && relu <= 1 && (k <= 132104))) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[at + 4]!, m * k), reach(w[at + 5]!, ceil_div(ceil_div(n, INT8_STRIP) * ceil_div(k, 4) * 4 * INT8_STRIP, 4))), reach(w[at + 6]!, n)), (w[at + 7]! == -1 ? 0 : reach(w[at + 7]!, n))), reach(w[at + 9]!, m * n));
    }
    case 167: { // group_indices
      const n = w[at + 1]!;
      const rows = w[at + 2]!;
      if (!(n >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 3]!, n), reach(w[at + 4]!, 2 * n));
    }
    case 168: { // sum_groups
      const n = w[at + 1]!;
      const width = w[at + 2]!;
      if (!(n >= 0 && width >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 3]!, n * width), reach(w[at + 4]!, 2 * n)), reach(w[at + 5]!, n * width));
    }
    case 169: { // scatter_rows
      const n = w[at + 1]!;
      const width = w[at + 2]!;
      const rows = w[at + 3]!;
      if (!(n >= 0 && width >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 4]!, n * width), reach(w[at + 5]!, n)), reach(w[at + 6]!, rows * width));
    }
    case 170: { // sgd_rows
      const n = w[at + 1]!;
      const width = w[at + 2]!;
      const rows = w[at + 3]!;
      if (!(n >= 0 && width >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[at + 4]!, 1), reach(w[at + 5]!, n * width)), reach(w[at + 6]!, n)), reach(w[at + 7]!, rows * width));
    }
    case 171: { // lstm
      const batch = w[at + 1]!;
      const steps = w[at + 2]!;
      const inputs = w[at + 3]!;
      const units = w[at + 4]!;
      if (!(batch >= 0 && steps >= 0 && inputs >= 0 && units >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(max(max(max(reach(w[at + 5]!, batch * steps * inputs), reach(w[at + 6]!, (inputs + units) * ceil_div(units, GATE_STRIP) * GATE_STRIP * 4)), (w[at + 7]! == -1 ? 0 : reach(w[at + 7]!, 4 * units))), reach(w[at + 8]!, batch * units)), reach(w[at + 9]!, batch * units)), (w[at + 10]! == -1 ? 0 : reach(w[at + 10]!, batch * steps))), reach(w[at + 11]!, batch * steps * units)), reach(w[at + 12]!, batch * steps * (inputs + units))), reach(w[at + 13]!, batch * steps * units)), reach(w[at + 14]!, 4 * batch * steps * units));
    }
    case 172: { // lstm_dz
      const batch = w[at + 1]!;
      const steps = w[at + 2]!;
      const units = w[at + 3]!;
      if (!(batch >= 0 && steps >= 0 && units >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(max(max(max(reach(w[at + 4]!, 4 * units * units), reach(w[at + 5]!, batch * units)), reach(w[at + 6]!, batch * steps * units)), reach(w[at + 7]!, 4 * batch * steps * units)), (w[at + 8]! == -1 ? 0 : reach(w[at + 8]!, batch * steps * units))), (w[at + 9]! == -1 ? 0 : reach(w[at + 9]!, batch * steps * units))), (w[at + 10]! == -1 ? 0 : reach(w[at + 10]!, batch * steps))), reach(w[at + 11]!, 4 * batch * steps * units)), reach(w[at + 12]!, batch * units)), reach(w[at + 13]!, batch * units));
    }
    case 173: { // gru
      const batch = w[at + 1]!;
      const steps = w[at + 2]!;
      const inputs = w[at + 3]!;
      const units = w[at + 4]!;
      if (!(batch >= 0 && steps >= 0 && inputs >= 0 && units >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(max(reach(w[at + 5]!, batch * steps * inputs), reach(w[at + 6]!, (inputs + units) * ceil_div(units, GATE_STRIP) * GATE_STRIP * 4)), (w[at + 7]! == -1 ? 0 : reach(w[at + 7]!, 4 * units))), reach(w[at + 8]!, batch * units)), (w[at + 9]! == -1 ? 0 : reach(w[at + 9]!, batch * steps))), reach(w[at + 10]!, batch * steps * units)), reach(w[at + 11]!, batch * steps * (inputs + units))), reach(w[at + 12]!, 4 * batch * steps * units));
    }
    case 174: { // gru_dz
      const batch = w[at + 1]!;
      const steps = w[at + 2]!;
      const inputs = w[at + 3]!;
      const units = w[at + 4]!;
      if (!(batch >= 0 && steps >= 0 && inputs >= 0 && units >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(reach(w[at + 5]!, 4 * units * units), reach(w[at + 6]!, batch * steps * (inputs + units))), reach(w[at + 7]!, 4 * batch * steps * units)), (w[at + 8]! == -1 ? 0 : reach(w[at + 8]!, batch * steps * units))), (w[at + 9]! == -1 ? 0 : reach(w[at + 9]!, batch * steps))), reach(w[at + 10]!, 4 * batch * steps * units)), reach(w[at + 11]!, batch * units));
    }
    case 175: { // max_pool
      const n = w[at + 1]!;
      const id = w[at + 2]!;
      const ih = w[at + 3]!;
      const iw = w[at + 4]!;
      const c = w[at + 5]!;
      const od = w[at + 6]!;
      const oh = w[at + 7]!;
      const ow = w[at + 8]!;
      const kd = w[at + 9]!;
      const kh = w[at + 10]!;
      const kw = w[at + 11]!;
      const sd = w[at + 12]!;
      const sh = w[at + 13]!;
      const sw = w[at + 14]!;
      const pd = w[at + 15]!;
      const ph = w[at + 16]!;
      const pw = w[at + 17]!;
      if (!(n >= 0 && id >= 0 && ih >= 0 && iw >= 0 && c >= 0 && od >= 0 && oh >= 0 && ow >= 0 && kd >= 0 && kh >= 0 && kw >= 0 && sd >= 0 && sh >= 0 && sw >= 0 && pd >= 0 && ph >= 0 && pw >= 0 && (sd > 0) && (pd < kd) && (id + kd < 2147483648.0) && ((od - 1) * sd - pd < id) && ((od == 0 || id > 0)) && (sh > 0) && (ph < kh) && (ih + kh < 2147483648.0) && ((oh - 1) * sh - ph < ih) && ((oh == 0 || ih > 0)) && (sw > 0) && (pw < kw) && (iw + kw < 2147483648.0) && ((ow - 1) * sw - pw < iw) && ((ow == 0 || iw > 0)))) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 18]!, n * id * ih * iw * c), reach(w[at + 19]!, n * od * oh * ow * c));
    }
    case 176: { // max_pool_dx
      const n = w[at + 1]!;
      const id = w[at + 2]!;
      const ih = w[at + 3]!;
      const iw = w[at + 4]!;
      const c = w[at + 5]!;
      const od = w[at + 6]!;
      const oh = w[at + 7]!;
      const ow = w[at + 8]!;
      const kd = w[at + 9]!;
      const kh = w[at + 10]!;
      const kw = w[at + 11]!;
      const sd = w[at + 12]!;
      const sh = w[at + 13]!;
      const sw = w[at + 14]!;
      const pd = w[at + 15]!;
      const ph = w[at + 16]!;
      const pw = w[at + 17]!;
      if (!(n >= 0 && id >= 0 && ih >= 0 && iw >= 0 && c >= 0 && od >= 0 && oh >= 0 && ow >= 0 && kd >= 0 && kh >= 0 && kw >= 0 && sd >= 0 && sh >= 0 && sw >= 0 && pd >= 0 && ph >= 0 && pw >= 0 && (sd > 0) && (pd < kd) && (id + kd < 2147483648.0) && ((od - 1) * sd - pd < id) && ((od == 0 || id > 0)) && (sh > 0) && (ph < kh) && (ih + kh < 2147483648.0) && ((oh - 1) * sh - ph < ih) && ((oh == 0 || ih > 0)) && (sw > 0) && (pw < kw) && (iw + kw < 2147483648.0) && ((ow - 1) * sw - pw < iw) && ((ow == 0 || iw > 0)))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 18]!, n * id * ih * iw * c), reach(w[at + 19]!, n * od * oh * ow * c)), reach(w[at + 20]!, n * id * ih * iw * c));
    }
    case 177: { // max_pool_of
      const n = w[at + 1]!;
      const id = w[at + 2]!;
      const ih = w[at + 3]!;
      const iw = w[at + 4]!;
      const c = w[at + 5]!;
      const od = w[at + 6]!;
      const oh = w[at + 7]!;
      const ow = w[at + 8]!;
      const kd = w[at + 9]!;
      const kh = w[at + 10]!;
      const kw = w[at + 11]!;
      const sd = w[at + 12]!;
      const sh = w[at + 13]!;
      const sw = w[at + 14]!;
      const pd = w[at + 15]!;
      const ph = w[at + 16]!;
      const pw = w[at + 17]!;
      if (!(n >= 0 && id >= 0 && ih >= 0 && iw >= 0 && c >= 0 && od >= 0 && oh >= 0 && ow >= 0 && kd >= 0 && kh >= 0 && kw >= 0 && sd >= 0 && sh >= 0 && sw >= 0 && pd >= 0 && ph >= 0 && pw >= 0 && (sd > 0) && (pd < kd) && (id + kd < 2147483648.0) && ((od - 1) * sd - pd < id) && ((od == 0 || id > 0)) && (sh > 0) && (ph < kh) && (ih + kh < 2147483648.0) && ((oh - 1) * sh - ph < ih) && ((oh == 0 || ih > 0)) && (sw > 0) && (pw < kw) && (iw + kw < 2147483648.0) && ((ow - 1) * sw - pw < iw) && ((ow == 0 || iw > 0)))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 18]!, n * id * ih * iw * c), reach(w[at + 19]!, n * id * ih * iw * c)), reach(w[at + 20]!, n * od * oh * ow * c));
    }
    case 178: { // average_pool
      const n = w[at + 1]!;
      const id = w[at + 2]!;
      const ih = w[at + 3]!;
      const iw = w[at + 4]!;
      const c = w[at + 5]!;
      const od = w[at + 6]!;
      const oh = w[at + 7]!;
      const ow = w[at + 8]!;
      const kd = w[at + 9]!;
      const kh = w[at + 10]!;
      const kw = w[at + 11]!;
      const sd = w[at + 12]!;
      const sh = w[at + 13]!;
      const sw = w[at + 14]!;
      const pd = w[at + 15]!;
      const ph = w[at + 16]!;
      const pw = w[at + 17]!;
      if (!(n >= 0 && id >= 0 && ih >= 0 && iw >= 0 && c >= 0 && od >= 0 && oh >= 0 && ow >= 0 && kd >= 0 && kh >= 0 && kw >= 0 && sd >= 0 && sh >= 0 && sw >= 0 && pd >= 0 && ph >= 0 && pw >= 0 && (sd > 0) && (pd < kd) && (id + kd < 2147483648.0) && ((od - 1) * sd - pd < id) && ((od == 0 || id > 0)) && (sh > 0) && (ph < kh) && (ih + kh < 2147483648.0) && ((oh - 1) * sh - ph < ih) && ((oh == 0 || ih > 0)) && (sw > 0) && (pw < kw) && (iw + kw < 2147483648.0) && ((ow - 1) * sw - pw < iw) && ((ow == 0 || iw > 0)))) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 18]!, n * id * ih * iw * c), reach(w[at + 19]!, n * od * oh * ow * c));
    }
    case 179: { // average_pool_dx
      const n = w[at + 1]!;
      const id = w[at + 2]!;
      const ih = w[at + 3]!;
      const iw = w[at + 4]!;
      const c = w[at + 5]!;
      const od = w[at + 6]!;
      const oh = w[at + 7]!;
      const ow = w[at + 8]!;
      const kd = w[at + 9]!;
      const kh = w[at + 10]!;
      const kw = w[at + 11]!;
      const sd = w[at + 12]!;
      const sh = w[at + 13]!;
      const sw = w[at + 14]!;
      const pd = w[at + 15]!;
      const ph = w[at + 16]!;
      const pw = w[at + 17]!;
      if (!(n >= 0 && id >= 0 && ih >= 0 && iw >= 0 && c >= 0 && od >= 0 && oh >= 0 && ow >= 0 && kd >= 0 && kh >= 0 && kw >= 0 && sd >= 0 && sh >= 0 && sw >= 0 && pd >= 0 && ph >= 0 && pw >= 0 && (sd > 0) && (pd < kd) && (id + kd < 2147483648.0) && ((od - 1) * sd - pd < id) && ((od == 0 || id > 0)) && (sh > 0) && (ph < kh) && (ih + kh < 2147483648.0) && ((oh - 1) * sh - ph < ih) && ((oh == 0 || ih > 0)) && (sw > 0) && (pw < kw) && (iw + kw < 2147483648.0) && ((ow - 1) * sw - pw < iw) && ((ow == 0 || iw > 0)))) return -STATUS_BAD_SIZE;
      return max(reach(w[at + 18]!, n * od * oh * ow * c), reach(w[at + 19]!, n * id * ih * iw * c));
    }
    case 180: { // warp
      const n = w[at + 1]!;
      const ih = w[at + 2]!;
      const iw = w[at + 3]!;
      const c = w[at + 4]!;
      const oh = w[at + 5]!;
      const ow = w[at + 6]!;
      const bilinear = w[at + 7]!;
      const fill = w[at + 8]!;
      if (!(n >= 0 && ih >= 0 && iw >= 0 && c >= 0 && oh >= 0 && ow >= 0 && bilinear >= 0 && bilinear <= 1 && fill >= 0 && fill <= 3 && (ih * iw > 0 || n * c == 0) && (ih < 16777216 && iw < 16777216 && oh < 16777216 && ow < 16777216))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 10]!, n * ih * iw * c), reach(w[at + 11]!, n * 6)), reach(w[at + 12]!, n * oh * ow * c));
    }
    case 181: { // warp_dx
      const n = w[at + 1]!;
      const ih = w[at + 2]!;
      const iw = w[at + 3]!;
      const c = w[at + 4]!;
      const oh = w[at + 5]!;
      const ow = w[at + 6]!;
      const bilinear = w[at + 7]!;
      const fill = w[at + 8]!;
      if (!(n >= 0 && ih >= 0 && iw >= 0 && c >= 0 && oh >= 0 && ow >= 0 && bilinear >= 0 && bilinear <= 1 && fill >= 0 && fill <= 3 && (ih * iw > 0 || n * c == 0) && (ih < 16777216 && iw < 16777216 && oh < 16777216 && ow < 16777216))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 9]!, n * oh * ow * c), reach(w[at + 10]!, n * 6)), reach(w[at + 11]!, n * ih * iw * c));
    }
    case 182: { // conv
      const batch = w[at + 1]!;
      const depth = w[at + 2]!;
      const height = w[at + 3]!;
      const width = w[at + 4]!;
      const channels = w[at + 5]!;
      const outDepth = w[at + 6]!;
      const outHeight = w[at + 7]!;
      const outWidth = w[at + 8]!;
      const filters = w[at + 9]!;
      const kernelD = w[at + 10]!;
      const kernelH = w[at + 11]!;
      const kernelW = w[at + 12]!;
      const strideD = w[at + 13]!;
      const strideH = w[at + 14]!;
      const strideW = w[at + 15]!;
      const dilationD = w[at + 16]!;
      const dilationH = w[at + 17]!;
      const dilationW = w[at + 18]!;
      const padD = w[at + 19]!;
      const padH = w[at + 20]!;
      const padW = w[at + 21]!;
      const groups = w[at + 22]!;
      const winograd = w[at + 23]!;
      const bfloat16 = w[at + 24]!;
      const activation = w[at + 28]!;
      if (!(batch >= 0 && depth >= 0 && height >= 0 && width >= 0 && channels >= 0 && outDepth >= 0 && outHeight >= 0 && outWidth >= 0 && filters >= 0 && kernelD >= 0 && kernelH >= 0 && kernelW >= 0 && strideD >= 0 && strideH >= 0 && strideW >= 0 && dilationD >= 0 && dilationH >= 0 && dilationW >= 0 && padD >= 0 && padH >= 0 && padW >= 0 && groups >= 0 && winograd >= 0 && winograd <= 2 && bfloat16 >= 0 && bfloat16 <= 1 && activation >= 0 && activation <= 3 && (groups >= 1) && (kernelD >= 1) && (strideD >= 1) && (dilationD >= 1) && (padD <= (kernelD - 1) * dilationD) && ((outDepth == 0 || (outDepth - 1) * strideD < padD + depth)) && (outDepth * strideD + kernelD * dilationD + depth <= 2147483647) && (kernelH >= 1) && (strideH >= 1) && (dilationH >= 1) && (padH <= (kernelH - 1) * dilationH) && ((outHeight == 0 || (outHeight - 1) * strideH < padH + height)) && (outHeight * strideH + kernelH * dilationH + height <= 2147483647) && (kernelW >= 1) && (strideW >= 1) && (dilationW >= 1) && (padW <= (kernelW - 1) * dilationW) && ((outWidth == 0 || (outWidth - 1) * strideW < padW + width)) && (outWidth * strideW + kernelW * dilationW + width <= 2147483647) && ((winograd == 0 || depth == 1)) && ((winograd == 0 || outDepth == 1)) && ((winograd == 0 || kernelD == 1)) && ((winograd == 0 || strideH == 1)) && ((winograd == 0 || strideW == 1)) && ((winograd == 0 || dilationH == 1)) && ((winograd == 0 || dilationW == 1)) && ((winograd == 0 || groups == 1)) && ((winograd == 0 || kernelH == 3)) && ((winograd == 0 || kernelW == 3)) && ((bfloat16 == 0 || (winograd == 0 && (channels > 1 || groups == 1)))))) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[at + 25]!, batch * depth * height * width * groups * channels), reach(w[at + 26]!, kernelD * kernelH * kernelW * channels * groups * filters)), (w[at + 27]! == -1 ? 0 : reach(w[at + 27]!, groups * filters))), (w[at + 29]! == -1 ? 0 : reach(w[at + 29]!, batch * outDepth * outHeight * outWidth * groups * filters))), reach(w[at + 30]!, batch * outDepth * outHeight * outWidth * groups * filters));
    }
    case 183: { // conv_dx
      const batch = w[at + 1]!;
      const depth = w[at + 2]!;
      const height = w[at + 3]!;
      const width = w[at + 4]!;
      const channels = w[at + 5]!;
      const outDepth = w[at + 6]!;
      const outHeight = w[at + 7]!;
      const outWidth = w[at + 8]!;
      const filters = w[at + 9]!;
      const kernelD = w[at + 10]!;
      const kernelH = w[at + 11]!;
      const kernelW = w[at + 12]!;
      const strideD = w[at + 13]!;
      const strideH = w[at + 14]!;
      const strideW = w[at + 15]!;
      const dilationD = w[at + 16]!;
      const dilationH = w[at + 17]!;
      const dilationW = w[at + 18]!;
      const padD = w[at + 19]!;
      const padH = w[at + 20]!;
      const padW = w[at + 21]!;
      const groups = w[at + 22]!;
      const winograd = w[at + 23]!;
      const bfloat16 = w[at + 24]!;
      const activation = w[at + 28]!;
      if (!(batch >= 0 && depth >= 0 && height >= 0 && width >= 0 && channels >= 0 && outDepth >= 0 && outHeight >= 0 && outWidth >= 0 && filters >= 0 && kernelD >= 0 && kernelH >= 0 && kernelW >= 0 && strideD >= 0 && strideH >= 0 && strideW >= 0 && dilationD >= 0 && dilationH >= 0 && dilationW >= 0 && padD >= 0 && padH >= 0 && padW >= 0 && groups >= 0 && winograd >= 0 && winograd <= 2 && bfloat16 >= 0 && bfloat16 <= 1 && activation >= 0 && activation <= 3 && (groups >= 1) && (kernelD >= 1) && (strideD >= 1) && (dilationD >= 1) && (padD <= (kernelD - 1) * dilationD) && ((outDepth == 0 || (outDepth - 1) * strideD < padD + depth)) && (outDepth * strideD + kernelD * dilationD + depth <= 2147483647) && (kernelH >= 1) && (strideH >= 1) && (dilationH >= 1) && (padH <= (kernelH - 1) * dilationH) && ((outHeight == 0 || (outHeight - 1) * strideH < padH + height)) && (outHeight * strideH + kernelH * dilationH + height <= 2147483647) && (kernelW >= 1) && (strideW >= 1) && (dilationW >= 1) && (padW <= (kernelW - 1) * dilationW) && ((outWidth == 0 || (outWidth - 1) * strideW < padW + width)) && (outWidth * strideW + kernelW * dilationW + width <= 2147483647) && ((winograd == 0 || depth == 1)) && ((winograd == 0 || outDepth == 1)) && ((winograd == 0 || kernelD == 1)) && ((winograd == 0 || strideH == 1)) && ((winograd == 0 || strideW == 1)) && ((winograd == 0 || dilationH == 1)) && ((winograd == 0 || dilationW == 1)) && ((winograd == 0 || groups == 1)) && ((winograd == 0 || kernelH == 3)) && ((winograd == 0 || kernelW == 3)) && ((bfloat16 == 0 || (winograd == 0 && (channels > 1 || groups == 1)))))) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[at + 25]!, batch * outDepth * outHeight * outWidth * groups * filters), reach(w[at + 26]!, kernelD * kernelH * kernelW * channels * groups * filters)), (w[at + 27]! == -1 ? 0 : reach(w[at + 27]!, groups * channels))), (w[at + 29]! == -1 ? 0 : reach(w[at + 29]!, batch * depth * height * width * groups * channels))), reach(w[at + 30]!, batch * depth * height * width * groups * channels));
    }
    case 184: { // conv_dw
      const batch = w[at + 1]!;
      const depth = w[at + 2]!;
      const height = w[at + 3]!;
      const width = w[at + 4]!;
      const channels = w[at + 5]!;
      const outDepth = w[at + 6]!;
      const outHeight = w[at + 7]!;
      const outWidth = w[at + 8]!;
      const filters = w[at + 9]!;
      const kernelD = w[at + 10]!;
      const kernelH = w[at + 11]!;
      const kernelW = w[at + 12]!;
      const strideD = w[at + 13]!;
      const strideH = w[at + 14]!;
      const strideW = w[at + 15]!;
      const dilationD = w[at + 16]!;
      const dilationH = w[at + 17]!;
      const dilationW = w[at + 18]!;
      const padD = w[at + 19]!;
      const padH = w[at + 20]!;
      const padW = w[at + 21]!;
      const groups = w[at + 22]!;
      const winograd = w[at + 23]!;
      const bfloat16 = w[at + 24]!;
      const parts = w[at + 25]!;
      if (!(batch >= 0 && depth >= 0 && height >= 0 && width >= 0 && channels >= 0 && outDepth >= 0 && outHeight >= 0 && outWidth >= 0 && filters >= 0 && kernelD >= 0 && kernelH >= 0 && kernelW >= 0 && strideD >= 0 && strideH >= 0 && strideW >= 0 && dilationD >= 0 && dilationH >= 0 && dilationW >= 0 && padD >= 0 && padH >= 0 && padW >= 0 && groups >= 0 && winograd >= 0 && winograd <= 2 && bfloat16 >= 0 && bfloat16 <= 1 && parts >= 0 && (groups >= 1) && (kernelD >= 1) && (strideD >= 1) && (dilationD >= 1) && (padD <= (kernelD - 1) * dilationD) && ((outDepth == 0 || (outDepth - 1) * strideD < padD + depth)) && (outDepth * strideD + kernelD * dilationD + depth <= 2147483647) && (kernelH >= 1) && (strideH >= 1) && (dilationH >= 1) && (padH <= (kernelH - 1) * dilationH) && ((outHeight == 0 || (outHeight - 1) * strideH < padH + height)) && (outHeight * strideH + kernelH * dilationH + height <= 2147483647) && (kernelW >= 1) && (strideW >= 1) && (dilationW >= 1) && (padW <= (kernelW - 1) * dilationW) && ((outWidth == 0 || (outWidth - 1) * strideW < padW + width)) && (outWidth * strideW + kernelW * dilationW + width <= 2147483647) && ((winograd == 0 || depth == 1)) && ((winograd == 0 || outDepth == 1)) && ((winograd == 0 || kernelD == 1)) && ((winograd == 0 || strideH == 1)) && ((winograd == 0 || strideW == 1)) && ((winograd == 0 || dilationH == 1)) && ((winograd == 0 || dilationW == 1)) && ((winograd == 0 || groups == 1)) && ((winograd == 0 || kernelH == 3)) && ((winograd == 0 || kernelW == 3)) && ((bfloat16 == 0 || (winograd == 0 && (channels > 1 || groups == 1)))) && (parts >= 1) && ((parts == 1 || winograd > 0)) && (ceil_div(batch, parts) * parts == batch))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 26]!, batch * depth * height * width * groups * channels), reach(w[at + 27]!, batch * outDepth * outHeight * outWidth * groups * filters)), reach(w[at + 28]!, parts * kernelD * kernelH * kernelW * channels * groups * filters));
    }
    case 185: { // attention
      const batch = w[at + 1]!;
      const rows = w[at + 2]!;
      const cols = w[at + 3]!;
      const groups = w[at + 4]!;
      const share = w[at + 5]!;
      const depth = w[at + 6]!;
      const width = w[at + 7]!;
      const causal = w[at + 8]!;
      const window = w[at + 9]!;
      const maskB = w[at + 18]!;
      const maskN = w[at + 19]!;
      const maskT = w[at + 20]!;
      const maskS = w[at + 21]!;
      if (!(batch >= 0 && rows >= 0 && cols >= 0 && groups >= 0 && share >= 0 && depth >= 0 && width >= 0 && causal >= 0 && causal <= 1 && window >= 0 && maskB >= 0 && maskN >= 0 && maskT >= 0 && maskS >= 0 && (maskS <= 1) && (groups * max(share, 1) * max(max(depth, width), 1) <= 2147483647))) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(reach(w[at + 14]!, batch * rows * groups * share * depth), reach(w[at + 15]!, batch * cols * groups * depth)), reach(w[at + 16]!, batch * cols * groups * width)), (w[at + 17]! == -1 ? 0 : reach(w[at + 17]!, (batch > 0 && rows > 0 && cols > 0 && groups > 0 && share > 0 ? (batch - 1) * maskB + (groups * share - 1) * maskN + (rows - 1) * maskT + (cols - 1) * maskS + 1 : 0)))), (w[at + 22]! == -1 ? 0 : reach(w[at + 22]!, 2))), reach(w[at + 23]!, batch * rows * groups * share * width)), reach(w[at + 24]!, batch * rows * groups * share));
    }
    case 186: { // attention_dx
      const batch = w[at + 1]!;
      const rows = w[at + 2]!;
      const cols = w[at + 3]!;
      const groups = w[at + 4]!;
      const share = w[at + 5]!;
      const depth = w[at + 6]!;
      const width = w[at + 7]!;
      const causal = w[at + 8]!;
      const window = w[at + 9]!;
      const maskB = w[at + 18]!;
      const maskN = w[at + 19]!;
      const maskT = w[at + 20]!;
      const maskS = w[at + 21]!;
      if (!(batch >= 0 && rows >= 0 && cols >= 0 && groups >= 0 && share >= 0 && depth >= 0 && width >= 0 && causal >= 0 && causal <= 1 && window >= 0 && maskB >= 0 && maskN >= 0 && maskT >= 0 && maskS >= 0 && (maskS <= 1) && (groups * max(share, 1) * max(max(depth, width), 1) <= 2147483647))) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(max(max(max(max(reach(w[at + 14]!, batch * rows * groups * share * depth), reach(w[at + 15]!, batch * cols * groups * depth)), reach(w[at + 16]!, batch * cols * groups * width)), (w[at + 17]! == -1 ? 0 : reach(w[at + 17]!, (batch > 0 && rows > 0 && cols > 0 && groups > 0 && share > 0 ? (batch - 1) * maskB + (groups * share - 1) * maskN + (rows - 1) * maskT + (cols - 1) * maskS + 1 : 0)))), (w[at + 22]! == -1 ? 0 : reach(w[at + 22]!, 2))), reach(w[at + 23]!, batch * rows * groups * share * width)), reach(w[at + 24]!, batch * rows * groups * share)), reach(w[at + 25]!, batch * rows * groups * share * width)), reach(w[at + 26]!, batch * rows * groups * share * depth)), reach(w[at + 27]!, batch * cols * groups * depth)), reach(w[at + 28]!, batch * cols * groups * width));
    }
    case 187: { // simple_rnn
      const batch = w[at + 1]!;
      const steps = w[at + 2]!;
      const inputs = w[at + 3]!;
      const units = w[at + 4]!;
      const activation = w[at + 5]!;
      if (!(batch >= 0 && steps >= 0 && inputs >= 0 && units >= 0 && activation >= 0 && activation <= 3)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(reach(w[at + 6]!, batch * steps * inputs), reach(w[at + 7]!, (inputs + units) * ceil_div(units, 4 * GATE_STRIP) * 4 * GATE_STRIP)), (w[at + 8]! == -1 ? 0 : reach(w[at + 8]!, units))), reach(w[at + 9]!, batch * units)), (w[at + 10]! == -1 ? 0 : reach(w[at + 10]!, batch * steps))), reach(w[at + 11]!, batch * steps * units)), reach(w[at + 12]!, batch * steps * (inputs + units)));
    }
    case 188: { // simple_rnn_dz
      const batch = w[at + 1]!;
      const steps = w[at + 2]!;
      const units = w[at + 3]!;
      const activation = w[at + 4]!;
      if (!(batch >= 0 && steps >= 0 && units >= 0 && activation >= 0 && activation <= 3)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(reach(w[at + 5]!, units * units), reach(w[at + 6]!, batch * steps * units)), reach(w[at + 7]!, batch * steps * units)), (w[at + 8]! == -1 ? 0 : reach(w[at + 8]!, batch * steps))), reach(w[at + 9]!, batch * steps * units)), reach(w[at + 10]!, batch * units));
    }
    case 189: { // moments
      const outer = w[at + 1]!;
      const mid = w[at + 2]!;
      const inner = w[at + 3]!;
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && (mid > 0 || outer * inner == 0))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[at + 4]!, outer * mid * inner), reach(w[at + 5]!, outer * inner)), reach(w[at + 6]!, outer * inner));
    }
    case 190: { // centered_sums
      const outer = w[at + 1]!;
      const mid = w[at + 2]!;
      const inner = w[at + 3]!;
      if (!(outer >= 0 && mid >= 0 && inner >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[at + 4]!, outer * mid * inner), reach(w[at + 5]!, inner)), reach(w[at + 6]!, outer * mid * inner)), reach(w[at + 7]!, outer * inner)), reach(w[at + 8]!, outer * inner));
    }
    case 191: { // square_sums
      const outer = w[at + 1]!;
      const mid = w[at + 2]!;
      const inner = w[at + 3]!;
      if (!(outer >= 0 && mid >= 0 && inner >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max((w[at + 4]! == -1 ? 0 : reach(w[at + 4]!, inner)), reach(w[at + 5]!, outer * mid * inner)), reach(w[at + 6]!, outer * mid)), reach(w[at + 7]!, outer * inner));
    }
    default: return -STATUS_BAD_OPCODE;
  }
}

/* Parts the instruction divides into. */
export function units(w: Int32Array, at: number): number {
  switch (w[at]) {
    case 128: { const batch = w[at + 3]!; const m = w[at + 4]!; const n = w[at + 5]!; return batch * ceil_div(m, GEMM_STRIP) * ceil_div(n, 2 * GEMM_STRIP); }
    case 129: { const outer = w[at + 1]!; const inner = w[at + 3]!; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 130: { const outer = w[at + 1]!; const inner = w[at + 3]!; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 131: { const outer = w[at + 1]!; const inner = w[at + 3]!; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 132: { const outer = w[at + 1]!; const inner = w[at + 3]!; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 133: { const outer = w[at + 1]!; const inner = w[at + 3]!; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 134: { const outer = w[at + 1]!; const inner = w[at + 3]!; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 135: { const rows = w[at + 1]!; return rows; }
    case 136: { const rows = w[at + 1]!; return rows; }
    case 137: { const rows = w[at + 1]!; return rows; }
    case 138: { const rows = w[at + 1]!; return rows; }
    case 139: { const rows = w[at + 1]!; return rows; }
    case 140: { const rows = w[at + 1]!; return rows; }
    case 141: { const rows = w[at + 1]!; return rows; }
    case 142: { const n = w[at + 1]!; return n; }
    case 143: { const rows = w[at + 3]!; return rows; }
    case 144: { const n = w[at + 1]!; return n; }
    case 145: { const n = w[at + 1]!; return n; }
    case 146: { const n = w[at + 1]!; return n; }
    case 147: { const n = w[at + 1]!; return n; }
    case 148: { const d0 = w[at + 1]!; return d0; }
    case 150: { const n = w[at + 1]!; return n; }
    case 151: { const n = w[at + 1]!; return n; }
    case 152: { const n = w[at + 1]!; return n; }
    case 153: { const n = w[at + 1]!; return n; }
    case 155: { const n = w[at + 1]!; return n; }
    case 156: { const n = w[at + 1]!; return n; }
    case 157: { const n = w[at + 1]!; return n; }
    case 159: { const n = w[at + 1]!; return n; }
    case 160: { const n = w[at + 1]!; return n; }
    case 165: { const batch = w[at + 3]!; const m = w[at + 4]!; const n = w[at + 5]!; return batch * (m * n > 0 ? ceil_div(max(m, n), GEMM_STRIP) : 0); }
    case 166: { const m = w[at + 1]!; const n = w[at + 2]!; return (m >= INT8_STRIP ? ceil_div(2 * m, INT8_STRIP) : ceil_div(n, 16 * INT8_STRIP)); }
    case 168: { const n = w[at + 1]!; return n; }
    case 169: { const rows = w[at + 3]!; return rows; }
    case 170: { const rows = w[at + 3]!; return rows; }
    case 171: { const batch = w[at + 1]!; return ceil_div(batch, RECURRENT_ROWS); }
    case 172: { const batch = w[at + 1]!; return ceil_div(batch, RECURRENT_ROWS); }
    case 173: { const batch = w[at + 1]!; return ceil_div(batch, RECURRENT_ROWS); }
    case 174: { const batch = w[at + 1]!; return ceil_div(batch, RECURRENT_ROWS); }
    case 175: { const n = w[at + 1]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; return (ow * c > 0 ? n * od * oh : 1); }
    case 176: { const n = w[at + 1]!; const id = w[at + 2]!; const ih = w[at + 3]!; const iw = w[at + 4]!; const c = w[at + 5]!; return (id * ih * iw * c > 0 ? n : 1); }
    case 177: { const n = w[at + 1]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; return (ow * c > 0 ? n * od * oh : 1); }
    case 178: { const n = w[at + 1]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; return (ow * c > 0 ? n * od * oh : 1); }
    case 179: { const n = w[at + 1]!; const id = w[at + 2]!; const ih = w[at + 3]!; const iw = w[at + 4]!; const c = w[at + 5]!; return (iw * c > 0 ? n * id * ih : 1); }
    case 180: { const n = w[at + 1]!; const c = w[at + 4]!; const oh = w[at + 5]!; const ow = w[at + 6]!; return (ow * c > 0 ? n * oh : 1); }
    case 181: { const n = w[at + 1]!; const ih = w[at + 2]!; const iw = w[at + 3]!; const c = w[at + 4]!; return (ih * iw * c > 0 ? n : 1); }
    case 182: { const batch = w[at + 1]!; const outDepth = w[at + 6]!; const outHeight = w[at + 7]!; const outWidth = w[at + 8]!; const filters = w[at + 9]!; const groups = w[at + 22]!; return (outWidth * groups * filters > 0 ? batch * outDepth * ceil_div(outHeight, CONV_ROWS) * ceil_div(outWidth, CONV_COLS) : 0); }
    case 183: { const batch = w[at + 1]!; const depth = w[at + 2]!; const height = w[at + 3]!; const width = w[at + 4]!; const channels = w[at + 5]!; const groups = w[at + 22]!; return (width * groups * channels > 0 ? batch * depth * ceil_div(height, CONV_ROWS) * ceil_div(width, CONV_COLS) : 0); }
    case 184: { const channels = w[at + 5]!; const filters = w[at + 9]!; const kernelD = w[at + 10]!; const kernelH = w[at + 11]!; const kernelW = w[at + 12]!; const groups = w[at + 22]!; const winograd = w[at + 23]!; const parts = w[at + 25]!; return (winograd > 0 ? (parts > 1 ? parts * ceil_div(channels, 2 * GEMM_STRIP) * ceil_div(filters, 2 * GEMM_STRIP) : ceil_div(2 * channels, GEMM_STRIP) * ceil_div(filters, GEMM_STRIP)) : kernelD * kernelH * ceil_div(kernelW * channels, CONV_COLS) * (channels == 1 ? ceil_div(2 * groups * filters, GEMM_STRIP) : groups * ceil_div(filters, GEMM_STRIP))); }
    case 185: { const batch = w[at + 1]!; const rows = w[at + 2]!; const groups = w[at + 4]!; const share = w[at + 5]!; return batch * groups * share * ceil_div(rows, ATTENTION_BLOCK); }
    case 186: { const batch = w[at + 1]!; const rows = w[at + 2]!; const cols = w[at + 3]!; const groups = w[at + 4]!; const share = w[at + 5]!; return batch * groups * (batch * groups >= ATTENTION_HEADS ? 1 : share * ceil_div(rows, ATTENTION_BLOCK) + ceil_div(cols, ATTENTION_BLOCK)); }
    case 187: { const batch = w[at + 1]!; return ceil_div(batch, RECURRENT_ROWS); }
    case 188: { const batch = w[at + 1]!; return ceil_div(batch, RECURRENT_ROWS); }
    case 189: { const outer = w[at + 1]!; const inner = w[at + 3]!; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 190: { const outer = w[at + 1]!; const inner = w[at + 3]!; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 191: { const outer = w[at + 1]!; return outer; }
    default: return 1;
  }
}

/* Arithmetic the instruction does. */
export function flops(w: Int32Array, at: number): number {
  switch (w[at]) {
    case 128: { const batch = w[at + 3]!; const m = w[at + 4]!; const n = w[at + 5]!; const k = w[at + 6]!; return 2 * batch * m * n * max(k, 1); }
    case 129: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; const term = w[at + 5]!; return (term == 0 ? 1 : 2) * outer * mid * inner; }
    case 130: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return outer * mid * inner; }
    case 131: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return outer * mid * inner; }
    case 132: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return outer * mid * inner; }
    case 133: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return outer * mid * inner; }
    case 134: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return outer * mid * inner; }
    case 135: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 24 * rows * cols; }
    case 136: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 24 * rows * cols; }
    case 137: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 24 * rows * cols; }
    case 138: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 26 * rows * cols; }
    case 139: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 26 * rows * cols; }
    case 140: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 24 * rows * cols; }
    case 141: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 24 * rows * cols; }
    case 142: { const n = w[at + 1]!; const width = w[at + 2]!; return n * width; }
    case 143: { const n = w[at + 1]!; const width = w[at + 2]!; const rows = w[at + 3]!; return n * width + rows * width; }
    case 144: { const n = w[at + 1]!; const width = w[at + 2]!; return n * width; }
    case 145: { const n = w[at + 1]!; const width = w[at + 2]!; return n * width; }
    case 146: { const n = w[at + 1]!; const depth = w[at + 2]!; return n * depth; }
    case 147: { const n = w[at + 1]!; return n; }
    case 148: { const d0 = w[at + 1]!; const d1 = w[at + 2]!; const d2 = w[at + 3]!; const d3 = w[at + 4]!; const d4 = w[at + 5]!; const d5 = w[at + 6]!; return d0 * d1 * d2 * d3 * d4 * d5; }
    case 149: { const d0 = w[at + 1]!; const d1 = w[at + 2]!; const d2 = w[at + 3]!; const d3 = w[at + 4]!; const d4 = w[at + 5]!; const d5 = w[at + 6]!; return d0 * d1 * d2 * d3 * d4 * d5; }
    case 150: { const n = w[at + 1]!; return n; }
    case 151: { const n = w[at + 1]!; return 16 * n; }
    case 152: { const n = w[at + 1]!; return 64 * n; }
    case 153: { const n = w[at + 1]!; return 64 * n; }
    case 154: { const n = w[at + 1]!; return 16 * n; }
    case 155: { const n = w[at + 1]!; return 3 * n; }
    case 156: { const n = w[at + 1]!; return 7 * n; }
    case 157: { const n = w[at + 1]!; return 15 * n; }
    case 158: { const n = w[at + 1]!; return n; }
    case 159: { const n = w[at + 1]!; return 2 * n; }
    case 160: { const n = w[at + 1]!; return n; }
    case 161: { const n = w[at + 1]!; return 2 * n; }
    case 162: { const n = w[at + 1]!; return 2 * n; }
    case 163: { const n = w[at + 1]!; return n; }
    case 164: { const n = w[at + 1]!; return n; }
    case 165: { const batch = w[at + 3]!; const m = w[at + 4]!; const n = w[at + 5]!; const k = w[at + 6]!; return 2 * batch * m * n * max(k, 1); }
    case 166: { const m = w[at + 1]!; const n = w[at + 2]!; const k = w[at + 3]!; return 2 * m * n * max(k, 1); }
    case 167: { const n = w[at + 1]!; return 8 * n; }
    case 168: { const n = w[at + 1]!; const width = w[at + 2]!; return 2 * n * width; }
    case 169: { const n = w[at + 1]!; const width = w[at + 2]!; return n * width; }
    case 170: { const n = w[at + 1]!; const width = w[at + 2]!; return 3 * n * width; }
    case 171: { const batch = w[at + 1]!; const steps = w[at + 2]!; const inputs = w[at + 3]!; const units = w[at + 4]!; return batch * steps * units * (8 * (inputs + units) + 120); }
    case 172: { const batch = w[at + 1]!; const steps = w[at + 2]!; const units = w[at + 3]!; return batch * steps * units * (8 * units + 60); }
    case 173: { const batch = w[at + 1]!; const steps = w[at + 2]!; const inputs = w[at + 3]!; const units = w[at + 4]!; return batch * steps * units * (8 * (inputs + units) + 120); }
    case 174: { const batch = w[at + 1]!; const steps = w[at + 2]!; const units = w[at + 4]!; return batch * steps * units * (8 * units + 60); }
    case 175: { const n = w[at + 1]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; const kd = w[at + 9]!; const kh = w[at + 10]!; const kw = w[at + 11]!; return n * od * oh * ow * c * kd * kh * kw; }
    case 176: { const n = w[at + 1]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; const kd = w[at + 9]!; const kh = w[at + 10]!; const kw = w[at + 11]!; return 2 * n * od * oh * ow * c * kd * kh * kw; }
    case 177: { const n = w[at + 1]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; const kd = w[at + 9]!; const kh = w[at + 10]!; const kw = w[at + 11]!; return 2 * n * od * oh * ow * c * kd * kh * kw; }
    case 178: { const n = w[at + 1]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; const kd = w[at + 9]!; const kh = w[at + 10]!; const kw = w[at + 11]!; return n * od * oh * ow * c * kd * kh * kw; }
    case 179: { const n = w[at + 1]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; const kd = w[at + 9]!; const kh = w[at + 10]!; const kw = w[at + 11]!; return n * od * oh * ow * c * kd * kh * kw; }
    case 180: { const n = w[at + 1]!; const c = w[at + 4]!; const oh = w[at + 5]!; const ow = w[at + 6]!; return (12 * c + 16) * n * oh * ow; }
    case 181: { const n = w[at + 1]!; const c = w[at + 4]!; const oh = w[at + 5]!; const ow = w[at + 6]!; return (12 * c + 16) * n * oh * ow; }
    case 182: { const batch = w[at + 1]!; const channels = w[at + 5]!; const outDepth = w[at + 6]!; const outHeight = w[at + 7]!; const outWidth = w[at + 8]!; const filters = w[at + 9]!; const kernelD = w[at + 10]!; const kernelH = w[at + 11]!; const kernelW = w[at + 12]!; const groups = w[at + 22]!; return 2 * batch * outDepth * outHeight * outWidth * groups * filters * kernelD * kernelH * kernelW * channels; }
    case 183: { const batch = w[at + 1]!; const channels = w[at + 5]!; const outDepth = w[at + 6]!; const outHeight = w[at + 7]!; const outWidth = w[at + 8]!; const filters = w[at + 9]!; const kernelD = w[at + 10]!; const kernelH = w[at + 11]!; const kernelW = w[at + 12]!; const groups = w[at + 22]!; return 2 * batch * outDepth * outHeight * outWidth * groups * filters * kernelD * kernelH * kernelW * channels; }
    case 184: { const batch = w[at + 1]!; const channels = w[at + 5]!; const outDepth = w[at + 6]!; const outHeight = w[at + 7]!; const outWidth = w[at + 8]!; const filters = w[at + 9]!; const kernelD = w[at + 10]!; const kernelH = w[at + 11]!; const kernelW = w[at + 12]!; const groups = w[at + 22]!; return 2 * batch * outDepth * outHeight * outWidth * groups * filters * kernelD * kernelH * kernelW * channels; }
    case 185: { const batch = w[at + 1]!; const rows = w[at + 2]!; const cols = w[at + 3]!; const groups = w[at + 4]!; const share = w[at + 5]!; const depth = w[at + 6]!; const width = w[at + 7]!; return 2 * batch * groups * share * rows * cols * (depth + width + 10); }
    case 186: { const batch = w[at + 1]!; const rows = w[at + 2]!; const cols = w[at + 3]!; const groups = w[at + 4]!; const share = w[at + 5]!; const depth = w[at + 6]!; const width = w[at + 7]!; return 2 * batch * groups * share * rows * cols * (4 * depth + 3 * width + 20); }
    case 187: { const batch = w[at + 1]!; const steps = w[at + 2]!; const inputs = w[at + 3]!; const units = w[at + 4]!; return batch * steps * units * (2 * (inputs + units) + 30); }
    case 188: { const batch = w[at + 1]!; const steps = w[at + 2]!; const units = w[at + 3]!; return batch * steps * units * (2 * units + 8); }
    case 189: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return 4 * outer * mid * inner; }
    case 190: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return 4 * outer * mid * inner; }
    case 191: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return 4 * outer * mid * inner; }
    default: return 0;
  }
}

/* Bytes the instruction reads and writes. */
export function bytes(w: Int32Array, at: number): number {
  switch (w[at]) {
    case 128: { const batch = w[at + 3]!; const m = w[at + 4]!; const n = w[at + 5]!; const k = w[at + 6]!; const strideA = w[at + 10]!; const strideB = w[at + 13]!; const beta = w[at + 14]!; return 4 * ((strideA == 0 ? min(batch, 1) : batch) * m * k) + 4 * ((strideB == 0 ? min(batch, 1) : batch) * k * n) + 4 * ((beta == 0 ? 1 : 2) * batch * m * n) + (w[at + 18]! == -1 ? 0 : 4 * (n)) + (w[at + 21]! == -1 ? 0 : 4 * (batch * m * n)); }
    case 129: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 130: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 131: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 132: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 133: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 134: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 135: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 4 * (rows * cols) + 4 * (rows * cols); }
    case 136: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 4 * (rows * cols) + 4 * (rows * cols); }
    case 137: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 4 * (rows * cols) + 4 * (rows * cols); }
    case 138: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 4 * (rows * cols) + 4 * (rows * cols) + 4 * (rows); }
    case 139: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 4 * (rows * cols) + 4 * (rows * cols) + 4 * (rows) + 4 * (rows * cols); }
    case 140: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 4 * (rows * cols) + 4 * (rows) + 4 * (rows); }
    case 141: { const rows = w[at + 1]!; const cols = w[at + 2]!; return 4 * (rows * cols) + 4 * (rows) + 4 * (rows) + 4 * (rows * cols); }
    case 142: { const n = w[at + 1]!; const width = w[at + 2]!; return 4 * (n * width) + 4 * (n) + 4 * (n * width); }
    case 143: { const n = w[at + 1]!; const width = w[at + 2]!; const rows = w[at + 3]!; return 4 * (n * width) + 4 * (n) + 4 * (rows * width); }
    case 144: { const n = w[at + 1]!; const width = w[at + 2]!; return 4 * (n * width) + 4 * (n) + 4 * (1) + 4 * (n * width); }
    case 145: { const n = w[at + 1]!; const width = w[at + 2]!; return 1 * (n * width) + 4 * (n) + 4 * (1) + 4 * (n * width); }
    case 146: { const n = w[at + 1]!; const depth = w[at + 2]!; return 4 * (n) + 4 * (n * depth); }
    case 147: { const n = w[at + 1]!; return 4 * (n); }
    case 148: { const d0 = w[at + 1]!; const d1 = w[at + 2]!; const d2 = w[at + 3]!; const d3 = w[at + 4]!; const d4 = w[at + 5]!; const d5 = w[at + 6]!; const s0 = w[at + 7]!; const s1 = w[at + 8]!; const s2 = w[at + 9]!; const s3 = w[at + 10]!; const s4 = w[at + 11]!; const s5 = w[at + 12]!; return 4 * (min((d0 * d1 * d2 * d3 * d4 * d5 > 0 ? 1 + (d0 - 1) * s0 + (d1 - 1) * s1 + (d2 - 1) * s2 + (d3 - 1) * s3 + (d4 - 1) * s4 + (d5 - 1) * s5 : 0), d0 * d1 * d2 * d3 * d4 * d5)) + 4 * (d0 * d1 * d2 * d3 * d4 * d5); }
    case 149: { const d0 = w[at + 1]!; const d1 = w[at + 2]!; const d2 = w[at + 3]!; const d3 = w[at + 4]!; const d4 = w[at + 5]!; const d5 = w[at + 6]!; return 4 * (d0 * d1 * d2 * d3 * d4 * d5) + 4 * (d0 * d1 * d2 * d3 * d4 * d5); }
    case 150: { const n = w[at + 1]!; return 1 * (n) + 4 * (n); }
    case 151: { const n = w[at + 1]!; return 4 * (2) + 4 * (n); }
    case 152: { const n = w[at + 1]!; return 4 * (2) + 4 * (n); }
    case 153: { const n = w[at + 1]!; return 4 * (2) + 4 * (n); }
    case 154: { const n = w[at + 1]!; return 4 * (2) + 4 * (n); }
    case 155: { const n = w[at + 1]!; return 4 * (1) + (w[at + 3]! == -1 ? 0 : 4 * (1)) + 4 * (n) + 4 * (2 * n); }
    case 156: { const n = w[at + 1]!; return 4 * (1) + (w[at + 3]! == -1 ? 0 : 4 * (1)) + 4 * (n) + 4 * (2 * n) + 4 * (2 * n); }
    case 157: { const n = w[at + 1]!; return 4 * (1) + (w[at + 3]! == -1 ? 0 : 4 * (1)) + (w[at + 4]! == -1 ? 0 : 4 * (1)) + 4 * (n) + 4 * (2 * n) + 4 * (2 * n) + 4 * (2 * n); }
    case 158: { const n = w[at + 1]!; return 4 * (1) + 4 * (n) + 4 * (n); }
    case 159: { const n = w[at + 1]!; return 4 * (n) + 4 * (2 * n); }
    case 160: { const n = w[at + 1]!; return 4 * (2 * n); }
    case 161: { const n = w[at + 1]!; return 4 * (n) + 4 * (n) + 4 * ((n > 0 ? 1 : 0)); }
    case 162: { const n = w[at + 1]!; return 4 * (n) + 4 * ((n > 0 ? 1 : 0)); }
    case 163: { const n = w[at + 1]!; return 4 * (n) + 4 * ((n > 0 ? 1 : 0)); }
    case 164: { const n = w[at + 1]!; return 4 * (n) + 4 * ((n > 0 ? 1 : 0)); }
    case 165: { const batch = w[at + 3]!; const m = w[at + 4]!; const n = w[at + 5]!; const k = w[at + 6]!; const strideA = w[at + 9]!; const strideB = w[at + 12]!; return 4 * ((strideA == 0 ? min(batch, 1) : batch) * m * k) + 4 * ((strideB == 0 ? min(batch, 1) : batch) * k * n) + 4 * (batch * m * n) + (w[at + 16]! == -1 ? 0 : 4 * (n)) + (w[at + 18]! == -1 ? 0 : 4 * (batch * m * n)); }
    case 166: { const m = w[at + 1]!; const n = w[at + 2]!; const k = w[at + 3]!; return 4 * (m * k) + 1 * (ceil_div(n, INT8_STRIP) * ceil_div(k, 4) * 4 * INT8_STRIP) + 4 * (n) + (w[at + 7]! == -1 ? 0 : 4 * (n)) + 4 * (m * n); }
    case 167: { const n = w[at + 1]!; return 4 * (n) + 4 * (2 * n); }
    case 168: { const n = w[at + 1]!; const width = w[at + 2]!; return 4 * (n * width) + 4 * (2 * n) + 4 * (n * width); }
    case 169: { const n = w[at + 1]!; const width = w[at + 2]!; return 4 * (n * width) + 4 * (n) + 4 * (n * width); }
    case 170: { const n = w[at + 1]!; const width = w[at + 2]!; return 4 * (1) + 4 * (n * width) + 4 * (n) + 4 * (2 * n * width); }
    case 171: { const batch = w[at + 1]!; const steps = w[at + 2]!; const inputs = w[at + 3]!; const units = w[at + 4]!; return 4 * (batch * steps * inputs) + 4 * ((inputs + units) * ceil_div(units, GATE_STRIP) * GATE_STRIP * 4) + (w[at + 7]! == -1 ? 0 : 4 * (4 * units)) + 4 * (batch * units) + 4 * (batch * units) + (w[at + 10]! == -1 ? 0 : 4 * (batch * steps)) + 4 * (batch * steps * units) + 4 * (batch * steps * (inputs + units)) + 4 * (batch * steps * units) + 4 * (4 * batch * steps * units); }
    case 172: { const batch = w[at + 1]!; const steps = w[at + 2]!; const units = w[at + 3]!; return 4 * (4 * units * units) + 4 * (batch * units) + 4 * (batch * steps * units) + 4 * (4 * batch * steps * units) + (w[at + 8]! == -1 ? 0 : 4 * (batch * steps * units)) + (w[at + 9]! == -1 ? 0 : 4 * (batch * steps * units)) + (w[at + 10]! == -1 ? 0 : 4 * (batch * steps)) + 4 * (4 * batch * steps * units) + 4 * (batch * units) + 4 * (batch * units); }
    case 173: { const batch = w[at + 1]!; const steps = w[at + 2]!; const inputs = w[at + 3]!; const units = w[at + 4]!; return 4 * (batch * steps * inputs) + 4 * ((inputs + units) * ceil_div(units, GATE_STRIP) * GATE_STRIP * 4) + (w[at + 7]! == -1 ? 0 : 4 * (4 * units)) + 4 * (batch * units) + (w[at + 9]! == -1 ? 0 : 4 * (batch * steps)) + 4 * (batch * steps * units) + 4 * (batch * steps * (inputs + units)) + 4 * (4 * batch * steps * units); }
    case 174: { const batch = w[at + 1]!; const steps = w[at + 2]!; const units = w[at + 4]!; return 4 * (4 * units * units) + 4 * (batch * steps * units) + 4 * (4 * batch * steps * units) + (w[at + 8]! == -1 ? 0 : 4 * (batch * steps * units)) + (w[at + 9]! == -1 ? 0 : 4 * (batch * steps)) + 4 * (4 * batch * steps * units) + 4 * (batch * units); }
    case 175: { const n = w[at + 1]!; const id = w[at + 2]!; const ih = w[at + 3]!; const iw = w[at + 4]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; return 4 * (n * id * ih * iw * c) + 4 * (n * od * oh * ow * c); }
    case 176: { const n = w[at + 1]!; const id = w[at + 2]!; const ih = w[at + 3]!; const iw = w[at + 4]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; return 4 * (n * id * ih * iw * c) + 4 * (n * od * oh * ow * c) + 4 * (n * id * ih * iw * c); }
    case 177: { const n = w[at + 1]!; const id = w[at + 2]!; const ih = w[at + 3]!; const iw = w[at + 4]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; return 4 * (n * id * ih * iw * c) + 4 * (n * id * ih * iw * c) + 4 * (n * od * oh * ow * c); }
    case 178: { const n = w[at + 1]!; const id = w[at + 2]!; const ih = w[at + 3]!; const iw = w[at + 4]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; return 4 * (n * id * ih * iw * c) + 4 * (n * od * oh * ow * c); }
    case 179: { const n = w[at + 1]!; const id = w[at + 2]!; const ih = w[at + 3]!; const iw = w[at + 4]!; const c = w[at + 5]!; const od = w[at + 6]!; const oh = w[at + 7]!; const ow = w[at + 8]!; return 4 * (n * od * oh * ow * c) + 4 * (n * id * ih * iw * c); }
    case 180: { const n = w[at + 1]!; const ih = w[at + 2]!; const iw = w[at + 3]!; const c = w[at + 4]!; const oh = w[at + 5]!; const ow = w[at + 6]!; return 4 * (n * ih * iw * c) + 4 * (n * 6) + 4 * (n * oh * ow * c); }
    case 181: { const n = w[at + 1]!; const ih = w[at + 2]!; const iw = w[at + 3]!; const c = w[at + 4]!; const oh = w[at + 5]!; const ow = w[at + 6]!; return 4 * (n * oh * ow * c) + 4 * (n * 6) + 4 * (n * ih * iw * c); }
    case 182: { const batch = w[at + 1]!; const depth = w[at + 2]!; const height = w[at + 3]!; const width = w[at + 4]!; const channels = w[at + 5]!; const outDepth = w[at + 6]!; const outHeight = w[at + 7]!; const outWidth = w[at + 8]!; const filters = w[at + 9]!; const kernelD = w[at + 10]!; const kernelH = w[at + 11]!; const kernelW = w[at + 12]!; const groups = w[at + 22]!; return 4 * (batch * depth * height * width * groups * channels) + 4 * (kernelD * kernelH * kernelW * channels * groups * filters) + (w[at + 27]! == -1 ? 0 : 4 * (groups * filters)) + (w[at + 29]! == -1 ? 0 : 4 * (batch * outDepth * outHeight * outWidth * groups * filters)) + 4 * (batch * outDepth * outHeight * outWidth * groups * filters); }
    case 183: { const batch = w[at + 1]!; const depth = w[at + 2]!; const height = w[at + 3]!; const width = w[at + 4]!; const channels = w[at + 5]!; const outDepth = w[at + 6]!; const outHeight = w[at + 7]!; const outWidth = w[at + 8]!; const filters = w[at + 9]!; const kernelD = w[at + 10]!; const kernelH = w[at + 11]!; const kernelW = w[at + 12]!; const groups = w[at + 22]!; return 4 * (batch * outDepth * outHeight * outWidth * groups * filters) + 4 * (kernelD * kernelH * kernelW * channels * groups * filters) + (w[at + 27]! == -1 ? 0 : 4 * (groups * channels)) + (w[at + 29]! == -1 ? 0 : 4 * (batch * depth * height * width * groups * channels)) + 4 * (batch * depth * height * width * groups * channels); }
    case 184: { const batch = w[at + 1]!; const depth = w[at + 2]!; const height = w[at + 3]!; const width = w[at + 4]!; const channels = w[at + 5]!; const outDepth = w[at + 6]!; const outHeight = w[at + 7]!; const outWidth = w[at + 8]!; const filters = w[at + 9]!; const kernelD = w[at + 10]!; const kernelH = w[at + 11]!; const kernelW = w[at + 12]!; const groups = w[at + 22]!; const parts = w[at + 25]!; return 4 * (batch * depth * height * width * groups * channels) + 4 * (batch * outDepth * outHeight * outWidth * groups * filters) + 4 * (parts * kernelD * kernelH * kernelW * channels * groups * filters); }
    case 185: { const batch = w[at + 1]!; const rows = w[at + 2]!; const cols = w[at + 3]!; const groups = w[at + 4]!; const share = w[at + 5]!; const depth = w[at + 6]!; const width = w[at + 7]!; const maskB = w[at + 18]!; const maskN = w[at + 19]!; const maskT = w[at + 20]!; const maskS = w[at + 21]!; return 4 * (batch * rows * groups * share * depth) + 4 * (batch * cols * groups * depth) + 4 * (batch * cols * groups * width) + (w[at + 17]! == -1 ? 0 : 4 * ((batch > 0 && rows > 0 && cols > 0 && groups > 0 && share > 0 ? (batch - 1) * maskB + (groups * share - 1) * maskN + (rows - 1) * maskT + (cols - 1) * maskS + 1 : 0))) + (w[at + 22]! == -1 ? 0 : 4 * (2)) + 4 * (batch * rows * groups * share * width) + 4 * (batch * rows * groups * share); }
    case 186: { const batch = w[at + 1]!; const rows = w[at + 2]!; const cols = w[at + 3]!; const groups = w[at + 4]!; const share = w[at + 5]!; const depth = w[at + 6]!; const width = w[at + 7]!; const maskB = w[at + 18]!; const maskN = w[at + 19]!; const maskT = w[at + 20]!; const maskS = w[at + 21]!; return 4 * (batch * rows * groups * share * depth) + 4 * (batch * cols * groups * depth) + 4 * (batch * cols * groups * width) + (w[at + 17]! == -1 ? 0 : 4 * ((batch > 0 && rows > 0 && cols > 0 && groups > 0 && share > 0 ? (batch - 1) * maskB + (groups * share - 1) * maskN + (rows - 1) * maskT + (cols - 1) * maskS + 1 : 0))) + (w[at + 22]! == -1 ? 0 : 4 * (2)) + 4 * (batch * rows * groups * share * width) + 4 * (batch * rows * groups * share) + 4 * (batch * rows * groups * share * width) + 4 * (batch * rows * groups * share * depth) + 4 * (batch * cols * groups * depth) + 4 * (batch * cols * groups * width); }
    case 187: { const batch = w[at + 1]!; const steps = w[at + 2]!; const inputs = w[at + 3]!; const units = w[at + 4]!; return 4 * (batch * steps * inputs) + 4 * ((inputs + units) * ceil_div(units, 4 * GATE_STRIP) * 4 * GATE_STRIP) + (w[at + 8]! == -1 ? 0 : 4 * (units)) + 4 * (batch * units) + (w[at + 10]! == -1 ? 0 : 4 * (batch * steps)) + 4 * (batch * steps * units) + 4 * (batch * steps * (inputs + units)); }
    case 188: { const batch = w[at + 1]!; const steps = w[at + 2]!; const units = w[at + 3]!; return 4 * (units * units) + 4 * (batch * steps * units) + 4 * (batch * steps * units) + (w[at + 8]! == -1 ? 0 : 4 * (batch * steps)) + 4 * (batch * steps * units) + 4 * (batch * units); }
    case 189: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return 4 * (outer * mid * inner) + 4 * (outer * inner) + 4 * (outer * inner); }
    case 190: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return 4 * (outer * mid * inner) + 4 * (inner) + 4 * (outer * mid * inner) + 4 * (outer * inner) + 4 * (outer * inner); }
    case 191: { const outer = w[at + 1]!; const mid = w[at + 2]!; const inner = w[at + 3]!; return (w[at + 4]! == -1 ? 0 : 4 * (inner)) + 4 * (outer * mid * inner) + 4 * (outer * mid) + 4 * (outer * inner); }
    default: return 0;
  }
}

/* Words of a fixed-length instruction, opcode included; 0 for any other opcode. */
export function instruction_words(w: Int32Array, at: number): number {
  switch (w[at]) {
    case 128: return 22;
    case 129: return 8;
    case 130: return 7;
    case 131: return 7;
    case 132: return 6;
    case 133: return 6;
    case 134: return 6;
    case 135: return 5;
    case 136: return 5;
    case 137: return 5;
    case 138: return 6;
    case 139: return 7;
    case 140: return 6;
    case 141: return 7;
    case 142: return 7;
    case 143: return 7;
    case 144: return 9;
    case 145: return 9;
    case 146: return 5;
    case 147: return 4;
    case 148: return 15;
    case 149: return 15;
    case 150: return 4;
    case 151: return 8;
    case 152: return 8;
    case 153: return 8;
    case 154: return 6;
    case 155: return 6;
    case 156: return 9;
    case 157: return 12;
    case 158: return 6;
    case 159: return 8;
    case 160: return 5;
    case 161: return 8;
    case 162: return 5;
    case 163: return 5;
    case 164: return 5;
    case 165: return 19;
    case 166: return 10;
    case 167: return 5;
    case 168: return 6;
    case 169: return 7;
    case 170: return 8;
    case 171: return 15;
    case 172: return 14;
    case 173: return 13;
    case 174: return 12;
    case 175: return 20;
    case 176: return 21;
    case 177: return 21;
    case 178: return 20;
    case 179: return 20;
    case 180: return 13;
    case 181: return 12;
    case 182: return 31;
    case 183: return 31;
    case 184: return 29;
    case 185: return 25;
    case 186: return 29;
    case 187: return 13;
    case 188: return 11;
    case 189: return 7;
    case 190: return 9;
    case 191: return 8;
    default: return 0;
  }
}

/* The words of a fixed-length instruction that are offsets of operands: bit i for word i. */
export function operand_words(w: Int32Array, at: number): number {
  switch (w[at]) {
    case 128: return 2394368;
    case 129: return 192;
    case 130: return 96;
    case 131: return 96;
    case 132: return 48;
    case 133: return 48;
    case 134: return 48;
    case 135: return 24;
    case 136: return 24;
    case 137: return 24;
    case 138: return 56;
    case 139: return 120;
    case 140: return 56;
    case 141: return 120;
    case 142: return 112;
    case 143: return 112;
    case 144: return 480;
    case 145: return 480;
    case 146: return 24;
    case 147: return 8;
    case 148: return 24576;
    case 149: return 24576;
    case 150: return 12;
    case 151: return 144;
    case 152: return 144;
    case 153: return 144;
    case 154: return 48;
    case 155: return 60;
    case 156: return 460;
    case 157: return 3868;
    case 158: return 56;
    case 159: return 72;
    case 160: return 8;
    case 161: return 164;
    case 162: return 20;
    case 163: return 20;
    case 164: return 20;
    case 165: return 337024;
    case 166: return 752;
    case 167: return 24;
    case 168: return 56;
    case 169: return 112;
    case 170: return 240;
    case 171: return 32736;
    case 172: return 16368;
    case 173: return 8160;
    case 174: return 4064;
    case 175: return 786432;
    case 176: return 1835008;
    case 177: return 1835008;
    case 178: return 786432;
    case 179: return 786432;
    case 180: return 7168;
    case 181: return 3584;
    case 182: return 1845493760;
    case 183: return 1845493760;
    case 184: return 469762048;
    case 185: return 29605888;
    case 186: return 532922368;
    case 187: return 8128;
    case 188: return 2016;
    case 189: return 112;
    case 190: return 496;
    case 191: return 240;
    default: return 0;
  }
}

/* Operands of a chain step, its output last; 0 if the opcode is not a step. */
export function step_operands(w: Int32Array, at: number): number {
  switch (w[at]) {
    case 1: return 2;
    case 2: return 2;
    case 3: return 2;
    case 4: return 2;
    case 5: return 2;
    case 6: return 2;
    case 7: return 2;
    case 8: return 2;
    case 9: return 2;
    case 10: return 2;
    case 11: return 2;
    case 12: return 2;
    case 13: return 2;
    case 14: return 2;
    case 15: return 2;
    case 16: return 2;
    case 17: return 2;
    case 18: return 2;
    case 19: return 2;
    case 20: return 2;
    case 21: return 2;
    case 22: return 3;
    case 23: return 3;
    case 24: return 3;
    case 25: return 3;
    case 26: return 3;
    case 27: return 3;
    case 28: return 3;
    case 29: return 3;
    case 30: return 3;
    case 31: return 3;
    case 32: return 3;
    case 33: return 3;
    case 34: return 3;
    case 35: return 3;
    case 36: return 3;
    case 37: return 4;
    case 38: return 2;
    case 39: return 2;
    case 40: return 2;
    case 41: return 3;
    default: return 0;
  }
}

/* Arithmetic of a step, per element. */
export function step_flops(w: Int32Array, at: number): number {
  switch (w[at]) {
    case 1: return 0;
    case 2: return 1;
    case 3: return 1;
    case 4: return 1;
    case 5: return 4;
    case 6: return 4;
    case 7: return 16;
    case 8: return 20;
    case 9: return 16;
    case 10: return 20;
    case 11: return 20;
    case 12: return 20;
    case 13: return 32;
    case 14: return 16;
    case 15: return 1;
    case 16: return 1;
    case 17: return 1;
    case 18: return 1;
    case 19: return 1;
    case 20: return 1;
    case 21: return 1;
    case 22: return 1;
    case 23: return 1;
    case 24: return 1;
    case 25: return 4;
    case 26: return 64;
    case 27: return 1;
    case 28: return 1;
    case 29: return 1;
    case 30: return 1;
    case 31: return 6;
    case 32: return 1;
    case 33: return 1;
    case 34: return 1;
    case 35: return 1;
    case 36: return 1;
    case 37: return 1;
    case 38: return 40;
    case 39: return 40;
    case 40: return 20;
    case 41: return 4;
    default: return 0;
  }
}
