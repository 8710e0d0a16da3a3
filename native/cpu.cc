#include "cpu.h"
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <thread>
#if defined(_MSC_VER)
#include <intrin.h>
#elif defined(__x86_64__)
#include <cpuid.h>
#endif
#if defined(__APPLE__)
#include <sys/sysctl.h>
#elif !defined(_WIN32)
#include <unistd.h>
#endif

namespace {

#if defined(_M_X64) || defined(__x86_64__)
#if defined(_MSC_VER)
void cpuid(int (&leaf)[4], int level, int sub) { __cpuidex(leaf, level, sub); }
unsigned long long saved_registers() { return _xgetbv(0); }
#else
void cpuid(int (&leaf)[4], int level, int sub) { __cpuid_count(level, sub, leaf[0], leaf[1], leaf[2], leaf[3]); }
/* The instruction itself: its intrinsic wants code that is compiled for processors that have it. */
unsigned long long saved_registers() {
  unsigned int low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low | (unsigned long long)high << 32;
}
#endif

/* CPUID leaf 7 lists the instructions; XCR0 tells whether the system saves their registers. It is asked directly: MSVC
   has no __builtin_cpu_supports, and that of clang needs a library which an addon cannot be linked with everywhere.
   macOS saves the registers of AVX-512 only once a process has used them, and XCR0 does not show them before: it gets AVX2. */
struct Features {
  bool avx2 = false, avx512 = false, avx512bf16 = false;
  Features() {
    int leaf[4];
    cpuid(leaf, 0, 0);
    if (leaf[0] < 7) return;
    cpuid(leaf, 1, 0);
    const bool fma = leaf[2] >> 12 & 1, saves = leaf[2] >> 27 & 1;
    if (!saves) return;
    const unsigned long long state = saved_registers();
    cpuid(leaf, 7, 0);
    const int subleaves = leaf[0], b = leaf[1], c = leaf[2];
    avx2 = fma && (state & 0x6) == 0x6 && (b >> 5 & 1);
    avx512 = avx2 && (state & 0xe6) == 0xe6 && (b >> 16 & 1) && (b >> 17 & 1) && (b >> 30 & 1) && (b >> 31 & 1);
    if (!avx512 || subleaves < 1) return;
    cpuid(leaf, 7, 1);
    avx512bf16 = (c >> 11 & 1) && (leaf[0] >> 5 & 1);
  }
};
#endif

struct Targets {
  const Target* list[4];
  int32_t count = 0;
  Targets() {
#if defined(__x86_64__) || defined(_M_X64)
    const Features features;
    list[count++] = &target_baseline;
    if (features.avx2) list[count++] = &target_avx2;
    if (features.avx512) list[count++] = &target_avx512;
    if (features.avx512bf16) list[count++] = &target_avx512bf16;
#else
    list[count++] = &target_neon;
#endif
  }
};

/* Bytes of the cache of that level as the system reports them, or `otherwise`: a size that most processors have at
   least. */
int32_t cache_bytes([[maybe_unused]] int level, int32_t otherwise) {
  long bytes = 0;
#if defined(__APPLE__)
  int64_t value = 0;
  size_t size = sizeof value;
  if (sysctlbyname(level == 1 ? "hw.l1dcachesize" : "hw.l2cachesize", &value, &size, nullptr, 0) == 0) bytes = (long)value;
#elif defined(_SC_LEVEL1_DCACHE_SIZE)
  bytes = sysconf(level == 1 ? _SC_LEVEL1_DCACHE_SIZE : _SC_LEVEL2_CACHE_SIZE);
#endif
  return bytes >= 16 * 1024 && bytes <= 64 * 1024 * 1024 ? (int32_t)bytes : otherwise;
}

/* The number in a small system file, or `otherwise`. */
[[maybe_unused]] double number_in(const char* path, double otherwise) {
  double number = otherwise;
  if (FILE* file = fopen(path, "r")) {
    if (fscanf(file, "%lf", &number) != 1) number = otherwise;
    fclose(file);
  }
  return number;
}

}  // namespace

const Caches caches = {cache_bytes(1, 32 * 1024), cache_bytes(2, 512 * 1024)};

const Target* const* cpu_targets(int32_t* count) {
  static const Targets targets;
  *count = targets.count;
  return targets.list;
}

int32_t cpu_threads() {
  double threads = std::max(1u, std::thread::hardware_concurrency());
#if defined(__linux__)
  // Two hardware threads of one core share its arithmetic units.
  if (number_in("/sys/devices/system/cpu/smt/active", 0) == 1) threads /= 2;
#endif
  return std::max(1, (int32_t)std::lround(threads));
}
