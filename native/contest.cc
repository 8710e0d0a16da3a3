// Times matrix products side by side: myelin's sgemm, the libraries found on this machine, and the processor's peak
// (multiply-adds that never wait for an operand).
//   contest TARGET THREADS CONTENDERS...   prints the contenders found, then answers each input line with one line:
//   shape TRANSA TRANSB M N K B C ELEMENTS WORDS...   an empty line; prepares that product in an arena of ELEMENTS elements,
//                                                     with b at B and c at C; WORDS is the program that computes it
//   check CONTENDER         the largest error of sampled elements, in units of the standard bound
//   run CONTENDER TIMES     the time of TIMES products, in seconds
#include <dlfcn.h>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <limits>
#include <random>
#include <sstream>
#include <string>
#include <vector>
#include "cpu.h"
#include "memory.h"
#include "pool.h"
#include "run.h"
#if defined(__x86_64__)
#include <immintrin.h>
#else
#include <arm_neon.h>
#endif

namespace {

const std::atomic<bool> NEVER{false};

/* Independent sums: more than the multiply-adds that any processor has in flight, and no more than it has
   registers. */
constexpr int32_t SUMS = 12;

/* `steps` multiply-adds for each sum. The empty asm statements hide the values from the compiler, so that it cannot
   remove the work. */
#define PEAK(NAME, ATTRIBUTE, VECTOR, CLASS, MULTIPLY_ADD)                    \
  ATTRIBUTE void NAME(int64_t steps) {                                        \
    VECTOR x = {}, sum[SUMS] = {};                                            \
    __asm__("" : "+" CLASS(x));                                               \
    for (VECTOR& y : sum) __asm__("" : "+" CLASS(y));                         \
    for (; steps > 0; steps--) {                                              \
      _Pragma("GCC unroll 12") for (VECTOR& y : sum) y = MULTIPLY_ADD;        \
    }                                                                         \
    for (VECTOR& y : sum) __asm__ volatile("" : "+" CLASS(y));                \
  }
#if defined(__x86_64__)
PEAK(peak_baseline, , __m128, "x", _mm_add_ps(_mm_mul_ps(x, x), y))
PEAK(peak_avx2, __attribute__((target("avx2,fma"))), __m256, "x", _mm256_fmadd_ps(x, x, y))
PEAK(peak_avx512, __attribute__((target("avx512f"))), __m512, "x", _mm512_fmadd_ps(x, x, y))
constexpr struct {
  const char* name;
  void (*run)(int64_t);
} PEAKS[] = {{"baseline", peak_baseline}, {"avx2", peak_avx2}, {"avx512", peak_avx512}, {"avx512bf16", peak_avx512}};
#else
PEAK(peak_neon, , float32x4_t, "w", vfmaq_f32(y, x, x))
constexpr struct { const char* name; void (*run)(int64_t); } PEAKS[] = {{"neon", peak_neon}};
#endif

/* One product, row-major. */
struct Shape {
  int32_t transA, transB, m, n, k;
  float *a, *b, *c;
  double flops() const { return 2.0 * m * n * k; }
};

struct Contender {
  const char* name;
  /* False if this machine does not have it. */
  virtual bool ready() { return true; }
  virtual void run(const Shape& shape, int64_t times) = 0;
  explicit Contender(const char* name) : name(name) {}
};

struct Peak : Contender {
  Machine machine;
  void (*multiply_add)(int64_t) = nullptr;
  int64_t steps = 0;
  explicit Peak(const Machine& machine) : Contender("peak"), machine(machine) {
    for (const auto& peak : PEAKS) if (strcmp(peak.name, machine.target->name) == 0) multiply_add = peak.run;
  }
  void run(const Shape& shape, int64_t times) override {
    const int32_t parts = machine.threads == 1 ? 1 : 16 * machine.threads;
    steps = (int64_t)(shape.flops() * times / (2.0 * SUMS * machine.target->width * parts));
    const Work work = [](const void* context, int32_t lo, int32_t hi) {
      const Peak& peak = *static_cast<const Peak*>(context);
      for (int32_t part = lo; part < hi; part++) peak.multiply_add(peak.steps);
    };
    if (parts == 1) work(this, 0, 1);
    else parallel_for(parts, 1, machine.threads, NEVER, work, this);
  }
};

struct Myelin : Contender {
  Machine machine;
  Program program;
  explicit Myelin(const Machine& machine) : Contender("myelin"), machine(machine) {}
  void run(const Shape& shape, int64_t times) override {
    run_program(program, shape.a, machine, (int32_t)times, std::numeric_limits<double>::infinity(), NEVER);
  }
};

/* A library that is loaded at run time. */
template <typename Sgemm>
struct Library : Contender {
  const char *file, *symbol;
  Sgemm sgemm = nullptr;
  Library(const char* name, const char* file, const char* symbol) : Contender(name), file(file), symbol(symbol) {}
  bool ready() override {
    void* library = dlopen(file, RTLD_NOW);
    if (library != nullptr) sgemm = (Sgemm)dlsym(library, symbol);
    return sgemm != nullptr;
  }
};

struct OpenBlas : Library<void (*)(int, int, int, int, int, int, float, const float*, int, const float*, int, float, float*, int)> {
  OpenBlas() : Library("openblas", "libopenblas.so.0", "cblas_sgemm") {}
  void run(const Shape& s, int64_t times) override {
    constexpr int ROW_MAJOR = 101, NO_TRANS = 111, TRANS = 112;
    for (; times > 0; times--) {
      sgemm(ROW_MAJOR, s.transA ? TRANS : NO_TRANS, s.transB ? TRANS : NO_TRANS, s.m, s.n, s.k, 1, s.a, s.transA ? s.m : s.k, s.b,
          s.transB ? s.k : s.n, 0, s.c, s.n);
    }
  }
};

struct OneDnn
    : Library<int (*)(char, char, int64_t, int64_t, int64_t, float, const float*, int64_t, const float*, int64_t, float, float*, int64_t)> {
  OneDnn() : Library("onednn", "libdnnl.so.2", "dnnl_sgemm") {}
  void run(const Shape& s, int64_t times) override {
    for (; times > 0; times--) {
      sgemm(s.transA ? 'T' : 'N', s.transB ? 'T' : 'N', s.m, s.n, s.k, 1, s.a, s.transA ? s.m : s.k, s.b, s.transB ? s.k : s.n, 0, s.c,
          s.n);
    }
  }
};

/* The largest error of 100 sampled elements, divided by the bound gamma_k |a| |b|; infinite if an error is NaN. */
double error_of(const Shape& s) {
  std::minstd_rand any(1);
  double worst = 0;
  for (int32_t sample = 0; sample < 100; sample++) {
    const size_t i = any() % s.m, j = any() % s.n;
    double sum = 0, magnitude = 0;
    for (size_t p = 0; p < (size_t)s.k; p++) {
      const double term = (double)(s.transA ? s.a[p * s.m + i] : s.a[i * s.k + p]) * (s.transB ? s.b[j * s.k + p] : s.b[p * s.n + j]);
      sum += term;
      magnitude += std::abs(term);
    }
    const double error = std::abs(s.c[i * s.n + j] - sum) / (magnitude * s.k * std::numeric_limits<float>::epsilon() / 2);
    worst = std::isnan(error) ? std::numeric_limits<double>::infinity() : std::max(worst, error);
  }
  return worst;
}

double seconds_of(Contender& contender, const Shape& shape, int64_t times) {
  const auto begin = std::chrono::steady_clock::now();
  contender.run(shape, times);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

const Target* target_named(const char* name) {
  int32_t count;
  const Target* const* targets = cpu_targets(&count);
  for (int32_t i = 0; i < count; i++) {
    if (strcmp(targets[i]->name, name) == 0) return targets[i];
  }
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || target_named(argv[1]) == nullptr) return 2;
  const Machine machine = {target_named(argv[1]), atoi(argv[2])};
  Peak peak(machine);
  Myelin myelin(machine);
  OpenBlas openblas;
  OneDnn onednn;
  std::vector<Contender*> contenders;
  for (int32_t i = 3; i < argc; i++) {
    for (Contender* known : {(Contender*)&peak, (Contender*)&myelin, (Contender*)&openblas, (Contender*)&onednn}) {
      if (strcmp(known->name, argv[i]) == 0 && known->ready()) contenders.push_back(known);
    }
  }
  for (const Contender* contender : contenders) std::cout << contender->name << ' ';
  std::cout << std::endl;

  Shape shape{};
  uint64_t bytes = 0;
  for (std::string line, verb, name; std::getline(std::cin, line); std::cout << std::endl) {
    std::istringstream words(line);
    words >> verb;
    if (verb == "shape") {
      memory_free(shape.a, bytes);
      size_t b, c, elements;
      words >> shape.transA >> shape.transB >> shape.m >> shape.n >> shape.k >> b >> c >> elements;
      std::vector<int32_t> program;
      for (int32_t word; words >> word;) program.push_back(word);
      myelin.program = {};
      bytes = elements * sizeof(float);
      shape.a = (float*)memory_allocate(bytes);
      if (shape.a == nullptr || load_program(program.data(), program.size(), (double)elements, &myelin.program).status != STATUS_OK) {
        return 1;
      }
      shape.b = shape.a + b;
      shape.c = shape.a + c;
      std::minstd_rand any(1);
      for (size_t i = 0; i < c; i++) shape.a[i] = (float)(any() % 2001) / 1000 - 1;
      continue;
    }
    words >> name;
    for (Contender* contender : contenders) {
      if (contender->name != name) continue;
      if (verb == "check") {
        memset(shape.c, 0xff, bytes - (shape.c - shape.a) * sizeof(float));
        contender->run(shape, 1);
        std::cout << error_of(shape);
      } else {
        int64_t times;
        words >> times;
        std::cout << seconds_of(*contender, shape, times);
      }
    }
  }
  return 0;
}
