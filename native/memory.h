#pragma once
#include <cstdint>

/** Zeroed memory of `bytes`, at least one, on a cache line's boundary; nullptr if there is not that much. */
void* memory_allocate(uint64_t bytes);

/** As many of the bytes as fit, in memory of another size; what is new is zero. nullptr, and nothing changed, if there
 *  is not that much. Large blocks are moved by the system without being copied. */
void* memory_resize(void* memory, uint64_t bytes, uint64_t wanted);

/** Gives back what memory_allocate gave for as many bytes. */
void memory_free(void* memory, uint64_t bytes);
