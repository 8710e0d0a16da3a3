// GENERATED from src/abi/kernels.ts by src/abi/codegen.ts (npm run generate). Do not edit.
#pragma once
#include <math.h>
#include "abi.h"

static inline double max(double a, double b) { return a > b ? a : b; }
static inline double min(double a, double b) { return a < b ? a : b; }
static inline double ceil_div(double a, double b) { return ceil(a / b); }
static inline double reach(double offset, double extent) { return offset < 0 ? INFINITY : offset + extent; }

/* Arena elements the instruction at w needs, Infinity for a negative offset, or minus a status. */
static inline double check(const int32_t* w) {
  switch (w[0]) {
    case 128: { // sgemm
      const double transA = w[1];
      const double transB = w[2];
      const double batch = w[3];
      const double m = w[4];
      const double n = w[5];
      const double k = w[6];
      const double lda = w[9];
      const double strideA = w[10];
      const double ldb = w[12];
      const double strideB = w[13];
      const double ldc = w[16];
      const double strideC = w[17];
      const double activation = w[19];
      if (!(transA >= 0 && transA <= 1 && transB >= 0 && transB <= 1 && batch >= 0 && m >= 0 && n >= 0 && k >= 0 && lda >= 0 && strideA >= 0 && ldb >= 0 && strideB >= 0 && ldc >= 0 && strideC >= 0 && activation >= 0 && activation <= 3 && (lda >= (transA ? m : k)) && (ldb >= (transB ? k : n)) && (ldc >= n) && ((batch <= 1 || strideC >= (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0))))) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[8], (batch > 0 ? (batch - 1) * strideA + (transA ? (k > 0 && m > 0 ? ((k) - 1) * lda + (m) : 0) : (m > 0 && k > 0 ? ((m) - 1) * lda + (k) : 0)) : 0)), reach(w[11], (batch > 0 ? (batch - 1) * strideB + (transB ? (n > 0 && k > 0 ? ((n) - 1) * ldb + (k) : 0) : (k > 0 && n > 0 ? ((k) - 1) * ldb + (n) : 0)) : 0))), reach(w[15], (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0))), (w[18] == -1 ? 0 : reach(w[18], n))), (w[21] == -1 ? 0 : reach(w[21], (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0))));
    }
    case 129: { // reduce_sum
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      const double term = w[5];
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && term >= 0 && term <= 2)) return -STATUS_BAD_SIZE;
      return max(reach(w[6], outer * mid * inner), reach(w[7], outer * inner));
    }
    case 130: { // reduce_prod
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      if (!(outer >= 0 && mid >= 0 && inner >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[5], outer * mid * inner), reach(w[6], outer * inner));
    }
    case 131: { // reduce_max
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      const double term = w[4];
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && term >= 0 && term <= 1 && (mid > 0 || outer * inner == 0))) return -STATUS_BAD_SIZE;
      return max(reach(w[5], outer * mid * inner), reach(w[6], outer * inner));
    }
    case 132: { // reduce_min
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && (mid > 0 || outer * inner == 0))) return -STATUS_BAD_SIZE;
      return max(reach(w[4], outer * mid * inner), reach(w[5], outer * inner));
    }
    case 133: { // argmax
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && (mid > 0 || outer * inner == 0))) return -STATUS_BAD_SIZE;
      return max(reach(w[4], outer * mid * inner), reach(w[5], outer * inner));
    }
    case 134: { // argmin
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && (mid > 0 || outer * inner == 0))) return -STATUS_BAD_SIZE;
      return max(reach(w[4], outer * mid * inner), reach(w[5], outer * inner));
    }
    case 135: { // softmax
      const double rows = w[1];
      const double cols = w[2];
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[3], rows * cols), reach(w[4], rows * cols));
    }
    case 136: { // log_softmax
      const double rows = w[1];
      const double cols = w[2];
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[3], rows * cols), reach(w[4], rows * cols));
    }
    case 137: { // sparsemax
      const double rows = w[1];
      const double cols = w[2];
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[3], rows * cols), reach(w[4], rows * cols));
    }
    case 138: { // softmax_cross_entropy
      const double rows = w[1];
      const double cols = w[2];
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[3], rows * cols), reach(w[4], rows * cols)), reach(w[5], rows));
    }
    case 139: { // softmax_cross_entropy_dx
      const double rows = w[1];
      const double cols = w[2];
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[3], rows * cols), reach(w[4], rows * cols)), reach(w[5], rows)), reach(w[6], rows * cols));
    }
    case 140: { // sparse_softmax_cross_entropy
      const double rows = w[1];
      const double cols = w[2];
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[3], rows * cols), reach(w[4], rows)), reach(w[5], rows));
    }
    case 141: { // sparse_softmax_cross_entropy_dx
      const double rows = w[1];
      const double cols = w[2];
      if (!(rows >= 0 && cols >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[3], rows * cols), reach(w[4], rows)), reach(w[5], rows)), reach(w[6], rows * cols));
    }
    case 142: { // gather_rows
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      if (!(n >= 0 && width >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[4], rows * width), reach(w[5], n)), reach(w[6], n * width));
    }
    case 143: { // gather_rows_dx
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      if (!(n >= 0 && width >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[4], n * width), reach(w[5], n)), reach(w[6], rows * width));
    }
    case 144: { // gather_batch
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      const double total = w[4];
      if (!(n >= 0 && width >= 0 && rows >= 0 && total >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[5], rows * width), reach(w[6], total)), reach(w[7], 1)), reach(w[8], n * width));
    }
    case 145: { // gather_batch_u8
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      const double total = w[4];
      if (!(n >= 0 && width >= 0 && rows >= 0 && total >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[5], ceil_div(rows * width, 4)), reach(w[6], total)), reach(w[7], 1)), reach(w[8], n * width));
    }
    case 146: { // one_hot
      const double n = w[1];
      const double depth = w[2];
      if (!(n >= 0 && depth >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[3], n), reach(w[4], n * depth));
    }
    case 147: { // fill
      const double n = w[1];
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return reach(w[3], n);
    }
    case 148: { // strided_read
      const double d0 = w[1];
      const double d1 = w[2];
      const double d2 = w[3];
      const double d3 = w[4];
      const double d4 = w[5];
      const double d5 = w[6];
      const double s0 = w[7];
      const double s1 = w[8];
      const double s2 = w[9];
      const double s3 = w[10];
      const double s4 = w[11];
      const double s5 = w[12];
      if (!(d0 >= 0 && d1 >= 0 && d2 >= 0 && d3 >= 0 && d4 >= 0 && d5 >= 0 && s0 >= 0 && s1 >= 0 && s2 >= 0 && s3 >= 0 && s4 >= 0 && s5 >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[13], (d0 * d1 * d2 * d3 * d4 * d5 > 0 ? 1 + (d0 - 1) * s0 + (d1 - 1) * s1 + (d2 - 1) * s2 + (d3 - 1) * s3 + (d4 - 1) * s4 + (d5 - 1) * s5 : 0)), reach(w[14], d0 * d1 * d2 * d3 * d4 * d5));
    }
    case 149: { // strided_write
      const double d0 = w[1];
      const double d1 = w[2];
      const double d2 = w[3];
      const double d3 = w[4];
      const double d4 = w[5];
      const double d5 = w[6];
      const double s0 = w[7];
      const double s1 = w[8];
      const double s2 = w[9];
      const double s3 = w[10];
      const double s4 = w[11];
      const double s5 = w[12];
      if (!(d0 >= 0 && d1 >= 0 && d2 >= 0 && d3 >= 0 && d4 >= 0 && d5 >= 0 && s0 >= 0 && s1 >= 0 && s2 >= 0 && s3 >= 0 && s4 >= 0 && s5 >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[13], d0 * d1 * d2 * d3 * d4 * d5), reach(w[14], (d0 * d1 * d2 * d3 * d4 * d5 > 0 ? 1 + (d0 - 1) * s0 + (d1 - 1) * s1 + (d2 - 1) * s2 + (d3 - 1) * s3 + (d4 - 1) * s4 + (d5 - 1) * s5 : 0)));
    }
    case 150: { // cast_u8_f32
      const double n = w[1];
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[2], ceil_div(n, 4)), reach(w[3], n));
    }
    case 151: { // random_uniform
      const double n = w[1];
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[4], 2), reach(w[7], n));
    }
    case 152: { // random_normal
      const double n = w[1];
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[4], 2), reach(w[7], n));
    }
    case 153: { // random_truncated_normal
      const double n = w[1];
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[4], 2), reach(w[7], n));
    }
    case 154: { // random_permutation
      const double n = w[1];
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[4], 2), reach(w[5], n));
    }
    case 155: { // sgd
      const double n = w[1];
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[2], 1), (w[3] == -1 ? 0 : reach(w[3], 1))), reach(w[4], n)), reach(w[5], n));
    }
    case 156: { // sgd_momentum
      const double n = w[1];
      const double nesterov = w[5];
      if (!(n >= 0 && nesterov >= 0 && nesterov <= 1)) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[2], 1), (w[3] == -1 ? 0 : reach(w[3], 1))), reach(w[6], n)), reach(w[7], n)), reach(w[8], n));
    }
    case 157: { // adam
      const double n = w[1];
      if (!(n >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(reach(w[2], 1), (w[3] == -1 ? 0 : reach(w[3], 1))), (w[4] == -1 ? 0 : reach(w[4], 1))), reach(w[8], n)), reach(w[9], n)), reach(w[10], n)), reach(w[11], n));
    }
    case 158: { // record
      const double n = w[1];
      const double rows = w[2];
      if (!(n >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[3], 1), reach(w[4], n)), reach(w[5], rows * n));
    }
    case 159: { // saxpy
      const double n = w[1];
      const double incx = w[4];
      const double reversed = w[5];
      const double incy = w[7];
      if (!(n >= 0 && incx >= 0 && reversed >= 0 && reversed <= 1 && incy >= 0 && (incy > 0))) return -STATUS_BAD_SIZE;
      return max(reach(w[3], (n > 0 ? (n - 1) * incx + 1 : 0)), reach(w[6], (n > 0 ? (n - 1) * incy + 1 : 0)));
    }
    case 160: { // sscal
      const double n = w[1];
      const double incx = w[4];
      if (!(n >= 0 && incx >= 0 && (incx > 0))) return -STATUS_BAD_SIZE;
      return reach(w[3], (n > 0 ? (n - 1) * incx + 1 : 0));
    }
    case 161: { // sdot
      const double n = w[1];
      const double incx = w[3];
      const double reversed = w[4];
      const double incy = w[6];
      if (!(n >= 0 && incx >= 0 && reversed >= 0 && reversed <= 1 && incy >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[2], (n > 0 ? (n - 1) * incx + 1 : 0)), reach(w[5], (n > 0 ? (n - 1) * incy + 1 : 0))), reach(w[7], (n > 0 ? 1 : 0)));
    }
    case 162: { // snrm2
      const double n = w[1];
      const double incx = w[3];
      if (!(n >= 0 && incx >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[2], (n > 0 ? (n - 1) * incx + 1 : 0)), reach(w[4], (n > 0 ? 1 : 0)));
    }
    case 163: { // sasum
      const double n = w[1];
      const double incx = w[3];
      if (!(n >= 0 && incx >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[2], (n > 0 ? (n - 1) * incx + 1 : 0)), reach(w[4], (n > 0 ? 1 : 0)));
    }
    case 164: { // isamax
      const double n = w[1];
      const double incx = w[3];
      if (!(n >= 0 && incx >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[2], (n > 0 ? (n - 1) * incx + 1 : 0)), reach(w[4], (n > 0 ? 1 : 0)));
    }
    case 165: { // sbgemm
      const double transA = w[1];
      const double transB = w[2];
      const double batch = w[3];
      const double m = w[4];
      const double n = w[5];
      const double k = w[6];
      const double lda = w[8];
      const double strideA = w[9];
      const double ldb = w[11];
      const double strideB = w[12];
      const double ldc = w[14];
      const double strideC = w[15];
      const double activation = w[17];
      if (!(transA >= 0 && transA <= 1 && transB >= 0 && transB <= 1 && batch >= 0 && m >= 0 && n >= 0 && k >= 0 && lda >= 0 && strideA >= 0 && ldb >= 0 && strideB >= 0 && ldc >= 0 && strideC >= 0 && activation >= 0 && activation <= 3 && (lda >= (transA ? m : k)) && (ldb >= (transB ? k : n)) && (ldc >= n) && ((batch <= 1 || strideC >= (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0))))) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[7], (batch > 0 ? (batch - 1) * strideA + (transA ? (k > 0 && m > 0 ? ((k) - 1) * lda + (m) : 0) : (m > 0 && k > 0 ? ((m) - 1) * lda + (k) : 0)) : 0)), reach(w[10], (batch > 0 ? (batch - 1) * strideB + (transB ? (n > 0 && k > 0 ? ((n) - 1) * ldb + (k) : 0) : (k > 0 && n > 0 ? ((k) - 1) * ldb + (n) : 0)) : 0))), reach(w[13], (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0))), (w[16] == -1 ? 0 : reach(w[16], n))), (w[18] == -1 ? 0 : reach(w[18], (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0))));
    }
    case 166: { // gemm_int8
      const double m = w[1];
      const double n = w[2];
      const double k = w[3];
      const double relu = w[8];
      if (!(m >= 0 && n >= 0 && k >= 0 && relu >= 0 && relu <= 1 && (k <= 132104))) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[4], m * k), reach(w[5], ceil_div(ceil_div(n, INT8_STRIP) * ceil_div(k, 4) * 4 * INT8_STRIP, 4))), reach(w[6], n)), (w[7] == -1 ? 0 : reach(w[7], n))), reach(w[9], m * n));
    }
    case 167: { // group_indices
      const double n = w[1];
      const double rows = w[2];
      if (!(n >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(reach(w[3], n), reach(w[4], 2 * n));
    }
    case 168: { // sum_groups
      const double n = w[1];
      const double width = w[2];
      if (!(n >= 0 && width >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[3], n * width), reach(w[4], 2 * n)), reach(w[5], n * width));
    }
    case 169: { // scatter_rows
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      if (!(n >= 0 && width >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(max(reach(w[4], n * width), reach(w[5], n)), reach(w[6], rows * width));
    }
    case 170: { // sgd_rows
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      if (!(n >= 0 && width >= 0 && rows >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(reach(w[4], 1), reach(w[5], n * width)), reach(w[6], n)), reach(w[7], rows * width));
    }
    case 171: { // lstm
      const double batch = w[1];
      const double steps = w[2];
      const double inputs = w[3];
      const double units = w[4];
      if (!(batch >= 0 && steps >= 0 && inputs >= 0 && units >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(max(max(max(reach(w[5], batch * steps * inputs), reach(w[6], (inputs + units) * ceil_div(units, GATE_STRIP) * GATE_STRIP * 4)), (w[7] == -1 ? 0 : reach(w[7], 4 * units))), reach(w[8], batch * units)), reach(w[9], batch * units)), (w[10] == -1 ? 0 : reach(w[10], batch * steps))), reach(w[11], batch * steps * units)), reach(w[12], batch * steps * (inputs + units))), reach(w[13], batch * steps * units)), reach(w[14], 4 * batch * steps * units));
    }
    case 172: { // lstm_dz
      const double batch = w[1];
      const double steps = w[2];
      const double units = w[3];
      if (!(batch >= 0 && steps >= 0 && units >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(max(max(max(reach(w[4], 4 * units * units), reach(w[5], batch * units)), reach(w[6], batch * steps * units)), reach(w[7], 4 * batch * steps * units)), (w[8] == -1 ? 0 : reach(w[8], batch * steps * units))), (w[9] == -1 ? 0 : reach(w[9], batch * steps * units))), (w[10] == -1 ? 0 : reach(w[10], batch * steps))), reach(w[11], 4 * batch * steps * units)), reach(w[12], batch * units)), reach(w[13], batch * units));
    }
    case 173: { // gru
      const double batch = w[1];
      const double steps = w[2];
      const double inputs = w[3];
      const double units = w[4];
      if (!(batch >= 0 && steps >= 0 && inputs >= 0 && units >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(max(reach(w[5], batch * steps * inputs), reach(w[6], (inputs + units) * ceil_div(units, GATE_STRIP) * GATE_STRIP * 4)), (w[7] == -1 ? 0 : reach(w[7], 4 * units))), reach(w[8], batch * units)), (w[9] == -1 ? 0 : reach(w[9], batch * steps))), reach(w[10], batch * steps * units)), reach(w[11], batch * steps * (inputs + units))), reach(w[12], 4 * batch * steps * units));
    }
    case 174: { // gru_dz
      const double batch = w[1];
      const double steps = w[2];
      const double inputs = w[3];
      const double units = w[4];
      if (!(batch >= 0 && steps >= 0 && inputs >= 0 && units >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(reach(w[5], 4 * units * units), reach(w[6], batch * steps * (inputs + units))), reach(w[7], 4 * batch * steps * units)), (w[8] == -1 ? 0 : reach(w[8], batch * steps * units))), (w[9] == -1 ? 0 : reach(w[9], batch * steps))), reach(w[10], 4 * batch * steps * units)), reach(w[11], batch * units));
    }
    case 175: { // max_pool
      const double n = w[1];
      const double id = w[2];
      const double ih = w[3];
      const double iw = w[4];
      const double c = w[5];
      const double od = w[6];
      const double oh = w[7];
      const double ow = w[8];
      const double kd = w[9];
      const double kh = w[10];
      const double kw = w[11];
      const double sd = w[12];
      const double sh = w[13];
      const double sw = w[14];
      const double pd = w[15];
      const double ph = w[16];
      const double pw = w[17];
      if (!(n >= 0 && id >= 0 && ih >= 0 && iw >= 0 && c >= 0 && od >= 0 && oh >= 0 && ow >= 0 && kd >= 0 && kh >= 0 && kw >= 0 && sd >= 0 && sh >= 0 && sw >= 0 && pd >= 0 && ph >= 0 && pw >= 0 && (sd > 0) && (pd < kd) && (id + kd < 2147483648.0) && ((od - 1) * sd - pd < id) && ((od == 0 || id > 0)) && (sh > 0) && (ph < kh) && (ih + kh < 2147483648.0) && ((oh - 1) * sh - ph < ih) && ((oh == 0 || ih > 0)) && (sw > 0) && (pw < kw) && (iw + kw < 2147483648.0) && ((ow - 1) * sw - pw < iw) && ((ow == 0 || iw > 0)))) return -STATUS_BAD_SIZE;
      return max(reach(w[18], n * id * ih * iw * c), reach(w[19], n * od * oh * ow * c));
    }
    case 176: { // max_pool_dx
      const double n = w[1];
      const double id = w[2];
      const double ih = w[3];
      const double iw = w[4];
      const double c = w[5];
      const double od = w[6];
      const double oh = w[7];
      const double ow = w[8];
      const double kd = w[9];
      const double kh = w[10];
      const double kw = w[11];
      const double sd = w[12];
      const double sh = w[13];
      const double sw = w[14];
      const double pd = w[15];
      const double ph = w[16];
      const double pw = w[17];
      if (!(n >= 0 && id >= 0 && ih >= 0 && iw >= 0 && c >= 0 && od >= 0 && oh >= 0 && ow >= 0 && kd >= 0 && kh >= 0 && kw >= 0 && sd >= 0 && sh >= 0 && sw >= 0 && pd >= 0 && ph >= 0 && pw >= 0 && (sd > 0) && (pd < kd) && (id + kd < 2147483648.0) && ((od - 1) * sd - pd < id) && ((od == 0 || id > 0)) && (sh > 0) && (ph < kh) && (ih + kh < 2147483648.0) && ((oh - 1) * sh - ph < ih) && ((oh == 0 || ih > 0)) && (sw > 0) && (pw < kw) && (iw + kw < 2147483648.0) && ((ow - 1) * sw - pw < iw) && ((ow == 0 || iw > 0)))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[18], n * id * ih * iw * c), reach(w[19], n * od * oh * ow * c)), reach(w[20], n * id * ih * iw * c));
    }
    case 177: { // max_pool_of
      const double n = w[1];
      const double id = w[2];
      const double ih = w[3];
      const double iw = w[4];
      const double c = w[5];
      const double od = w[6];
      const double oh = w[7];
      const double ow = w[8];
      const double kd = w[9];
      const double kh = w[10];
      const double kw = w[11];
      const double sd = w[12];
      const double sh = w[13];
      const double sw = w[14];
      const double pd = w[15];
      const double ph = w[16];
      const double pw = w[17];
      if (!(n >= 0 && id >= 0 && ih >= 0 && iw >= 0 && c >= 0 && od >= 0 && oh >= 0 && ow >= 0 && kd >= 0 && kh >= 0 && kw >= 0 && sd >= 0 && sh >= 0 && sw >= 0 && pd >= 0 && ph >= 0 && pw >= 0 && (sd > 0) && (pd < kd) && (id + kd < 2147483648.0) && ((od - 1) * sd - pd < id) && ((od == 0 || id > 0)) && (sh > 0) && (ph < kh) && (ih + kh < 2147483648.0) && ((oh - 1) * sh - ph < ih) && ((oh == 0 || ih > 0)) && (sw > 0) && (pw < kw) && (iw + kw < 2147483648.0) && ((ow - 1) * sw - pw < iw) && ((ow == 0 || iw > 0)))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[18], n * id * ih * iw * c), reach(w[19], n * id * ih * iw * c)), reach(w[20], n * od * oh * ow * c));
    }
    case 178: { // average_pool
      const double n = w[1];
      const double id = w[2];
      const double ih = w[3];
      const double iw = w[4];
      const double c = w[5];
      const double od = w[6];
      const double oh = w[7];
      const double ow = w[8];
      const double kd = w[9];
      const double kh = w[10];
      const double kw = w[11];
      const double sd = w[12];
      const double sh = w[13];
      const double sw = w[14];
      const double pd = w[15];
      const double ph = w[16];
      const double pw = w[17];
      if (!(n >= 0 && id >= 0 && ih >= 0 && iw >= 0 && c >= 0 && od >= 0 && oh >= 0 && ow >= 0 && kd >= 0 && kh >= 0 && kw >= 0 && sd >= 0 && sh >= 0 && sw >= 0 && pd >= 0 && ph >= 0 && pw >= 0 && (sd > 0) && (pd < kd) && (id + kd < 2147483648.0) && ((od - 1) * sd - pd < id) && ((od == 0 || id > 0)) && (sh > 0) && (ph < kh) && (ih + kh < 2147483648.0) && ((oh - 1) * sh - ph < ih) && ((oh == 0 || ih > 0)) && (sw > 0) && (pw < kw) && (iw + kw < 2147483648.0) && ((ow - 1) * sw - pw < iw) && ((ow == 0 || iw > 0)))) return -STATUS_BAD_SIZE;
      return max(reach(w[18], n * id * ih * iw * c), reach(w[19], n * od * oh * ow * c));
    }
    case 179: { // average_pool_dx
      const double n = w[1];
      const double id = w[2];
      const double ih = w[3];
      const double iw = w[4];
      const double c = w[5];
      const double od = w[6];
      const double oh = w[7];
      const double ow = w[8];
      const double kd = w[9];
      const double kh = w[10];
      const double kw = w[11];
      const double sd = w[12];
      const double sh = w[13];
      const double sw = w[14];
      const double pd = w[15];
      const double ph = w[16];
      const double pw = w[17];
      if (!(n >= 0 && id >= 0 && ih >= 0 && iw >= 0 && c >= 0 && od >= 0 && oh >= 0 && ow >= 0 && kd >= 0 && kh >= 0 && kw >= 0 && sd >= 0 && sh >= 0 && sw >= 0 && pd >= 0 && ph >= 0 && pw >= 0 && (sd > 0) && (pd < kd) && (id + kd < 2147483648.0) && ((od - 1) * sd - pd < id) && ((od == 0 || id > 0)) && (sh > 0) && (ph < kh) && (ih + kh < 2147483648.0) && ((oh - 1) * sh - ph < ih) && ((oh == 0 || ih > 0)) && (sw > 0) && (pw < kw) && (iw + kw < 2147483648.0) && ((ow - 1) * sw - pw < iw) && ((ow == 0 || iw > 0)))) return -STATUS_BAD_SIZE;
      return max(reach(w[18], n * od * oh * ow * c), reach(w[19], n * id * ih * iw * c));
    }
    case 180: { // warp
      const double n = w[1];
      const double ih = w[2];
      const double iw = w[3];
      const double c = w[4];
      const double oh = w[5];
      const double ow = w[6];
      const double bilinear = w[7];
      const double fill = w[8];
      if (!(n >= 0 && ih >= 0 && iw >= 0 && c >= 0 && oh >= 0 && ow >= 0 && bilinear >= 0 && bilinear <= 1 && fill >= 0 && fill <= 3 && (ih * iw > 0 || n * c == 0) && (ih < 16777216 && iw < 16777216 && oh < 16777216 && ow < 16777216))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[10], n * ih * iw * c), reach(w[11], n * 6)), reach(w[12], n * oh * ow * c));
    }
    case 181: { // warp_dx
      const double n = w[1];
      const double ih = w[2];
      const double iw = w[3];
      const double c = w[4];
      const double oh = w[5];
      const double ow = w[6];
      const double bilinear = w[7];
      const double fill = w[8];
      if (!(n >= 0 && ih >= 0 && iw >= 0 && c >= 0 && oh >= 0 && ow >= 0 && bilinear >= 0 && bilinear <= 1 && fill >= 0 && fill <= 3 && (ih * iw > 0 || n * c == 0) && (ih < 16777216 && iw < 16777216 && oh < 16777216 && ow < 16777216))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[9], n * oh * ow * c), reach(w[10], n * 6)), reach(w[11], n * ih * iw * c));
    }
    case 182: { // conv
      const double batch = w[1];
      const double depth = w[2];
      const double height = w[3];
      const double width = w[4];
      const double channels = w[5];
      const double outDepth = w[6];
      const double outHeight = w[7];
      const double outWidth = w[8];
      const double filters = w[9];
      const double kernelD = w[10];
      const double kernelH = w[11];
      const double kernelW = w[12];
      const double strideD = w[13];
      const double strideH = w[14];
      const double strideW = w[15];
      const double dilationD = w[16];
      const double dilationH = w[17];
      const double dilationW = w[18];
      const double padD = w[19];
      const double padH = w[20];
      const double padW = w[21];
      const double groups = w[22];
      const double winograd = w[23];
      const double bfloat16 = w[24];
      const double activation = w[28];
      if (!(batch >= 0 && depth >= 0 && height >= 0 && width >= 0 && channels >= 0 && outDepth >= 0 && outHeight >= 0 && outWidth >= 0 && filters >= 0 && kernelD >= 0 && kernelH >= 0 && kernelW >= 0 && strideD >= 0 && strideH >= 0 && strideW >= 0 && dilationD >= 0 && dilationH >= 0 && dilationW >= 0 && padD >= 0 && padH >= 0 && padW >= 0 && groups >= 0 && winograd >= 0 && winograd <= 2 && bfloat16 >= 0 && bfloat16 <= 1 && activation >= 0 && activation <= 3 && (groups >= 1) && (kernelD >= 1) && (strideD >= 1) && (dilationD >= 1) && (padD <= (kernelD - 1) * dilationD) && ((outDepth == 0 || (outDepth - 1) * strideD < padD + depth)) && (outDepth * strideD + kernelD * dilationD + depth <= 2147483647) && (kernelH >= 1) && (strideH >= 1) && (dilationH >= 1) && (padH <= (kernelH - 1) * dilationH) && ((outHeight == 0 || (outHeight - 1) * strideH < padH + height)) && (outHeight * strideH + kernelH * dilationH + height <= 2147483647) && (kernelW >= 1) && (strideW >= 1) && (dilationW >= 1) && (padW <= (kernelW - 1) * dilationW) && ((outWidth == 0 || (outWidth - 1) * strideW < padW + width)) && (outWidth * strideW + kernelW * dilationW + width <= 2147483647) && ((winograd == 0 || depth == 1)) && ((winograd == 0 || outDepth == 1)) && ((winograd == 0 || kernelD == 1)) && ((winograd == 0 || strideH == 1)) && ((winograd == 0 || strideW == 1)) && ((winograd == 0 || dilationH == 1)) && ((winograd == 0 || dilationW == 1)) && ((winograd == 0 || groups == 1)) && ((winograd == 0 || kernelH == 3)) && ((winograd == 0 || kernelW == 3)) && ((bfloat16 == 0 || (winograd == 0 && (channels > 1 || groups == 1)))))) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[25], batch * depth * height * width * groups * channels), reach(w[26], kernelD * kernelH * kernelW * channels * groups * filters)), (w[27] == -1 ? 0 : reach(w[27], groups * filters))), (w[29] == -1 ? 0 : reach(w[29], batch * outDepth * outHeight * outWidth * groups * filters))), reach(w[30], batch * outDepth * outHeight * outWidth * groups * filters));
    }
    case 183: { // conv_dx
      const double batch = w[1];
      const double depth = w[2];
      const double height = w[3];
      const double width = w[4];
      const double channels = w[5];
      const double outDepth = w[6];
      const double outHeight = w[7];
      const double outWidth = w[8];
      const double filters = w[9];
      const double kernelD = w[10];
      const double kernelH = w[11];
      const double kernelW = w[12];
      const double strideD = w[13];
      const double strideH = w[14];
      const double strideW = w[15];
      const double dilationD = w[16];
      const double dilationH = w[17];
      const double dilationW = w[18];
      const double padD = w[19];
      const double padH = w[20];
      const double padW = w[21];
      const double groups = w[22];
      const double winograd = w[23];
      const double bfloat16 = w[24];
      const double activation = w[28];
      if (!(batch >= 0 && depth >= 0 && height >= 0 && width >= 0 && channels >= 0 && outDepth >= 0 && outHeight >= 0 && outWidth >= 0 && filters >= 0 && kernelD >= 0 && kernelH >= 0 && kernelW >= 0 && strideD >= 0 && strideH >= 0 && strideW >= 0 && dilationD >= 0 && dilationH >= 0 && dilationW >= 0 && padD >= 0 && padH >= 0 && padW >= 0 && groups >= 0 && winograd >= 0 && winograd <= 2 && bfloat16 >= 0 && bfloat16 <= 1 && activation >= 0 && activation <= 3 && (groups >= 1) && (kernelD >= 1) && (strideD >= 1) && (dilationD >= 1) && (padD <= (kernelD - 1) * dilationD) && ((outDepth == 0 || (outDepth - 1) * strideD < padD + depth)) && (outDepth * strideD + kernelD * dilationD + depth <= 2147483647) && (kernelH >= 1) && (strideH >= 1) && (dilationH >= 1) && (padH <= (kernelH - 1) * dilationH) && ((outHeight == 0 || (outHeight - 1) * strideH < padH + height)) && (outHeight * strideH + kernelH * dilationH + height <= 2147483647) && (kernelW >= 1) && (strideW >= 1) && (dilationW >= 1) && (padW <= (kernelW - 1) * dilationW) && ((outWidth == 0 || (outWidth - 1) * strideW < padW + width)) && (outWidth * strideW + kernelW * dilationW + width <= 2147483647) && ((winograd == 0 || depth == 1)) && ((winograd == 0 || outDepth == 1)) && ((winograd == 0 || kernelD == 1)) && ((winograd == 0 || strideH == 1)) && ((winograd == 0 || strideW == 1)) && ((winograd == 0 || dilationH == 1)) && ((winograd == 0 || dilationW == 1)) && ((winograd == 0 || groups == 1)) && ((winograd == 0 || kernelH == 3)) && ((winograd == 0 || kernelW == 3)) && ((bfloat16 == 0 || (winograd == 0 && (channels > 1 || groups == 1)))))) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[25], batch * outDepth * outHeight * outWidth * groups * filters), reach(w[26], kernelD * kernelH * kernelW * channels * groups * filters)), (w[27] == -1 ? 0 : reach(w[27], groups * channels))), (w[29] == -1 ? 0 : reach(w[29], batch * depth * height * width * groups * channels))), reach(w[30], batch * depth * height * width * groups * channels));
    }
    case 184: { // conv_dw
      const double batch = w[1];
      const double depth = w[2];
      const double height = w[3];
      const double width = w[4];
      const double channels = w[5];
      const double outDepth = w[6];
      const double outHeight = w[7];
      const double outWidth = w[8];
      const double filters = w[9];
      const double kernelD = w[10];
      const double kernelH = w[11];
      const double kernelW = w[12];
      const double strideD = w[13];
      const double strideH = w[14];
      const double strideW = w[15];
      const double dilationD = w[16];
      const double dilationH = w[17];
      const double dilationW = w[18];
      const double padD = w[19];
      const double padH = w[20];
      const double padW = w[21];
      const double groups = w[22];
      const double winograd = w[23];
      const double bfloat16 = w[24];
      const double parts = w[25];
      if (!(batch >= 0 && depth >= 0 && height >= 0 && width >= 0 && channels >= 0 && outDepth >= 0 && outHeight >= 0 && outWidth >= 0 && filters >= 0 && kernelD >= 0 && kernelH >= 0 && kernelW >= 0 && strideD >= 0 && strideH >= 0 && strideW >= 0 && dilationD >= 0 && dilationH >= 0 && dilationW >= 0 && padD >= 0 && padH >= 0 && padW >= 0 && groups >= 0 && winograd >= 0 && winograd <= 2 && bfloat16 >= 0 && bfloat16 <= 1 && parts >= 0 && (groups >= 1) && (kernelD >= 1) && (strideD >= 1) && (dilationD >= 1) && (padD <= (kernelD - 1) * dilationD) && ((outDepth == 0 || (outDepth - 1) * strideD < padD + depth)) && (outDepth * strideD + kernelD * dilationD + depth <= 2147483647) && (kernelH >= 1) && (strideH >= 1) && (dilationH >= 1) && (padH <= (kernelH - 1) * dilationH) && ((outHeight == 0 || (outHeight - 1) * strideH < padH + height)) && (outHeight * strideH + kernelH * dilationH + height <= 2147483647) && (kernelW >= 1) && (strideW >= 1) && (dilationW >= 1) && (padW <= (kernelW - 1) * dilationW) && ((outWidth == 0 || (outWidth - 1) * strideW < padW + width)) && (outWidth * strideW + kernelW * dilationW + width <= 2147483647) && ((winograd == 0 || depth == 1)) && ((winograd == 0 || outDepth == 1)) && ((winograd == 0 || kernelD == 1)) && ((winograd == 0 || strideH == 1)) && ((winograd == 0 || strideW == 1)) && ((winograd == 0 || dilationH == 1)) && ((winograd == 0 || dilationW == 1)) && ((winograd == 0 || groups == 1)) && ((winograd == 0 || kernelH == 3)) && ((winograd == 0 || kernelW == 3)) && ((bfloat16 == 0 || (winograd == 0 && (channels > 1 || groups == 1)))) && (parts >= 1) && ((parts == 1 || winograd > 0)) && (ceil_div(batch, parts) * parts == batch))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[26], batch * depth * height * width * groups * channels), reach(w[27], batch * outDepth * outHeight * outWidth * groups * filters)), reach(w[28], parts * kernelD * kernelH * kernelW * channels * groups * filters));
    }
    case 185: { // attention
      const double batch = w[1];
      const double rows = w[2];
      const double cols = w[3];
      const double groups = w[4];
      const double share = w[5];
      const double depth = w[6];
      const double width = w[7];
      const double causal = w[8];
      const double window = w[9];
      const double maskB = w[18];
      const double maskN = w[19];
      const double maskT = w[20];
      const double maskS = w[21];
      if (!(batch >= 0 && rows >= 0 && cols >= 0 && groups >= 0 && share >= 0 && depth >= 0 && width >= 0 && causal >= 0 && causal <= 1 && window >= 0 && maskB >= 0 && maskN >= 0 && maskT >= 0 && maskS >= 0 && (maskS <= 1) && (groups * max(share, 1) * max(max(depth, width), 1) <= 2147483647))) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(reach(w[14], batch * rows * groups * share * depth), reach(w[15], batch * cols * groups * depth)), reach(w[16], batch * cols * groups * width)), (w[17] == -1 ? 0 : reach(w[17], (batch > 0 && rows > 0 && cols > 0 && groups > 0 && share > 0 ? (batch - 1) * maskB + (groups * share - 1) * maskN + (rows - 1) * maskT + (cols - 1) * maskS + 1 : 0)))), (w[22] == -1 ? 0 : reach(w[22], 2))), reach(w[23], batch * rows * groups * share * width)), reach(w[24], batch * rows * groups * share));
    }
    case 186: { // attention_dx
      const double batch = w[1];
      const double rows = w[2];
      const double cols = w[3];
      const double groups = w[4];
      const double share = w[5];
      const double depth = w[6];
      const double width = w[7];
      const double causal = w[8];
      const double window = w[9];
      const double maskB = w[18];
      const double maskN = w[19];
      const double maskT = w[20];
      const double maskS = w[21];
      if (!(batch >= 0 && rows >= 0 && cols >= 0 && groups >= 0 && share >= 0 && depth >= 0 && width >= 0 && causal >= 0 && causal <= 1 && window >= 0 && maskB >= 0 && maskN >= 0 && maskT >= 0 && maskS >= 0 && (maskS <= 1) && (groups * max(share, 1) * max(max(depth, width), 1) <= 2147483647))) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(max(max(max(max(reach(w[14], batch * rows * groups * share * depth), reach(w[15], batch * cols * groups * depth)), reach(w[16], batch * cols * groups * width)), (w[17] == -1 ? 0 : reach(w[17], (batch > 0 && rows > 0 && cols > 0 && groups > 0 && share > 0 ? (batch - 1) * maskB + (groups * share - 1) * maskN + (rows - 1) * maskT + (cols - 1) * maskS + 1 : 0)))), (w[22] == -1 ? 0 : reach(w[22], 2))), reach(w[23], batch * rows * groups * share * width)), reach(w[24], batch * rows * groups * share)), reach(w[25], batch * rows * groups * share * width)), reach(w[26], batch * rows * groups * share * depth)), reach(w[27], batch * cols * groups * depth)), reach(w[28], batch * cols * groups * width));
    }
    case 187: { // simple_rnn
      const double batch = w[1];
      const double steps = w[2];
      const double inputs = w[3];
      const double units = w[4];
      const double activation = w[5];
      if (!(batch >= 0 && steps >= 0 && inputs >= 0 && units >= 0 && activation >= 0 && activation <= 3)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(max(reach(w[6], batch * steps * inputs), reach(w[7], (inputs + units) * ceil_div(units, 4 * GATE_STRIP) * 4 * GATE_STRIP)), (w[8] == -1 ? 0 : reach(w[8], units))), reach(w[9], batch * units)), (w[10] == -1 ? 0 : reach(w[10], batch * steps))), reach(w[11], batch * steps * units)), reach(w[12], batch * steps * (inputs + units)));
    }
    case 188: { // simple_rnn_dz
      const double batch = w[1];
      const double steps = w[2];
      const double units = w[3];
      const double activation = w[4];
      if (!(batch >= 0 && steps >= 0 && units >= 0 && activation >= 0 && activation <= 3)) return -STATUS_BAD_SIZE;
      return max(max(max(max(max(reach(w[5], units * units), reach(w[6], batch * steps * units)), reach(w[7], batch * steps * units)), (w[8] == -1 ? 0 : reach(w[8], batch * steps))), reach(w[9], batch * steps * units)), reach(w[10], batch * units));
    }
    case 189: { // moments
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      if (!(outer >= 0 && mid >= 0 && inner >= 0 && (mid > 0 || outer * inner == 0))) return -STATUS_BAD_SIZE;
      return max(max(reach(w[4], outer * mid * inner), reach(w[5], outer * inner)), reach(w[6], outer * inner));
    }
    case 190: { // centered_sums
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      if (!(outer >= 0 && mid >= 0 && inner >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max(max(reach(w[4], outer * mid * inner), reach(w[5], inner)), reach(w[6], outer * mid * inner)), reach(w[7], outer * inner)), reach(w[8], outer * inner));
    }
    case 191: { // square_sums
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      if (!(outer >= 0 && mid >= 0 && inner >= 0)) return -STATUS_BAD_SIZE;
      return max(max(max((w[4] == -1 ? 0 : reach(w[4], inner)), reach(w[5], outer * mid * inner)), reach(w[6], outer * mid)), reach(w[7], outer * inner));
    }
    default: return -STATUS_BAD_OPCODE;
  }
}

/* Parts the instruction divides into. */
static inline double units(const int32_t* w) {
  switch (w[0]) {
    case 128: { const double batch = w[3]; const double m = w[4]; const double n = w[5]; return batch * ceil_div(m, GEMM_STRIP) * ceil_div(n, 2 * GEMM_STRIP); }
    case 129: { const double outer = w[1]; const double inner = w[3]; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 130: { const double outer = w[1]; const double inner = w[3]; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 131: { const double outer = w[1]; const double inner = w[3]; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 132: { const double outer = w[1]; const double inner = w[3]; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 133: { const double outer = w[1]; const double inner = w[3]; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 134: { const double outer = w[1]; const double inner = w[3]; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 135: { const double rows = w[1]; return rows; }
    case 136: { const double rows = w[1]; return rows; }
    case 137: { const double rows = w[1]; return rows; }
    case 138: { const double rows = w[1]; return rows; }
    case 139: { const double rows = w[1]; return rows; }
    case 140: { const double rows = w[1]; return rows; }
    case 141: { const double rows = w[1]; return rows; }
    case 142: { const double n = w[1]; return n; }
    case 143: { const double rows = w[3]; return rows; }
    case 144: { const double n = w[1]; return n; }
    case 145: { const double n = w[1]; return n; }
    case 146: { const double n = w[1]; return n; }
    case 147: { const double n = w[1]; return n; }
    case 148: { const double d0 = w[1]; return d0; }
    case 150: { const double n = w[1]; return n; }
    case 151: { const double n = w[1]; return n; }
    case 152: { const double n = w[1]; return n; }
    case 153: { const double n = w[1]; return n; }
    case 155: { const double n = w[1]; return n; }
    case 156: { const double n = w[1]; return n; }
    case 157: { const double n = w[1]; return n; }
    case 159: { const double n = w[1]; return n; }
    case 160: { const double n = w[1]; return n; }
    case 165: { const double batch = w[3]; const double m = w[4]; const double n = w[5]; return batch * (m * n > 0 ? ceil_div(max(m, n), GEMM_STRIP) : 0); }
    case 166: { const double m = w[1]; const double n = w[2]; return (m >= INT8_STRIP ? ceil_div(2 * m, INT8_STRIP) : ceil_div(n, 16 * INT8_STRIP)); }
    case 168: { const double n = w[1]; return n; }
    case 169: { const double rows = w[3]; return rows; }
    case 170: { const double rows = w[3]; return rows; }
    case 171: { const double batch = w[1]; return ceil_div(batch, RECURRENT_ROWS); }
    case 172: { const double batch = w[1]; return ceil_div(batch, RECURRENT_ROWS); }
    case 173: { const double batch = w[1]; return ceil_div(batch, RECURRENT_ROWS); }
    case 174: { const double batch = w[1]; return ceil_div(batch, RECURRENT_ROWS); }
    case 175: { const double n = w[1]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; return (ow * c > 0 ? n * od * oh : 1); }
    case 176: { const double n = w[1]; const double id = w[2]; const double ih = w[3]; const double iw = w[4]; const double c = w[5]; return (id * ih * iw * c > 0 ? n : 1); }
    case 177: { const double n = w[1]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; return (ow * c > 0 ? n * od * oh : 1); }
    case 178: { const double n = w[1]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; return (ow * c > 0 ? n * od * oh : 1); }
    case 179: { const double n = w[1]; const double id = w[2]; const double ih = w[3]; const double iw = w[4]; const double c = w[5]; return (iw * c > 0 ? n * id * ih : 1); }
    case 180: { const double n = w[1]; const double c = w[4]; const double oh = w[5]; const double ow = w[6]; return (ow * c > 0 ? n * oh : 1); }
    case 181: { const double n = w[1]; const double ih = w[2]; const double iw = w[3]; const double c = w[4]; return (ih * iw * c > 0 ? n : 1); }
    case 182: { const double batch = w[1]; const double outDepth = w[6]; const double outHeight = w[7]; const double outWidth = w[8]; const double filters = w[9]; const double groups = w[22]; return (outWidth * groups * filters > 0 ? batch * outDepth * ceil_div(outHeight, CONV_ROWS) * ceil_div(outWidth, CONV_COLS) : 0); }
    case 183: { const double batch = w[1]; const double depth = w[2]; const double height = w[3]; const double width = w[4]; const double channels = w[5]; const double groups = w[22]; return (width * groups * channels > 0 ? batch * depth * ceil_div(height, CONV_ROWS) * ceil_div(width, CONV_COLS) : 0); }
    case 184: { const double channels = w[5]; const double filters = w[9]; const double kernelD = w[10]; const double kernelH = w[11]; const double kernelW = w[12]; const double groups = w[22]; const double winograd = w[23]; const double parts = w[25]; return (winograd > 0 ? (parts > 1 ? parts * ceil_div(channels, 2 * GEMM_STRIP) * ceil_div(filters, 2 * GEMM_STRIP) : ceil_div(2 * channels, GEMM_STRIP) * ceil_div(filters, GEMM_STRIP)) : kernelD * kernelH * ceil_div(kernelW * channels, CONV_COLS) * (channels == 1 ? ceil_div(2 * groups * filters, GEMM_STRIP) : groups * ceil_div(filters, GEMM_STRIP))); }
    case 185: { const double batch = w[1]; const double rows = w[2]; const double groups = w[4]; const double share = w[5]; return batch * groups * share * ceil_div(rows, ATTENTION_BLOCK); }
    case 186: { const double batch = w[1]; const double rows = w[2]; const double cols = w[3]; const double groups = w[4]; const double share = w[5]; return batch * groups * (batch * groups >= ATTENTION_HEADS ? 1 : share * ceil_div(rows, ATTENTION_BLOCK) + ceil_div(cols, ATTENTION_BLOCK)); }
    case 187: { const double batch = w[1]; return ceil_div(batch, RECURRENT_ROWS); }
    case 188: { const double batch = w[1]; return ceil_div(batch, RECURRENT_ROWS); }
    case 189: { const double outer = w[1]; const double inner = w[3]; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 190: { const double outer = w[1]; const double inner = w[3]; return (outer > 1 ? outer : ceil_div(inner, 64)); }
    case 191: { const double outer = w[1]; return outer; }
    default: return 1;
  }
}

/* Arithmetic the instruction does. */
static inline double flops(const int32_t* w) {
  switch (w[0]) {
    case 128: { const double batch = w[3]; const double m = w[4]; const double n = w[5]; const double k = w[6]; return 2 * batch * m * n * max(k, 1); }
    case 129: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; const double term = w[5]; return (term == 0 ? 1 : 2) * outer * mid * inner; }
    case 130: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return outer * mid * inner; }
    case 131: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return outer * mid * inner; }
    case 132: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return outer * mid * inner; }
    case 133: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return outer * mid * inner; }
    case 134: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return outer * mid * inner; }
    case 135: { const double rows = w[1]; const double cols = w[2]; return 24 * rows * cols; }
    case 136: { const double rows = w[1]; const double cols = w[2]; return 24 * rows * cols; }
    case 137: { const double rows = w[1]; const double cols = w[2]; return 24 * rows * cols; }
    case 138: { const double rows = w[1]; const double cols = w[2]; return 26 * rows * cols; }
    case 139: { const double rows = w[1]; const double cols = w[2]; return 26 * rows * cols; }
    case 140: { const double rows = w[1]; const double cols = w[2]; return 24 * rows * cols; }
    case 141: { const double rows = w[1]; const double cols = w[2]; return 24 * rows * cols; }
    case 142: { const double n = w[1]; const double width = w[2]; return n * width; }
    case 143: { const double n = w[1]; const double width = w[2]; const double rows = w[3]; return n * width + rows * width; }
    case 144: { const double n = w[1]; const double width = w[2]; return n * width; }
    case 145: { const double n = w[1]; const double width = w[2]; return n * width; }
    case 146: { const double n = w[1]; const double depth = w[2]; return n * depth; }
    case 147: { const double n = w[1]; return n; }
    case 148: { const double d0 = w[1]; const double d1 = w[2]; const double d2 = w[3]; const double d3 = w[4]; const double d4 = w[5]; const double d5 = w[6]; return d0 * d1 * d2 * d3 * d4 * d5; }
    case 149: { const double d0 = w[1]; const double d1 = w[2]; const double d2 = w[3]; const double d3 = w[4]; const double d4 = w[5]; const double d5 = w[6]; return d0 * d1 * d2 * d3 * d4 * d5; }
    case 150: { const double n = w[1]; return n; }
    case 151: { const double n = w[1]; return 16 * n; }
    case 152: { const double n = w[1]; return 64 * n; }
    case 153: { const double n = w[1]; return 64 * n; }
    case 154: { const double n = w[1]; return 16 * n; }
    case 155: { const double n = w[1]; return 3 * n; }
    case 156: { const double n = w[1]; return 7 * n; }
    case 157: { const double n = w[1]; return 15 * n; }
    case 158: { const double n = w[1]; return n; }
    case 159: { const double n = w[1]; return 2 * n; }
    case 160: { const double n = w[1]; return n; }
    case 161: { const double n = w[1]; return 2 * n; }
    case 162: { const double n = w[1]; return 2 * n; }
    case 163: { const double n = w[1]; return n; }
    case 164: { const double n = w[1]; return n; }
    case 165: { const double batch = w[3]; const double m = w[4]; const double n = w[5]; const double k = w[6]; return 2 * batch * m * n * max(k, 1); }
    case 166: { const double m = w[1]; const double n = w[2]; const double k = w[3]; return 2 * m * n * max(k, 1); }
    case 167: { const double n = w[1]; return 8 * n; }
    case 168: { const double n = w[1]; const double width = w[2]; return 2 * n * width; }
    case 169: { const double n = w[1]; const double width = w[2]; return n * width; }
    case 170: { const double n = w[1]; const double width = w[2]; return 3 * n * width; }
    case 171: { const double batch = w[1]; const double steps = w[2]; const double inputs = w[3]; const double units = w[4]; return batch * steps * units * (8 * (inputs + units) + 120); }
    case 172: { const double batch = w[1]; const double steps = w[2]; const double units = w[3]; return batch * steps * units * (8 * units + 60); }
    case 173: { const double batch = w[1]; const double steps = w[2]; const double inputs = w[3]; const double units = w[4]; return batch * steps * units * (8 * (inputs + units) + 120); }
    case 174: { const double batch = w[1]; const double steps = w[2]; const double units = w[4]; return batch * steps * units * (8 * units + 60); }
    case 175: { const double n = w[1]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; const double kd = w[9]; const double kh = w[10]; const double kw = w[11]; return n * od * oh * ow * c * kd * kh * kw; }
    case 176: { const double n = w[1]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; const double kd = w[9]; const double kh = w[10]; const double kw = w[11]; return 2 * n * od * oh * ow * c * kd * kh * kw; }
    case 177: { const double n = w[1]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; const double kd = w[9]; const double kh = w[10]; const double kw = w[11]; return 2 * n * od * oh * ow * c * kd * kh * kw; }
    case 178: { const double n = w[1]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; const double kd = w[9]; const double kh = w[10]; const double kw = w[11]; return n * od * oh * ow * c * kd * kh * kw; }
    case 179: { const double n = w[1]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; const double kd = w[9]; const double kh = w[10]; const double kw = w[11]; return n * od * oh * ow * c * kd * kh * kw; }
    case 180: { const double n = w[1]; const double c = w[4]; const double oh = w[5]; const double ow = w[6]; return (12 * c + 16) * n * oh * ow; }
    case 181: { const double n = w[1]; const double c = w[4]; const double oh = w[5]; const double ow = w[6]; return (12 * c + 16) * n * oh * ow; }
    case 182: { const double batch = w[1]; const double channels = w[5]; const double outDepth = w[6]; const double outHeight = w[7]; const double outWidth = w[8]; const double filters = w[9]; const double kernelD = w[10]; const double kernelH = w[11]; const double kernelW = w[12]; const double groups = w[22]; return 2 * batch * outDepth * outHeight * outWidth * groups * filters * kernelD * kernelH * kernelW * channels; }
    case 183: { const double batch = w[1]; const double channels = w[5]; const double outDepth = w[6]; const double outHeight = w[7]; const double outWidth = w[8]; const double filters = w[9]; const double kernelD = w[10]; const double kernelH = w[11]; const double kernelW = w[12]; const double groups = w[22]; return 2 * batch * outDepth * outHeight * outWidth * groups * filters * kernelD * kernelH * kernelW * channels; }
    case 184: { const double batch = w[1]; const double channels = w[5]; const double outDepth = w[6]; const double outHeight = w[7]; const double outWidth = w[8]; const double filters = w[9]; const double kernelD = w[10]; const double kernelH = w[11]; const double kernelW = w[12]; const double groups = w[22]; return 2 * batch * outDepth * outHeight * outWidth * groups * filters * kernelD * kernelH * kernelW * channels; }
    case 185: { const double batch = w[1]; const double rows = w[2]; const double cols = w[3]; const double groups = w[4]; const double share = w[5]; const double depth = w[6]; const double width = w[7]; return 2 * batch * groups * share * rows * cols * (depth + width + 10); }
    case 186: { const double batch = w[1]; const double rows = w[2]; const double cols = w[3]; const double groups = w[4]; const double share = w[5]; const double depth = w[6]; const double width = w[7]; return 2 * batch * groups * share * rows * cols * (4 * depth + 3 * width + 20); }
    case 187: { const double batch = w[1]; const double steps = w[2]; const double inputs = w[3]; const double units = w[4]; return batch * steps * units * (2 * (inputs + units) + 30); }
    case 188: { const double batch = w[1]; const double steps = w[2]; const double units = w[3]; return batch * steps * units * (2 * units + 8); }
    case 189: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return 4 * outer * mid * inner; }
    case 190: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return 4 * outer * mid * inner; }
    case 191: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return 4 * outer * mid * inner; }
    default: return 0;
  }
}

/* Bytes the instruction reads and writes. */
static inline double bytes(const int32_t* w) {
  switch (w[0]) {
    case 128: { const double batch = w[3]; const double m = w[4]; const double n = w[5]; const double k = w[6]; const double strideA = w[10]; const double strideB = w[13]; const double beta = w[14]; return 4 * ((strideA == 0 ? min(batch, 1) : batch) * m * k) + 4 * ((strideB == 0 ? min(batch, 1) : batch) * k * n) + 4 * ((beta == 0 ? 1 : 2) * batch * m * n) + (w[18] == -1 ? 0 : 4 * (n)) + (w[21] == -1 ? 0 : 4 * (batch * m * n)); }
    case 129: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 130: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 131: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 132: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 133: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 134: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return 4 * (outer * mid * inner) + 4 * (outer * inner); }
    case 135: { const double rows = w[1]; const double cols = w[2]; return 4 * (rows * cols) + 4 * (rows * cols); }
    case 136: { const double rows = w[1]; const double cols = w[2]; return 4 * (rows * cols) + 4 * (rows * cols); }
    case 137: { const double rows = w[1]; const double cols = w[2]; return 4 * (rows * cols) + 4 * (rows * cols); }
    case 138: { const double rows = w[1]; const double cols = w[2]; return 4 * (rows * cols) + 4 * (rows * cols) + 4 * (rows); }
    case 139: { const double rows = w[1]; const double cols = w[2]; return 4 * (rows * cols) + 4 * (rows * cols) + 4 * (rows) + 4 * (rows * cols); }
    case 140: { const double rows = w[1]; const double cols = w[2]; return 4 * (rows * cols) + 4 * (rows) + 4 * (rows); }
    case 141: { const double rows = w[1]; const double cols = w[2]; return 4 * (rows * cols) + 4 * (rows) + 4 * (rows) + 4 * (rows * cols); }
    case 142: { const double n = w[1]; const double width = w[2]; return 4 * (n * width) + 4 * (n) + 4 * (n * width); }
    case 143: { const double n = w[1]; const double width = w[2]; const double rows = w[3]; return 4 * (n * width) + 4 * (n) + 4 * (rows * width); }
    case 144: { const double n = w[1]; const double width = w[2]; return 4 * (n * width) + 4 * (n) + 4 * (1) + 4 * (n * width); }
    case 145: { const double n = w[1]; const double width = w[2]; return 1 * (n * width) + 4 * (n) + 4 * (1) + 4 * (n * width); }
    case 146: { const double n = w[1]; const double depth = w[2]; return 4 * (n) + 4 * (n * depth); }
    case 147: { const double n = w[1]; return 4 * (n); }
    case 148: { const double d0 = w[1]; const double d1 = w[2]; const double d2 = w[3]; const double d3 = w[4]; const double d4 = w[5]; const double d5 = w[6]; const double s0 = w[7]; const double s1 = w[8]; const double s2 = w[9]; const double s3 = w[10]; const double s4 = w[11]; const double s5 = w[12]; return 4 * (min((d0 * d1 * d2 * d3 * d4 * d5 > 0 ? 1 + (d0 - 1) * s0 + (d1 - 1) * s1 + (d2 - 1) * s2 + (d3 - 1) * s3 + (d4 - 1) * s4 + (d5 - 1) * s5 : 0), d0 * d1 * d2 * d3 * d4 * d5)) + 4 * (d0 * d1 * d2 * d3 * d4 * d5); }
    case 149: { const double d0 = w[1]; const double d1 = w[2]; const double d2 = w[3]; const double d3 = w[4]; const double d4 = w[5]; const double d5 = w[6]; return 4 * (d0 * d1 * d2 * d3 * d4 * d5) + 4 * (d0 * d1 * d2 * d3 * d4 * d5); }
    case 150: { const double n = w[1]; return 1 * (n) + 4 * (n); }
    case 151: { const double n = w[1]; return 4 * (2) + 4 * (n); }
    case 152: { const double n = w[1]; return 4 * (2) + 4 * (n); }
    case 153: { const double n = w[1]; return 4 * (2) + 4 * (n); }
    case 154: { const double n = w[1]; return 4 * (2) + 4 * (n); }
    case 155: { const double n = w[1]; return 4 * (1) + (w[3] == -1 ? 0 : 4 * (1)) + 4 * (n) + 4 * (2 * n); }
    case 156: { const double n = w[1]; return 4 * (1) + (w[3] == -1 ? 0 : 4 * (1)) + 4 * (n) + 4 * (2 * n) + 4 * (2 * n); }
    case 157: { const double n = w[1]; return 4 * (1) + (w[3] == -1 ? 0 : 4 * (1)) + (w[4] == -1 ? 0 : 4 * (1)) + 4 * (n) + 4 * (2 * n) + 4 * (2 * n) + 4 * (2 * n); }
    case 158: { const double n = w[1]; return 4 * (1) + 4 * (n) + 4 * (n); }
    case 159: { const double n = w[1]; return 4 * (n) + 4 * (2 * n); }
    case 160: { const double n = w[1]; return 4 * (2 * n); }
    case 161: { const double n = w[1]; return 4 * (n) + 4 * (n) + 4 * ((n > 0 ? 1 : 0)); }
    case 162: { const double n = w[1]; return 4 * (n) + 4 * ((n > 0 ? 1 : 0)); }
    case 163: { const double n = w[1]; return 4 * (n) + 4 * ((n > 0 ? 1 : 0)); }
    case 164: { const double n = w[1]; return 4 * (n) + 4 * ((n > 0 ? 1 : 0)); }
    case 165: { const double batch = w[3]; const double m = w[4]; const double n = w[5]; const double k = w[6]; const double strideA = w[9]; const double strideB = w[12]; return 4 * ((strideA == 0 ? min(batch, 1) : batch) * m * k) + 4 * ((strideB == 0 ? min(batch, 1) : batch) * k * n) + 4 * (batch * m * n) + (w[16] == -1 ? 0 : 4 * (n)) + (w[18] == -1 ? 0 : 4 * (batch * m * n)); }
    case 166: { const double m = w[1]; const double n = w[2]; const double k = w[3]; return 4 * (m * k) + 1 * (ceil_div(n, INT8_STRIP) * ceil_div(k, 4) * 4 * INT8_STRIP) + 4 * (n) + (w[7] == -1 ? 0 : 4 * (n)) + 4 * (m * n); }
    case 167: { const double n = w[1]; return 4 * (n) + 4 * (2 * n); }
    case 168: { const double n = w[1]; const double width = w[2]; return 4 * (n * width) + 4 * (2 * n) + 4 * (n * width); }
    case 169: { const double n = w[1]; const double width = w[2]; return 4 * (n * width) + 4 * (n) + 4 * (n * width); }
    case 170: { const double n = w[1]; const double width = w[2]; return 4 * (1) + 4 * (n * width) + 4 * (n) + 4 * (2 * n * width); }
    case 171: { const double batch = w[1]; const double steps = w[2]; const double inputs = w[3]; const double units = w[4]; return 4 * (batch * steps * inputs) + 4 * ((inputs + units) * ceil_div(units, GATE_STRIP) * GATE_STRIP * 4) + (w[7] == -1 ? 0 : 4 * (4 * units)) + 4 * (batch * units) + 4 * (batch * units) + (w[10] == -1 ? 0 : 4 * (batch * steps)) + 4 * (batch * steps * units) + 4 * (batch * steps * (inputs + units)) + 4 * (batch * steps * units) + 4 * (4 * batch * steps * units); }
    case 172: { const double batch = w[1]; const double steps = w[2]; const double units = w[3]; return 4 * (4 * units * units) + 4 * (batch * units) + 4 * (batch * steps * units) + 4 * (4 * batch * steps * units) + (w[8] == -1 ? 0 : 4 * (batch * steps * units)) + (w[9] == -1 ? 0 : 4 * (batch * steps * units)) + (w[10] == -1 ? 0 : 4 * (batch * steps)) + 4 * (4 * batch * steps * units) + 4 * (batch * units) + 4 * (batch * units); }
    case 173: { const double batch = w[1]; const double steps = w[2]; const double inputs = w[3]; const double units = w[4]; return 4 * (batch * steps * inputs) + 4 * ((inputs + units) * ceil_div(units, GATE_STRIP) * GATE_STRIP * 4) + (w[7] == -1 ? 0 : 4 * (4 * units)) + 4 * (batch * units) + (w[9] == -1 ? 0 : 4 * (batch * steps)) + 4 * (batch * steps * units) + 4 * (batch * steps * (inputs + units)) + 4 * (4 * batch * steps * units); }
    case 174: { const double batch = w[1]; const double steps = w[2]; const double units = w[4]; return 4 * (4 * units * units) + 4 * (batch * steps * units) + 4 * (4 * batch * steps * units) + (w[8] == -1 ? 0 : 4 * (batch * steps * units)) + (w[9] == -1 ? 0 : 4 * (batch * steps)) + 4 * (4 * batch * steps * units) + 4 * (batch * units); }
    case 175: { const double n = w[1]; const double id = w[2]; const double ih = w[3]; const double iw = w[4]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; return 4 * (n * id * ih * iw * c) + 4 * (n * od * oh * ow * c); }
    case 176: { const double n = w[1]; const double id = w[2]; const double ih = w[3]; const double iw = w[4]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; return 4 * (n * id * ih * iw * c) + 4 * (n * od * oh * ow * c) + 4 * (n * id * ih * iw * c); }
    case 177: { const double n = w[1]; const double id = w[2]; const double ih = w[3]; const double iw = w[4]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; return 4 * (n * id * ih * iw * c) + 4 * (n * id * ih * iw * c) + 4 * (n * od * oh * ow * c); }
    case 178: { const double n = w[1]; const double id = w[2]; const double ih = w[3]; const double iw = w[4]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; return 4 * (n * id * ih * iw * c) + 4 * (n * od * oh * ow * c); }
    case 179: { const double n = w[1]; const double id = w[2]; const double ih = w[3]; const double iw = w[4]; const double c = w[5]; const double od = w[6]; const double oh = w[7]; const double ow = w[8]; return 4 * (n * od * oh * ow * c) + 4 * (n * id * ih * iw * c); }
    case 180: { const double n = w[1]; const double ih = w[2]; const double iw = w[3]; const double c = w[4]; const double oh = w[5]; const double ow = w[6]; return 4 * (n * ih * iw * c) + 4 * (n * 6) + 4 * (n * oh * ow * c); }
    case 181: { const double n = w[1]; const double ih = w[2]; const double iw = w[3]; const double c = w[4]; const double oh = w[5]; const double ow = w[6]; return 4 * (n * oh * ow * c) + 4 * (n * 6) + 4 * (n * ih * iw * c); }
    case 182: { const double batch = w[1]; const double depth = w[2]; const double height = w[3]; const double width = w[4]; const double channels = w[5]; const double outDepth = w[6]; const double outHeight = w[7]; const double outWidth = w[8]; const double filters = w[9]; const double kernelD = w[10]; const double kernelH = w[11]; const double kernelW = w[12]; const double groups = w[22]; return 4 * (batch * depth * height * width * groups * channels) + 4 * (kernelD * kernelH * kernelW * channels * groups * filters) + (w[27] == -1 ? 0 : 4 * (groups * filters)) + (w[29] == -1 ? 0 : 4 * (batch * outDepth * outHeight * outWidth * groups * filters)) + 4 * (batch * outDepth * outHeight * outWidth * groups * filters); }
    case 183: { const double batch = w[1]; const double depth = w[2]; const double height = w[3]; const double width = w[4]; const double channels = w[5]; const double outDepth = w[6]; const double outHeight = w[7]; const double outWidth = w[8]; const double filters = w[9]; const double kernelD = w[10]; const double kernelH = w[11]; const double kernelW = w[12]; const double groups = w[22]; return 4 * (batch * outDepth * outHeight * outWidth * groups * filters) + 4 * (kernelD * kernelH * kernelW * channels * groups * filters) + (w[27] == -1 ? 0 : 4 * (groups * channels)) + (w[29] == -1 ? 0 : 4 * (batch * depth * height * width * groups * channels)) + 4 * (batch * depth * height * width * groups * channels); }
    case 184: { const double batch = w[1]; const double depth = w[2]; const double height = w[3]; const double width = w[4]; const double channels = w[5]; const double outDepth = w[6]; const double outHeight = w[7]; const double outWidth = w[8]; const double filters = w[9]; const double kernelD = w[10]; const double kernelH = w[11]; const double kernelW = w[12]; const double groups = w[22]; const double parts = w[25]; return 4 * (batch * depth * height * width * groups * channels) + 4 * (batch * outDepth * outHeight * outWidth * groups * filters) + 4 * (parts * kernelD * kernelH * kernelW * channels * groups * filters); }
    case 185: { const double batch = w[1]; const double rows = w[2]; const double cols = w[3]; const double groups = w[4]; const double share = w[5]; const double depth = w[6]; const double width = w[7]; const double maskB = w[18]; const double maskN = w[19]; const double maskT = w[20]; const double maskS = w[21]; return 4 * (batch * rows * groups * share * depth) + 4 * (batch * cols * groups * depth) + 4 * (batch * cols * groups * width) + (w[17] == -1 ? 0 : 4 * ((batch > 0 && rows > 0 && cols > 0 && groups > 0 && share > 0 ? (batch - 1) * maskB + (groups * share - 1) * maskN + (rows - 1) * maskT + (cols - 1) * maskS + 1 : 0))) + (w[22] == -1 ? 0 : 4 * (2)) + 4 * (batch * rows * groups * share * width) + 4 * (batch * rows * groups * share); }
    case 186: { const double batch = w[1]; const double rows = w[2]; const double cols = w[3]; const double groups = w[4]; const double share = w[5]; const double depth = w[6]; const double width = w[7]; const double maskB = w[18]; const double maskN = w[19]; const double maskT = w[20]; const double maskS = w[21]; return 4 * (batch * rows * groups * share * depth) + 4 * (batch * cols * groups * depth) + 4 * (batch * cols * groups * width) + (w[17] == -1 ? 0 : 4 * ((batch > 0 && rows > 0 && cols > 0 && groups > 0 && share > 0 ? (batch - 1) * maskB + (groups * share - 1) * maskN + (rows - 1) * maskT + (cols - 1) * maskS + 1 : 0))) + (w[22] == -1 ? 0 : 4 * (2)) + 4 * (batch * rows * groups * share * width) + 4 * (batch * rows * groups * share) + 4 * (batch * rows * groups * share * width) + 4 * (batch * rows * groups * share * depth) + 4 * (batch * cols * groups * depth) + 4 * (batch * cols * groups * width); }
    case 187: { const double batch = w[1]; const double steps = w[2]; const double inputs = w[3]; const double units = w[4]; return 4 * (batch * steps * inputs) + 4 * ((inputs + units) * ceil_div(units, 4 * GATE_STRIP) * 4 * GATE_STRIP) + (w[8] == -1 ? 0 : 4 * (units)) + 4 * (batch * units) + (w[10] == -1 ? 0 : 4 * (batch * steps)) + 4 * (batch * steps * units) + 4 * (batch * steps * (inputs + units)); }
    case 188: { const double batch = w[1]; const double steps = w[2]; const double units = w[3]; return 4 * (units * units) + 4 * (batch * steps * units) + 4 * (batch * steps * units) + (w[8] == -1 ? 0 : 4 * (batch * steps)) + 4 * (batch * steps * units) + 4 * (batch * units); }
    case 189: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return 4 * (outer * mid * inner) + 4 * (outer * inner) + 4 * (outer * inner); }
    case 190: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return 4 * (outer * mid * inner) + 4 * (inner) + 4 * (outer * mid * inner) + 4 * (outer * inner) + 4 * (outer * inner); }
    case 191: { const double outer = w[1]; const double mid = w[2]; const double inner = w[3]; return (w[4] == -1 ? 0 : 4 * (inner)) + 4 * (outer * mid * inner) + 4 * (outer * mid) + 4 * (outer * inner); }
    default: return 0;
  }
}

/* Words of a fixed-length instruction, opcode included; 0 for any other opcode. */
static inline int32_t instruction_words(const int32_t* w) {
  switch (w[0]) {
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
static inline int32_t operand_words(const int32_t* w) {
  switch (w[0]) {
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
static inline int32_t step_operands(const int32_t* w) {
  switch (w[0]) {
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
static inline double step_flops(const int32_t* w) {
  switch (w[0]) {
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

/* Elements each operand of a sound instruction at w needs of what its offset counts from, Infinity for a negative offset;
   returns how many operands there are. */
static inline int32_t reaches(const int32_t* w, double* out) {
  switch (w[0]) {
    case 128: { // sgemm
      const double transA = w[1];
      const double transB = w[2];
      const double batch = w[3];
      const double m = w[4];
      const double n = w[5];
      const double k = w[6];
      const double lda = w[9];
      const double strideA = w[10];
      const double ldb = w[12];
      const double strideB = w[13];
      const double ldc = w[16];
      const double strideC = w[17];
      out[0] = reach(w[8], (batch > 0 ? (batch - 1) * strideA + (transA ? (k > 0 && m > 0 ? ((k) - 1) * lda + (m) : 0) : (m > 0 && k > 0 ? ((m) - 1) * lda + (k) : 0)) : 0));
      out[1] = reach(w[11], (batch > 0 ? (batch - 1) * strideB + (transB ? (n > 0 && k > 0 ? ((n) - 1) * ldb + (k) : 0) : (k > 0 && n > 0 ? ((k) - 1) * ldb + (n) : 0)) : 0));
      out[2] = reach(w[15], (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0));
      out[3] = (w[18] == -1 ? 0 : reach(w[18], n));
      out[4] = (w[21] == -1 ? 0 : reach(w[21], (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0)));
      return 5;
    }
    case 129: { // reduce_sum
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      out[0] = reach(w[6], outer * mid * inner);
      out[1] = reach(w[7], outer * inner);
      return 2;
    }
    case 130: { // reduce_prod
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      out[0] = reach(w[5], outer * mid * inner);
      out[1] = reach(w[6], outer * inner);
      return 2;
    }
    case 131: { // reduce_max
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      out[0] = reach(w[5], outer * mid * inner);
      out[1] = reach(w[6], outer * inner);
      return 2;
    }
    case 132: { // reduce_min
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      out[0] = reach(w[4], outer * mid * inner);
      out[1] = reach(w[5], outer * inner);
      return 2;
    }
    case 133: { // argmax
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      out[0] = reach(w[4], outer * mid * inner);
      out[1] = reach(w[5], outer * inner);
      return 2;
    }
    case 134: { // argmin
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      out[0] = reach(w[4], outer * mid * inner);
      out[1] = reach(w[5], outer * inner);
      return 2;
    }
    case 135: { // softmax
      const double rows = w[1];
      const double cols = w[2];
      out[0] = reach(w[3], rows * cols);
      out[1] = reach(w[4], rows * cols);
      return 2;
    }
    case 136: { // log_softmax
      const double rows = w[1];
      const double cols = w[2];
      out[0] = reach(w[3], rows * cols);
      out[1] = reach(w[4], rows * cols);
      return 2;
    }
    case 137: { // sparsemax
      const double rows = w[1];
      const double cols = w[2];
      out[0] = reach(w[3], rows * cols);
      out[1] = reach(w[4], rows * cols);
      return 2;
    }
    case 138: { // softmax_cross_entropy
      const double rows = w[1];
      const double cols = w[2];
      out[0] = reach(w[3], rows * cols);
      out[1] = reach(w[4], rows * cols);
      out[2] = reach(w[5], rows);
      return 3;
    }
    case 139: { // softmax_cross_entropy_dx
      const double rows = w[1];
      const double cols = w[2];
      out[0] = reach(w[3], rows * cols);
      out[1] = reach(w[4], rows * cols);
      out[2] = reach(w[5], rows);
      out[3] = reach(w[6], rows * cols);
      return 4;
    }
    case 140: { // sparse_softmax_cross_entropy
      const double rows = w[1];
      const double cols = w[2];
      out[0] = reach(w[3], rows * cols);
      out[1] = reach(w[4], rows);
      out[2] = reach(w[5], rows);
      return 3;
    }
    case 141: { // sparse_softmax_cross_entropy_dx
      const double rows = w[1];
      const double cols = w[2];
      out[0] = reach(w[3], rows * cols);
      out[1] = reach(w[4], rows);
      out[2] = reach(w[5], rows);
      out[3] = reach(w[6], rows * cols);
      return 4;
    }
    case 142: { // gather_rows
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      out[0] = reach(w[4], rows * width);
      out[1] = reach(w[5], n);
      out[2] = reach(w[6], n * width);
      return 3;
    }
    case 143: { // gather_rows_dx
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      out[0] = reach(w[4], n * width);
      out[1] = reach(w[5], n);
      out[2] = reach(w[6], rows * width);
      return 3;
    }
    case 144: { // gather_batch
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      const double total = w[4];
      out[0] = reach(w[5], rows * width);
      out[1] = reach(w[6], total);
      out[2] = reach(w[7], 1);
      out[3] = reach(w[8], n * width);
      return 4;
    }
    case 145: { // gather_batch_u8
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      const double total = w[4];
      out[0] = reach(w[5], ceil_div(rows * width, 4));
      out[1] = reach(w[6], total);
      out[2] = reach(w[7], 1);
      out[3] = reach(w[8], n * width);
      return 4;
    }
    case 146: { // one_hot
      const double n = w[1];
      const double depth = w[2];
      out[0] = reach(w[3], n);
      out[1] = reach(w[4], n * depth);
      return 2;
    }
    case 147: { // fill
      const double n = w[1];
      out[0] = reach(w[3], n);
      return 1;
    }
    case 148: { // strided_read
      const double d0 = w[1];
      const double d1 = w[2];
      const double d2 = w[3];
      const double d3 = w[4];
      const double d4 = w[5];
      const double d5 = w[6];
      const double s0 = w[7];
      const double s1 = w[8];
      const double s2 = w[9];
      const double s3 = w[10];
      const double s4 = w[11];
      const double s5 = w[12];
      out[0] = reach(w[13], (d0 * d1 * d2 * d3 * d4 * d5 > 0 ? 1 + (d0 - 1) * s0 + (d1 - 1) * s1 + (d2 - 1) * s2 + (d3 - 1) * s3 + (d4 - 1) * s4 + (d5 - 1) * s5 : 0));
      out[1] = reach(w[14], d0 * d1 * d2 * d3 * d4 * d5);
      return 2;
    }
    case 149: { // strided_write
      const double d0 = w[1];
      const double d1 = w[2];
      const double d2 = w[3];
      const double d3 = w[4];
      const double d4 = w[5];
      const double d5 = w[6];
      const double s0 = w[7];
      const double s1 = w[8];
      const double s2 = w[9];
      const double s3 = w[10];
      const double s4 = w[11];
      const double s5 = w[12];
      out[0] = reach(w[13], d0 * d1 * d2 * d3 * d4 * d5);
      out[1] = reach(w[14], (d0 * d1 * d2 * d3 * d4 * d5 > 0 ? 1 + (d0 - 1) * s0 + (d1 - 1) * s1 + (d2 - 1) * s2 + (d3 - 1) * s3 + (d4 - 1) * s4 + (d5 - 1) * s5 : 0));
      return 2;
    }
    case 150: { // cast_u8_f32
      const double n = w[1];
      out[0] = reach(w[2], ceil_div(n, 4));
      out[1] = reach(w[3], n);
      return 2;
    }
    case 151: { // random_uniform
      const double n = w[1];
      out[0] = reach(w[4], 2);
      out[1] = reach(w[7], n);
      return 2;
    }
    case 152: { // random_normal
      const double n = w[1];
      out[0] = reach(w[4], 2);
      out[1] = reach(w[7], n);
      return 2;
    }
    case 153: { // random_truncated_normal
      const double n = w[1];
      out[0] = reach(w[4], 2);
      out[1] = reach(w[7], n);
      return 2;
    }
    case 154: { // random_permutation
      const double n = w[1];
      out[0] = reach(w[4], 2);
      out[1] = reach(w[5], n);
      return 2;
    }
    case 155: { // sgd
      const double n = w[1];
      out[0] = reach(w[2], 1);
      out[1] = (w[3] == -1 ? 0 : reach(w[3], 1));
      out[2] = reach(w[4], n);
      out[3] = reach(w[5], n);
      return 4;
    }
    case 156: { // sgd_momentum
      const double n = w[1];
      out[0] = reach(w[2], 1);
      out[1] = (w[3] == -1 ? 0 : reach(w[3], 1));
      out[2] = reach(w[6], n);
      out[3] = reach(w[7], n);
      out[4] = reach(w[8], n);
      return 5;
    }
    case 157: { // adam
      const double n = w[1];
      out[0] = reach(w[2], 1);
      out[1] = (w[3] == -1 ? 0 : reach(w[3], 1));
      out[2] = (w[4] == -1 ? 0 : reach(w[4], 1));
      out[3] = reach(w[8], n);
      out[4] = reach(w[9], n);
      out[5] = reach(w[10], n);
      out[6] = reach(w[11], n);
      return 7;
    }
    case 158: { // record
      const double n = w[1];
      const double rows = w[2];
      out[0] = reach(w[3], 1);
      out[1] = reach(w[4], n);
      out[2] = reach(w[5], rows * n);
      return 3;
    }
    case 159: { // saxpy
      const double n = w[1];
      const double incx = w[4];
      const double incy = w[7];
      out[0] = reach(w[3], (n > 0 ? (n - 1) * incx + 1 : 0));
      out[1] = reach(w[6], (n > 0 ? (n - 1) * incy + 1 : 0));
      return 2;
    }
    case 160: { // sscal
      const double n = w[1];
      const double incx = w[4];
      out[0] = reach(w[3], (n > 0 ? (n - 1) * incx + 1 : 0));
      return 1;
    }
    case 161: { // sdot
      const double n = w[1];
      const double incx = w[3];
      const double incy = w[6];
      out[0] = reach(w[2], (n > 0 ? (n - 1) * incx + 1 : 0));
      out[1] = reach(w[5], (n > 0 ? (n - 1) * incy + 1 : 0));
      out[2] = reach(w[7], (n > 0 ? 1 : 0));
      return 3;
    }
    case 162: { // snrm2
      const double n = w[1];
      const double incx = w[3];
      out[0] = reach(w[2], (n > 0 ? (n - 1) * incx + 1 : 0));
      out[1] = reach(w[4], (n > 0 ? 1 : 0));
      return 2;
    }
    case 163: { // sasum
      const double n = w[1];
      const double incx = w[3];
      out[0] = reach(w[2], (n > 0 ? (n - 1) * incx + 1 : 0));
      out[1] = reach(w[4], (n > 0 ? 1 : 0));
      return 2;
    }
    case 164: { // isamax
      const double n = w[1];
      const double incx = w[3];
      out[0] = reach(w[2], (n > 0 ? (n - 1) * incx + 1 : 0));
      out[1] = reach(w[4], (n > 0 ? 1 : 0));
      return 2;
    }
    case 165: { // sbgemm
      const double transA = w[1];
      const double transB = w[2];
      const double batch = w[3];
      const double m = w[4];
      const double n = w[5];
      const double k = w[6];
      const double lda = w[8];
      const double strideA = w[9];
      const double ldb = w[11];
      const double strideB = w[12];
      const double ldc = w[14];
      const double strideC = w[15];
      out[0] = reach(w[7], (batch > 0 ? (batch - 1) * strideA + (transA ? (k > 0 && m > 0 ? ((k) - 1) * lda + (m) : 0) : (m > 0 && k > 0 ? ((m) - 1) * lda + (k) : 0)) : 0));
      out[1] = reach(w[10], (batch > 0 ? (batch - 1) * strideB + (transB ? (n > 0 && k > 0 ? ((n) - 1) * ldb + (k) : 0) : (k > 0 && n > 0 ? ((k) - 1) * ldb + (n) : 0)) : 0));
      out[2] = reach(w[13], (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0));
      out[3] = (w[16] == -1 ? 0 : reach(w[16], n));
      out[4] = (w[18] == -1 ? 0 : reach(w[18], (batch > 0 ? (batch - 1) * strideC + (m > 0 && n > 0 ? ((m) - 1) * ldc + (n) : 0) : 0)));
      return 5;
    }
    case 166: { // gemm_int8
      const double m = w[1];
      const double n = w[2];
      const double k = w[3];
      out[0] = reach(w[4], m * k);
      out[1] = reach(w[5], ceil_div(ceil_div(n, INT8_STRIP) * ceil_div(k, 4) * 4 * INT8_STRIP, 4));
      out[2] = reach(w[6], n);
      out[3] = (w[7] == -1 ? 0 : reach(w[7], n));
      out[4] = reach(w[9], m * n);
      return 5;
    }
    case 167: { // group_indices
      const double n = w[1];
      out[0] = reach(w[3], n);
      out[1] = reach(w[4], 2 * n);
      return 2;
    }
    case 168: { // sum_groups
      const double n = w[1];
      const double width = w[2];
      out[0] = reach(w[3], n * width);
      out[1] = reach(w[4], 2 * n);
      out[2] = reach(w[5], n * width);
      return 3;
    }
    case 169: { // scatter_rows
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      out[0] = reach(w[4], n * width);
      out[1] = reach(w[5], n);
      out[2] = reach(w[6], rows * width);
      return 3;
    }
    case 170: { // sgd_rows
      const double n = w[1];
      const double width = w[2];
      const double rows = w[3];
      out[0] = reach(w[4], 1);
      out[1] = reach(w[5], n * width);
      out[2] = reach(w[6], n);
      out[3] = reach(w[7], rows * width);
      return 4;
    }
    case 171: { // lstm
      const double batch = w[1];
      const double steps = w[2];
      const double inputs = w[3];
      const double units = w[4];
      out[0] = reach(w[5], batch * steps * inputs);
      out[1] = reach(w[6], (inputs + units) * ceil_div(units, GATE_STRIP) * GATE_STRIP * 4);
      out[2] = (w[7] == -1 ? 0 : reach(w[7], 4 * units));
      out[3] = reach(w[8], batch * units);
      out[4] = reach(w[9], batch * units);
      out[5] = (w[10] == -1 ? 0 : reach(w[10], batch * steps));
      out[6] = reach(w[11], batch * steps * units);
      out[7] = reach(w[12], batch * steps * (inputs + units));
      out[8] = reach(w[13], batch * steps * units);
      out[9] = reach(w[14], 4 * batch * steps * units);
      return 10;
    }
    case 172: { // lstm_dz
      const double batch = w[1];
      const double steps = w[2];
      const double units = w[3];
      out[0] = reach(w[4], 4 * units * units);
      out[1] = reach(w[5], batch * units);
      out[2] = reach(w[6], batch * steps * units);
      out[3] = reach(w[7], 4 * batch * steps * units);
      out[4] = (w[8] == -1 ? 0 : reach(w[8], batch * steps * units));
      out[5] = (w[9] == -1 ? 0 : reach(w[9], batch * steps * units));
      out[6] = (w[10] == -1 ? 0 : reach(w[10], batch * steps));
      out[7] = reach(w[11], 4 * batch * steps * units);
      out[8] = reach(w[12], batch * units);
      out[9] = reach(w[13], batch * units);
      return 10;
    }
    case 173: { // gru
      const double batch = w[1];
      const double steps = w[2];
      const double inputs = w[3];
      const double units = w[4];
      out[0] = reach(w[5], batch * steps * inputs);
      out[1] = reach(w[6], (inputs + units) * ceil_div(units, GATE_STRIP) * GATE_STRIP * 4);
      out[2] = (w[7] == -1 ? 0 : reach(w[7], 4 * units));
      out[3] = reach(w[8], batch * units);
      out[4] = (w[9] == -1 ? 0 : reach(w[9], batch * steps));
      out[5] = reach(w[10], batch * steps * units);
      out[6] = reach(w[11], batch * steps * (inputs + units));
      out[7] = reach(w[12], 4 * batch * steps * units);
      return 8;
    }
    case 174: { // gru_dz
      const double batch = w[1];
      const double steps = w[2];
      const double inputs = w[3];
      const double units = w[4];
      out[0] = reach(w[5], 4 * units * units);
      out[1] = reach(w[6], batch * steps * (inputs + units));
      out[2] = reach(w[7], 4 * batch * steps * units);
      out[3] = (w[8] == -1 ? 0 : reach(w[8], batch * steps * units));
      out[4] = (w[9] == -1 ? 0 : reach(w[9], batch * steps));
      out[5] = reach(w[10], 4 * batch * steps * units);
      out[6] = reach(w[11], batch * units);
      return 7;
    }
    case 175: { // max_pool
      const double n = w[1];
      const double id = w[2];
      const double ih = w[3];
      const double iw = w[4];
      const double c = w[5];
      const double od = w[6];
      const double oh = w[7];
      const double ow = w[8];
      out[0] = reach(w[18], n * id * ih * iw * c);
      out[1] = reach(w[19], n * od * oh * ow * c);
      return 2;
    }
    case 176: { // max_pool_dx
      const double n = w[1];
      const double id = w[2];
      const double ih = w[3];
      const double iw = w[4];
      const double c = w[5];
      const double od = w[6];
      const double oh = w[7];
      const double ow = w[8];
      out[0] = reach(w[18], n * id * ih * iw * c);
      out[1] = reach(w[19], n * od * oh * ow * c);
      out[2] = reach(w[20], n * id * ih * iw * c);
      return 3;
    }
    case 177: { // max_pool_of
      const double n = w[1];
      const double id = w[2];
      const double ih = w[3];
      const double iw = w[4];
      const double c = w[5];
      const double od = w[6];
      const double oh = w[7];
      const double ow = w[8];
      out[0] = reach(w[18], n * id * ih * iw * c);
      out[1] = reach(w[19], n * id * ih * iw * c);
      out[2] = reach(w[20], n * od * oh * ow * c);
      return 3;
    }
    case 178: { // average_pool
      const double n = w[1];
      const double id = w[2];
      const double ih = w[3];
      const double iw = w[4];
      const double c = w[5];
      const double od = w[6];
      const double oh = w[7];
      const double ow = w[8];
      out[0] = reach(w[18], n * id * ih * iw * c);
      out[1] = reach(w[19], n * od * oh * ow * c);
      return 2;
    }
    case 179: { // average_pool_dx
      const double n = w[1];
      const double id = w[2];
      const double ih = w[3];
      const double iw = w[4];
      const double c = w[5];
      const double od = w[6];
      const double oh = w[7];
      const double ow = w[8];
      out[0] = reach(w[18], n * od * oh * ow * c);
      out[1] = reach(w[19], n * id * ih * iw * c);
      return 2;
    }
    case 180: { // warp
      const double n = w[1];
      const double ih = w[2];
      const double iw = w[3];
      const double c = w[4];
      const double oh = w[5];
      const double ow = w[6];
      out[0] = reach(w[10], n * ih * iw * c);
      out[1] = reach(w[11], n * 6);
      out[2] = reach(w[12], n * oh * ow * c);
      return 3;
    }
    case 181: { // warp_dx
      const double n = w[1];
      const double ih = w[2];
      const double iw = w[3];
      const double c = w[4];
      const double oh = w[5];
      const double ow = w[6];
      out[0] = reach(w[9], n * oh * ow * c);
      out[1] = reach(w[10], n * 6);
      out[2] = reach(w[11], n * ih * iw * c);
      return 3;
    }
    case 182: { // conv
      const double batch = w[1];
      const double depth = w[2];
      const double height = w[3];
      const double width = w[4];
      const double channels = w[5];
      const double outDepth = w[6];
      const double outHeight = w[7];
      const double outWidth = w[8];
      const double filters = w[9];
      const double kernelD = w[10];
      const double kernelH = w[11];
      const double kernelW = w[12];
      const double groups = w[22];
      out[0] = reach(w[25], batch * depth * height * width * groups * channels);
      out[1] = reach(w[26], kernelD * kernelH * kernelW * channels * groups * filters);
      out[2] = (w[27] == -1 ? 0 : reach(w[27], groups * filters));
      out[3] = (w[29] == -1 ? 0 : reach(w[29], batch * outDepth * outHeight * outWidth * groups * filters));
      out[4] = reach(w[30], batch * outDepth * outHeight * outWidth * groups * filters);
      return 5;
    }
    case 183: { // conv_dx
      const double batch = w[1];
      const double depth = w[2];
      const double height = w[3];
      const double width = w[4];
      const double channels = w[5];
      const double outDepth = w[6];
      const double outHeight = w[7];
      const double outWidth = w[8];
      const double filters = w[9];
      const double kernelD = w[10];
      const double kernelH = w[11];
      const double kernelW = w[12];
      const double groups = w[22];
      out[0] = reach(w[25], batch * outDepth * outHeight * outWidth * groups * filters);
      out[1] = reach(w[26], kernelD * kernelH * kernelW * channels * groups * filters);
      out[2] = (w[27] == -1 ? 0 : reach(w[27], groups * channels));
      out[3] = (w[29] == -1 ? 0 : reach(w[29], batch * depth * height * width * groups * channels));
      out[4] = reach(w[30], batch * depth * height * width * groups * channels);
      return 5;
    }
    case 184: { // conv_dw
      const double batch = w[1];
      const double depth = w[2];
      const double height = w[3];
      const double width = w[4];
      const double channels = w[5];
      const double outDepth = w[6];
      const double outHeight = w[7];
      const double outWidth = w[8];
      const double filters = w[9];
      const double kernelD = w[10];
      const double kernelH = w[11];
      const double kernelW = w[12];
      const double groups = w[22];
      const double parts = w[25];
      out[0] = reach(w[26], batch * depth * height * width * groups * channels);
      out[1] = reach(w[27], batch * outDepth * outHeight * outWidth * groups * filters);
      out[2] = reach(w[28], parts * kernelD * kernelH * kernelW * channels * groups * filters);
      return 3;
    }
    case 185: { // attention
      const double batch = w[1];
      const double rows = w[2];
      const double cols = w[3];
      const double groups = w[4];
      const double share = w[5];
      const double depth = w[6];
      const double width = w[7];
      const double maskB = w[18];
      const double maskN = w[19];
      const double maskT = w[20];
      const double maskS = w[21];
      out[0] = reach(w[14], batch * rows * groups * share * depth);
      out[1] = reach(w[15], batch * cols * groups * depth);
      out[2] = reach(w[16], batch * cols * groups * width);
      out[3] = (w[17] == -1 ? 0 : reach(w[17], (batch > 0 && rows > 0 && cols > 0 && groups > 0 && share > 0 ? (batch - 1) * maskB + (groups * share - 1) * maskN + (rows - 1) * maskT + (cols - 1) * maskS + 1 : 0)));
      out[4] = (w[22] == -1 ? 0 : reach(w[22], 2));
      out[5] = reach(w[23], batch * rows * groups * share * width);
      out[6] = reach(w[24], batch * rows * groups * share);
      return 7;
    }
    case 186: { // attention_dx
      const double batch = w[1];
      const double rows = w[2];
      const double cols = w[3];
      const double groups = w[4];
      const double share = w[5];
      const double depth = w[6];
      const double width = w[7];
      const double maskB = w[18];
      const double maskN = w[19];
      const double maskT = w[20];
      const double maskS = w[21];
      out[0] = reach(w[14], batch * rows * groups * share * depth);
      out[1] = reach(w[15], batch * cols * groups * depth);
      out[2] = reach(w[16], batch * cols * groups * width);
      out[3] = (w[17] == -1 ? 0 : reach(w[17], (batch > 0 && rows > 0 && cols > 0 && groups > 0 && share > 0 ? (batch - 1) * maskB + (groups * share - 1) * maskN + (rows - 1) * maskT + (cols - 1) * maskS + 1 : 0)));
      out[4] = (w[22] == -1 ? 0 : reach(w[22], 2));
      out[5] = reach(w[23], batch * rows * groups * share * width);
      out[6] = reach(w[24], batch * rows * groups * share);
      out[7] = reach(w[25], batch * rows * groups * share * width);
      out[8] = reach(w[26], batch * rows * groups * share * depth);
      out[9] = reach(w[27], batch * cols * groups * depth);
      out[10] = reach(w[28], batch * cols * groups * width);
      return 11;
    }
    case 187: { // simple_rnn
      const double batch = w[1];
      const double steps = w[2];
      const double inputs = w[3];
      const double units = w[4];
      out[0] = reach(w[6], batch * steps * inputs);
      out[1] = reach(w[7], (inputs + units) * ceil_div(units, 4 * GATE_STRIP) * 4 * GATE_STRIP);
      out[2] = (w[8] == -1 ? 0 : reach(w[8], units));
      out[3] = reach(w[9], batch * units);
      out[4] = (w[10] == -1 ? 0 : reach(w[10], batch * steps));
      out[5] = reach(w[11], batch * steps * units);
      out[6] = reach(w[12], batch * steps * (inputs + units));
      return 7;
    }
    case 188: { // simple_rnn_dz
      const double batch = w[1];
      const double steps = w[2];
      const double units = w[3];
      out[0] = reach(w[5], units * units);
      out[1] = reach(w[6], batch * steps * units);
      out[2] = reach(w[7], batch * steps * units);
      out[3] = (w[8] == -1 ? 0 : reach(w[8], batch * steps));
      out[4] = reach(w[9], batch * steps * units);
      out[5] = reach(w[10], batch * units);
      return 6;
    }
    case 189: { // moments
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      out[0] = reach(w[4], outer * mid * inner);
      out[1] = reach(w[5], outer * inner);
      out[2] = reach(w[6], outer * inner);
      return 3;
    }
    case 190: { // centered_sums
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      out[0] = reach(w[4], outer * mid * inner);
      out[1] = reach(w[5], inner);
      out[2] = reach(w[6], outer * mid * inner);
      out[3] = reach(w[7], outer * inner);
      out[4] = reach(w[8], outer * inner);
      return 5;
    }
    case 191: { // square_sums
      const double outer = w[1];
      const double mid = w[2];
      const double inner = w[3];
      out[0] = (w[4] == -1 ? 0 : reach(w[4], inner));
      out[1] = reach(w[5], outer * mid * inner);
      out[2] = reach(w[6], outer * mid);
      out[3] = reach(w[7], outer * inner);
      return 4;
    }
    default: return 0;
  }
}
