#pragma once
#include <atomic>
#include <cstdint>

/** Makes the system give this thread what it has of the addon's data. Where there is no memory for it, the process ends: so it is asked
 *  for early, when there is most. */
void take_thread_data();

/** The most threads that may share one instruction. */
constexpr int32_t MAX_THREADS = 256;

/** Computes units [lo, hi) of a job. */
using Work = void (*)(const void* context, int32_t lo, int32_t hi);

/** Computes units [0, units) on this thread and on up to threads - 1 helper threads, in parts of whole chunks of
 *  `chunk` units, large parts first. The helpers belong to the process and serve one caller at a time: while they
 *  serve another caller, this thread works alone. Returns false if `cancel` was set before all units were claimed;
 *  it is then unspecified which units are computed. */
bool parallel_for(int32_t units, int32_t chunk, int32_t threads, const std::atomic<bool>& cancel, Work work, const void* context);
