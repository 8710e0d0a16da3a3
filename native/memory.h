#pragma once
#include <cstdint>

/** Allocates `bytes` >= 1 of zeroed memory, aligned to a cache line. Returns nullptr if there is not enough memory. */
void* memory_allocate(uint64_t bytes);

/** Changes the size of a block from `bytes` to `wanted` and returns its new address. The contents that fit are kept;
 *  new bytes are zero. Returns nullptr and changes nothing if there is not enough memory. On Linux the system moves
 *  large blocks without copying them. */
void* memory_resize(void* memory, uint64_t bytes, uint64_t wanted);

/** Frees a block of `bytes` from memory_allocate or memory_resize. */
void memory_free(void* memory, uint64_t bytes);
