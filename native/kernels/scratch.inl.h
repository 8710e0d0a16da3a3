// Memory that kernels work with, beside their operands.
#pragma once
#include <stdlib.h>

/* A block for each thread, which only grows, up to some megabytes, and begins with a cache line. It is taken from the heap: what a thread
   has of its own beside it is a few bytes, because a process ends where there is no memory for those. */
namespace {
struct Scratch {
  float *data = nullptr, *allocated = nullptr;
  size_t size = 0;
  ~Scratch() { free(allocated); }
};
}  // namespace

/* The block, with room for `size` floats. Does not return if there is no memory for it. */
static float* grown(Scratch& block, size_t size) {
  const size_t line = 16;
  if (block.size < size) {
    free(block.allocated);
    block.size = 0;
    block.allocated = (float*)malloc((size + line) * sizeof(float));
    if (block.allocated == nullptr) kernel_out_of_memory();
    block.data = block.allocated + (line - (uintptr_t)block.allocated / sizeof(float) % line);
    block.size = size;
  }
  return block.data;
}

/* Begins a function that has memory for each thread, and stays a function of its own. Where a thread asks for such memory first, glibc
   changes all vector registers; clang 19 believes that those from the 16th on stay as they are, and would keep numbers of a caller there.
   @source llvm, X86InstrCompiler.td: TLS_addr64 names XMM0 to XMM15 alone */
#if defined(__GNUC__)
#define OF_THREAD __attribute__((noinline)) static
#else
#define OF_THREAD static
#endif

/* Memory for packed operands. */
OF_THREAD float* scratch(size_t size) {
  static thread_local Scratch mine;
  return grown(mine, size);
}
