#pragma once
#include <stdint.h>
#include "target.h"

/* Bytes of one core's caches, set before any kernel runs. */
struct Caches {
  int32_t l1, l2;
};
extern const Caches caches;

/* Targets this machine can run, the best last. */
const Target* const* cpu_targets(int32_t* count);

/* The number of threads to compute with: one per core that this process may use. */
int32_t cpu_threads();
