#pragma once
#include <cstdint>

/** Zeroed memory of `bytes`, at least one, on a cache line's boundary; nullptr if there is not that much. */
void* memory_allocate(uint64_t bytes);

/** Gives back what memory_allocate gave for as many bytes. */
void memory_free(void* memory, uint64_t bytes);
