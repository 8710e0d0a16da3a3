#include "memory.h"
#include <cstdlib>
#include <cstring>
#if defined(__linux__)
#include <sys/mman.h>
#elif defined(_WIN32)
#include <malloc.h>
#endif

namespace {

constexpr uint64_t LINE = 64;
uint64_t rounded(uint64_t bytes, uint64_t to) { return (bytes + to - 1) / to * to; }

#if defined(__linux__)
/* Huge pages make work on matrices of some megabytes about 4 % faster. @source measured, 1024 x 1024 and larger */
constexpr uint64_t HUGE_PAGE = 2 * 1024 * 1024;
bool large(uint64_t bytes) { return bytes >= 2 * HUGE_PAGE; }

/* Maps zeroed pages from the system, aligned to a huge page. Does not touch them. */
void* map(uint64_t bytes) {
  const uint64_t size = rounded(bytes, HUGE_PAGE), slack = size + HUGE_PAGE;
  char* raw = (char*)mmap(nullptr, slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw == MAP_FAILED) return nullptr;
  char* aligned = (char*)rounded((uint64_t)raw, HUGE_PAGE);
  if (aligned > raw) munmap(raw, aligned - raw);
  munmap(aligned + size, raw + slack - (aligned + size));
  madvise(aligned, size, MADV_HUGEPAGE);
  return aligned;
}
#endif

}  // namespace

void* memory_allocate(uint64_t bytes) {
#if defined(__linux__)
  if (large(bytes)) return map(bytes);
#endif
  const uint64_t size = rounded(bytes, LINE);
#if defined(_WIN32)
  void* memory = _aligned_malloc(size, LINE);
#else
  void* memory = nullptr;
  if (posix_memalign(&memory, LINE, size) != 0) return nullptr;
#endif
  if (memory != nullptr) memset(memory, 0, size);
  return memory;
}

void* memory_resize(void* memory, uint64_t bytes, uint64_t wanted) {
  const uint64_t kept = bytes < wanted ? bytes : wanted;
#if defined(__linux__)
  if (large(bytes) && large(wanted)) {
    const uint64_t mapped = rounded(bytes, HUGE_PAGE), size = rounded(wanted, HUGE_PAGE);
    void* moved = mremap(memory, mapped, size, MREMAP_MAYMOVE);
    if (moved == MAP_FAILED) return nullptr;
    // New pages are zero, but the unused end of the last old page may not be.
    if (wanted > bytes) memset((char*)moved + bytes, 0, (mapped < wanted ? mapped : wanted) - bytes);
    return moved;
  }
#endif
  void* fresh = memory_allocate(wanted);
  if (fresh == nullptr) return nullptr;
  if (kept > 0) memcpy(fresh, memory, kept);
  memory_free(memory, bytes);
  return fresh;
}

void memory_free(void* memory, [[maybe_unused]] uint64_t bytes) {
  if (memory == nullptr) return;
#if defined(__linux__)
  if (large(bytes)) {
    munmap(memory, rounded(bytes, HUGE_PAGE));
    return;
  }
#endif
#if defined(_WIN32)
  _aligned_free(memory);
#else
  free(memory);
#endif
}
