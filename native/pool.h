#pragma once
#include <atomic>
#include <cstdint>

/** Most threads that may share one instruction. */
constexpr int32_t MAX_THREADS = 256;

/** Units [lo, hi) of some work. */
using Work = void (*)(const void* context, int32_t lo, int32_t hi);

/** Computes units [0, units) on this thread and up to threads - 1 others, in parts of whole `chunk`s, large
 *  ones first. The others belong to the process and serve one caller at once: while they serve another, this thread works alone.
 *  Returns false if `cancel` was set before all was claimed; what is not computed then is unspecified. */
bool parallel_for(int32_t units, int32_t chunk, int32_t threads, const std::atomic<bool>& cancel, Work work, const void* context);
