// GENERATED from src/abi/kernels.ts by src/abi/codegen.ts (npm run generate). Do not edit.

/* Each step of a chain has a function of its own, so that no step saves registers for another. */
static void step_copy(int32_t n, float* p0, float* p1, float* p2, float* p3) { copy(n, p0, p1); }
static void step_neg(int32_t n, float* p0, float* p1, float* p2, float* p3) { neg(n, p0, p1); }
static void step_abs(int32_t n, float* p0, float* p1, float* p2, float* p3) { abs(n, p0, p1); }
static void step_sign(int32_t n, float* p0, float* p1, float* p2, float* p3) { sign(n, p0, p1); }
static void step_sqrt(int32_t n, float* p0, float* p1, float* p2, float* p3) { sqrt(n, p0, p1); }
static void step_reciprocal(int32_t n, float* p0, float* p1, float* p2, float* p3) { reciprocal(n, p0, p1); }
static void step_exp(int32_t n, float* p0, float* p1, float* p2, float* p3) { exp(n, p0, p1); }
static void step_expm1(int32_t n, float* p0, float* p1, float* p2, float* p3) { expm1(n, p0, p1); }
static void step_log(int32_t n, float* p0, float* p1, float* p2, float* p3) { log(n, p0, p1); }
static void step_log1p(int32_t n, float* p0, float* p1, float* p2, float* p3) { log1p(n, p0, p1); }
static void step_tanh(int32_t n, float* p0, float* p1, float* p2, float* p3) { tanh(n, p0, p1); }
static void step_sigmoid(int32_t n, float* p0, float* p1, float* p2, float* p3) { sigmoid(n, p0, p1); }
static void step_softplus(int32_t n, float* p0, float* p1, float* p2, float* p3) { softplus(n, p0, p1); }
static void step_erf(int32_t n, float* p0, float* p1, float* p2, float* p3) { erf(n, p0, p1); }
static void step_floor(int32_t n, float* p0, float* p1, float* p2, float* p3) { floor(n, p0, p1); }
static void step_ceil(int32_t n, float* p0, float* p1, float* p2, float* p3) { ceil(n, p0, p1); }
static void step_round(int32_t n, float* p0, float* p1, float* p2, float* p3) { round(n, p0, p1); }
static void step_relu(int32_t n, float* p0, float* p1, float* p2, float* p3) { relu(n, p0, p1); }
static void step_is_nan(int32_t n, float* p0, float* p1, float* p2, float* p3) { is_nan(n, p0, p1); }
static void step_cast_i32_f32(int32_t n, float* p0, float* p1, float* p2, float* p3) { cast_i32_f32(n, (int32_t*)p0, p1); }
static void step_cast_f32_i32(int32_t n, float* p0, float* p1, float* p2, float* p3) { cast_f32_i32(n, p0, (int32_t*)p1); }
static void step_add(int32_t n, float* p0, float* p1, float* p2, float* p3) { add(n, p0, p1, p2); }
static void step_sub(int32_t n, float* p0, float* p1, float* p2, float* p3) { sub(n, p0, p1, p2); }
static void step_mul(int32_t n, float* p0, float* p1, float* p2, float* p3) { mul(n, p0, p1, p2); }
static void step_div(int32_t n, float* p0, float* p1, float* p2, float* p3) { div(n, p0, p1, p2); }
static void step_pow(int32_t n, float* p0, float* p1, float* p2, float* p3) { pow(n, p0, p1, p2); }
static void step_maximum(int32_t n, float* p0, float* p1, float* p2, float* p3) { maximum(n, p0, p1, p2); }
static void step_minimum(int32_t n, float* p0, float* p1, float* p2, float* p3) { minimum(n, p0, p1, p2); }
static void step_less(int32_t n, float* p0, float* p1, float* p2, float* p3) { less(n, p0, p1, p2); }
static void step_less_equal(int32_t n, float* p0, float* p1, float* p2, float* p3) { less_equal(n, p0, p1, p2); }
static void step_add_error(int32_t n, float* p0, float* p1, float* p2, float* p3) { add_error(n, p0, p1, p2); }
static void step_equal(int32_t n, float* p0, float* p1, float* p2, float* p3) { equal(n, p0, p1, p2); }
static void step_relu_d(int32_t n, float* p0, float* p1, float* p2, float* p3) { relu_d(n, p0, p1, p2); }
static void step_add_i32(int32_t n, float* p0, float* p1, float* p2, float* p3) { add_i32(n, (int32_t*)p0, (int32_t*)p1, (int32_t*)p2); }
static void step_count_i32(int32_t n, float* p0, float* p1, float* p2, float* p3) { count_i32(n, (int32_t*)p0, (int32_t*)p1, (int32_t*)p2); }
static void step_equal_i32(int32_t n, float* p0, float* p1, float* p2, float* p3) { equal_i32(n, (int32_t*)p0, (int32_t*)p1, p2); }
static void step_select(int32_t n, float* p0, float* p1, float* p2, float* p3) { select(n, p0, p1, p2, p3); }
static void step_sin(int32_t n, float* p0, float* p1, float* p2, float* p3) { sin(n, p0, p1); }
static void step_cos(int32_t n, float* p0, float* p1, float* p2, float* p3) { cos(n, p0, p1); }
static void step_gelu(int32_t n, float* p0, float* p1, float* p2, float* p3) { gelu(n, p0, p1); }
static void step_cast_count_f32(int32_t n, float* p0, float* p1, float* p2, float* p3) { cast_count_f32(n, (int32_t*)p0, (int32_t*)p1, p2); }
static void (*const step_functions[])(int32_t, float*, float*, float*, float*) = {step_copy, step_neg, step_abs, step_sign, step_sqrt, step_reciprocal, step_exp, step_expm1, step_log, step_log1p, step_tanh, step_sigmoid, step_softplus, step_erf, step_floor, step_ceil, step_round, step_relu, step_is_nan, step_cast_i32_f32, step_cast_f32_i32, step_add, step_sub, step_mul, step_div, step_pow, step_maximum, step_minimum, step_less, step_less_equal, step_add_error, step_equal, step_relu_d, step_add_i32, step_count_i32, step_equal_i32, step_select, step_sin, step_cos, step_gelu, step_cast_count_f32};

/* One step of a chain over n contiguous elements; pointers in the step's argument order, unused ones null. */
static inline void run_step(int32_t op, int32_t n, float* p0, float* p1, float* p2, float* p3) { step_functions[op - 1](n, p0, p1, p2, p3); }

/* Units [lo, hi) of the fixed-length instruction at w; operand i is an offset from base[i]. */
[[maybe_unused]] static void run_instruction(const int32_t* w, float* const* base, int32_t lo, int32_t hi) {
  switch (w[0]) {
    case 128: sgemm(w[1], w[2], w[3], w[4], w[5], w[6], float_of(w[7]), base[0] + w[8], w[9], w[10], base[1] + w[11], w[12], w[13], float_of(w[14]), base[2] + w[15], w[16], w[17], (w[18] < 0 ? 0 : base[3] + w[18]), w[19], float_of(w[20]), (w[21] < 0 ? 0 : base[4] + w[21]), lo, hi); break;
    case 129: reduce_sum(w[1], w[2], w[3], float_of(w[4]), w[5], base[0] + w[6], base[1] + w[7], lo, hi); break;
    case 130: reduce_prod(w[1], w[2], w[3], float_of(w[4]), base[0] + w[5], base[1] + w[6], lo, hi); break;
    case 131: reduce_max(w[1], w[2], w[3], w[4], base[0] + w[5], base[1] + w[6], lo, hi); break;
    case 132: reduce_min(w[1], w[2], w[3], base[0] + w[4], base[1] + w[5], lo, hi); break;
    case 133: argmax(w[1], w[2], w[3], base[0] + w[4], (int32_t*)(base[1] + w[5]), lo, hi); break;
    case 134: argmin(w[1], w[2], w[3], base[0] + w[4], (int32_t*)(base[1] + w[5]), lo, hi); break;
    case 135: softmax(w[1], w[2], base[0] + w[3], base[1] + w[4], lo, hi); break;
    case 136: log_softmax(w[1], w[2], base[0] + w[3], base[1] + w[4], lo, hi); break;
    case 137: sparsemax(w[1], w[2], base[0] + w[3], base[1] + w[4], lo, hi); break;
    case 138: softmax_cross_entropy(w[1], w[2], base[0] + w[3], base[1] + w[4], base[2] + w[5], lo, hi); break;
    case 139: softmax_cross_entropy_dx(w[1], w[2], base[0] + w[3], base[1] + w[4], base[2] + w[5], base[3] + w[6], lo, hi); break;
    case 140: sparse_softmax_cross_entropy(w[1], w[2], base[0] + w[3], (int32_t*)(base[1] + w[4]), base[2] + w[5], lo, hi); break;
    case 141: sparse_softmax_cross_entropy_dx(w[1], w[2], base[0] + w[3], (int32_t*)(base[1] + w[4]), base[2] + w[5], base[3] + w[6], lo, hi); break;
    case 142: gather_rows(w[1], w[2], w[3], base[0] + w[4], (int32_t*)(base[1] + w[5]), base[2] + w[6], lo, hi); break;
    case 143: gather_rows_dx(w[1], w[2], w[3], base[0] + w[4], (int32_t*)(base[1] + w[5]), base[2] + w[6], lo, hi); break;
    case 144: gather_batch(w[1], w[2], w[3], w[4], base[0] + w[5], (int32_t*)(base[1] + w[6]), (int32_t*)(base[2] + w[7]), base[3] + w[8], lo, hi); break;
    case 145: gather_batch_u8(w[1], w[2], w[3], w[4], (uint8_t*)(base[0] + w[5]), (int32_t*)(base[1] + w[6]), (int32_t*)(base[2] + w[7]), base[3] + w[8], lo, hi); break;
    case 146: one_hot(w[1], w[2], (int32_t*)(base[0] + w[3]), base[1] + w[4], lo, hi); break;
    case 147: fill(w[1], float_of(w[2]), base[0] + w[3], lo, hi); break;
    case 148: strided_read(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], base[0] + w[13], base[1] + w[14], lo, hi); break;
    case 149: strided_write(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], base[0] + w[13], base[1] + w[14]); break;
    case 150: cast_u8_f32(w[1], (uint8_t*)(base[0] + w[2]), base[1] + w[3], lo, hi); break;
    case 151: random_uniform(w[1], w[2], w[3], (int32_t*)(base[0] + w[4]), float_of(w[5]), float_of(w[6]), base[1] + w[7], lo, hi); break;
    case 152: random_normal(w[1], w[2], w[3], (int32_t*)(base[0] + w[4]), float_of(w[5]), float_of(w[6]), base[1] + w[7], lo, hi); break;
    case 153: random_truncated_normal(w[1], w[2], w[3], (int32_t*)(base[0] + w[4]), float_of(w[5]), float_of(w[6]), base[1] + w[7], lo, hi); break;
    case 154: random_permutation(w[1], w[2], w[3], (int32_t*)(base[0] + w[4]), (int32_t*)(base[1] + w[5])); break;
    case 155: sgd(w[1], base[0] + w[2], (w[3] < 0 ? 0 : base[1] + w[3]), base[2] + w[4], base[3] + w[5], lo, hi); break;
    case 156: sgd_momentum(w[1], base[0] + w[2], (w[3] < 0 ? 0 : base[1] + w[3]), float_of(w[4]), w[5], base[2] + w[6], base[3] + w[7], base[4] + w[8], lo, hi); break;
    case 157: adam(w[1], base[0] + w[2], (w[3] < 0 ? 0 : base[1] + w[3]), (w[4] < 0 ? 0 : base[2] + w[4]), float_of(w[5]), float_of(w[6]), float_of(w[7]), base[3] + w[8], base[4] + w[9], base[5] + w[10], base[6] + w[11], lo, hi); break;
    case 158: record(w[1], w[2], (int32_t*)(base[0] + w[3]), base[1] + w[4], base[2] + w[5]); break;
    case 159: saxpy(w[1], float_of(w[2]), base[0] + w[3], w[4], w[5], base[1] + w[6], w[7], lo, hi); break;
    case 160: sscal(w[1], float_of(w[2]), base[0] + w[3], w[4], lo, hi); break;
    case 161: sdot(w[1], base[0] + w[2], w[3], w[4], base[1] + w[5], w[6], base[2] + w[7]); break;
    case 162: snrm2(w[1], base[0] + w[2], w[3], base[1] + w[4]); break;
    case 163: sasum(w[1], base[0] + w[2], w[3], base[1] + w[4]); break;
    case 164: isamax(w[1], base[0] + w[2], w[3], (int32_t*)(base[1] + w[4])); break;
    case 165: sbgemm(w[1], w[2], w[3], w[4], w[5], w[6], base[0] + w[7], w[8], w[9], base[1] + w[10], w[11], w[12], base[2] + w[13], w[14], w[15], (w[16] < 0 ? 0 : base[3] + w[16]), w[17], (w[18] < 0 ? 0 : base[4] + w[18]), lo, hi); break;
    case 166: gemm_int8(w[1], w[2], w[3], base[0] + w[4], (uint8_t*)(base[1] + w[5]), base[2] + w[6], (w[7] < 0 ? 0 : base[3] + w[7]), w[8], base[4] + w[9], lo, hi); break;
    case 167: group_indices(w[1], w[2], (int32_t*)(base[0] + w[3]), (int32_t*)(base[1] + w[4])); break;
    case 168: sum_groups(w[1], w[2], base[0] + w[3], (int32_t*)(base[1] + w[4]), base[2] + w[5], lo, hi); break;
    case 169: scatter_rows(w[1], w[2], w[3], base[0] + w[4], (int32_t*)(base[1] + w[5]), base[2] + w[6], lo, hi); break;
    case 170: sgd_rows(w[1], w[2], w[3], base[0] + w[4], base[1] + w[5], (int32_t*)(base[2] + w[6]), base[3] + w[7], lo, hi); break;
    case 171: lstm(w[1], w[2], w[3], w[4], base[0] + w[5], base[1] + w[6], (w[7] < 0 ? 0 : base[2] + w[7]), base[3] + w[8], base[4] + w[9], (w[10] < 0 ? 0 : base[5] + w[10]), base[6] + w[11], base[7] + w[12], base[8] + w[13], base[9] + w[14], lo, hi); break;
    case 172: lstm_dz(w[1], w[2], w[3], base[0] + w[4], base[1] + w[5], base[2] + w[6], base[3] + w[7], (w[8] < 0 ? 0 : base[4] + w[8]), (w[9] < 0 ? 0 : base[5] + w[9]), (w[10] < 0 ? 0 : base[6] + w[10]), base[7] + w[11], base[8] + w[12], base[9] + w[13], lo, hi); break;
    case 173: gru(w[1], w[2], w[3], w[4], base[0] + w[5], base[1] + w[6], (w[7] < 0 ? 0 : base[2] + w[7]), base[3] + w[8], (w[9] < 0 ? 0 : base[4] + w[9]), base[5] + w[10], base[6] + w[11], base[7] + w[12], lo, hi); break;
    case 174: gru_dz(w[1], w[2], w[3], w[4], base[0] + w[5], base[1] + w[6], base[2] + w[7], (w[8] < 0 ? 0 : base[3] + w[8]), (w[9] < 0 ? 0 : base[4] + w[9]), base[5] + w[10], base[6] + w[11], lo, hi); break;
    case 175: max_pool(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16], w[17], base[0] + w[18], base[1] + w[19], lo, hi); break;
    case 176: max_pool_dx(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16], w[17], base[0] + w[18], base[1] + w[19], base[2] + w[20], lo, hi); break;
    case 177: max_pool_of(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16], w[17], base[0] + w[18], base[1] + w[19], base[2] + w[20], lo, hi); break;
    case 178: average_pool(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16], w[17], base[0] + w[18], base[1] + w[19], lo, hi); break;
    case 179: average_pool_dx(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16], w[17], base[0] + w[18], base[1] + w[19], lo, hi); break;
    case 180: warp(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], float_of(w[9]), base[0] + w[10], base[1] + w[11], base[2] + w[12], lo, hi); break;
    case 181: warp_dx(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], base[0] + w[9], base[1] + w[10], base[2] + w[11], lo, hi); break;
    case 182: conv(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16], w[17], w[18], w[19], w[20], w[21], w[22], w[23], w[24], base[0] + w[25], base[1] + w[26], (w[27] < 0 ? 0 : base[2] + w[27]), w[28], (w[29] < 0 ? 0 : base[3] + w[29]), base[4] + w[30], lo, hi); break;
    case 183: conv_dx(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16], w[17], w[18], w[19], w[20], w[21], w[22], w[23], w[24], base[0] + w[25], base[1] + w[26], (w[27] < 0 ? 0 : base[2] + w[27]), w[28], (w[29] < 0 ? 0 : base[3] + w[29]), base[4] + w[30], lo, hi); break;
    case 184: conv_dw(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16], w[17], w[18], w[19], w[20], w[21], w[22], w[23], w[24], w[25], base[0] + w[26], base[1] + w[27], base[2] + w[28], lo, hi); break;
    case 185: attention(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], float_of(w[10]), float_of(w[11]), w[12], w[13], base[0] + w[14], base[1] + w[15], base[2] + w[16], (w[17] < 0 ? 0 : base[3] + w[17]), w[18], w[19], w[20], w[21], (w[22] < 0 ? 0 : (int32_t*)(base[4] + w[22])), base[5] + w[23], base[6] + w[24], lo, hi); break;
    case 186: attention_dx(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], float_of(w[10]), float_of(w[11]), w[12], w[13], base[0] + w[14], base[1] + w[15], base[2] + w[16], (w[17] < 0 ? 0 : base[3] + w[17]), w[18], w[19], w[20], w[21], (w[22] < 0 ? 0 : (int32_t*)(base[4] + w[22])), base[5] + w[23], base[6] + w[24], base[7] + w[25], base[8] + w[26], base[9] + w[27], base[10] + w[28], lo, hi); break;
    case 187: simple_rnn(w[1], w[2], w[3], w[4], w[5], base[0] + w[6], base[1] + w[7], (w[8] < 0 ? 0 : base[2] + w[8]), base[3] + w[9], (w[10] < 0 ? 0 : base[4] + w[10]), base[5] + w[11], base[6] + w[12], lo, hi); break;
    case 188: simple_rnn_dz(w[1], w[2], w[3], w[4], base[0] + w[5], base[1] + w[6], base[2] + w[7], (w[8] < 0 ? 0 : base[3] + w[8]), base[4] + w[9], base[5] + w[10], lo, hi); break;
    case 189: moments(w[1], w[2], w[3], base[0] + w[4], base[1] + w[5], base[2] + w[6], lo, hi); break;
    case 190: centered_sums(w[1], w[2], w[3], base[0] + w[4], base[1] + w[5], base[2] + w[6], base[3] + w[7], base[4] + w[8], lo, hi); break;
    case 191: square_sums(w[1], w[2], w[3], (w[4] < 0 ? 0 : base[0] + w[4]), base[1] + w[5], base[2] + w[6], base[3] + w[7], lo, hi); break;
  }
}

/* As run_instruction, if the instruction's products are of bfloat16 or of bytes. Does nothing with any other, and returns false. */
[[maybe_unused]] static bool run_narrow(const int32_t* w, float* const* base, int32_t lo, int32_t hi) {
  switch (w[0]) {
    case 165: sbgemm(w[1], w[2], w[3], w[4], w[5], w[6], base[0] + w[7], w[8], w[9], base[1] + w[10], w[11], w[12], base[2] + w[13], w[14], w[15], (w[16] < 0 ? 0 : base[3] + w[16]), w[17], (w[18] < 0 ? 0 : base[4] + w[18]), lo, hi); return true;
    case 166: gemm_int8(w[1], w[2], w[3], base[0] + w[4], (uint8_t*)(base[1] + w[5]), base[2] + w[6], (w[7] < 0 ? 0 : base[3] + w[7]), w[8], base[4] + w[9], lo, hi); return true;
    case 182: if (w[24] == 0) return false; conv(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16], w[17], w[18], w[19], w[20], w[21], w[22], w[23], w[24], base[0] + w[25], base[1] + w[26], (w[27] < 0 ? 0 : base[2] + w[27]), w[28], (w[29] < 0 ? 0 : base[3] + w[29]), base[4] + w[30], lo, hi); return true;
    case 183: if (w[24] == 0) return false; conv_dx(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16], w[17], w[18], w[19], w[20], w[21], w[22], w[23], w[24], base[0] + w[25], base[1] + w[26], (w[27] < 0 ? 0 : base[2] + w[27]), w[28], (w[29] < 0 ? 0 : base[3] + w[29]), base[4] + w[30], lo, hi); return true;
    case 184: if (w[24] == 0) return false; conv_dw(w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16], w[17], w[18], w[19], w[20], w[21], w[22], w[23], w[24], w[25], base[0] + w[26], base[1] + w[27], base[2] + w[28], lo, hi); return true;
    default: return false;
  }
}
