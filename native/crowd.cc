// Stress test of the thread pool, for a thread sanitizer: several callers give work to the pool at once, and some jobs
// are cancelled while they run. Units are counted in plain memory, so that it is a race if two threads compute one
// unit, or if a caller returns too early.
//   crowd [jobs]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>
#include <vector>
#include "pool.h"

namespace {

constexpr int32_t CALLERS = 3, UNITS = 500, THREADS = 4;
/* Longer than an idle thread spins: the next job has to wake it. */
constexpr std::chrono::microseconds NAP{200};

struct Job {
  std::vector<int32_t>* times;
  std::atomic<bool>* cancel;
  /* The unit that sets `cancel` from inside the job, as a caller may do; -1 for none. */
  int32_t fatal;
  std::thread::id caller;
  std::atomic<bool>* helped;
};

void compute(const void* context, int32_t lo, int32_t hi) {
  const Job& job = *static_cast<const Job*>(context);
  // Relaxed, so that this store orders no other access and cannot hide a race.
  if (std::this_thread::get_id() != job.caller) job.helped->store(true, std::memory_order_relaxed);
  for (int32_t i = lo; i < hi; i++) {
    (*job.times)[i]++;
    if (i == job.fatal) job.cancel->store(true);
  }
}

struct Caller {
  std::atomic<bool> cancel{false}, helped{false};
  int32_t shared = 0, cancelled = 0, wrong = 0;

  void call(int32_t jobs, uint32_t seed) {
    std::minstd_rand any(seed);
    std::vector<int32_t> times(UNITS);
    for (int32_t i = 0; i < jobs; i++) {
      const int32_t units = 1 + any() % UNITS, chunk = 1 + any() % 16, threads = 2 + any() % (THREADS - 1);
      const Job job = {&times, &cancel, any() % 4 == 0 ? (int32_t)(any() % units) : -1, std::this_thread::get_id(), &helped};
      times.assign(units, 0);
      cancel.store(false);
      const bool whole = parallel_for(units, chunk, threads, cancel, compute, &job);
      shared += helped.exchange(false, std::memory_order_relaxed);
      cancelled += !whole;
      for (const int32_t count : times) wrong += whole ? count != 1 : count > 1;
      if (any() % 64 == 0) std::this_thread::sleep_for(NAP);
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  const int32_t jobs = argc > 1 ? atoi(argv[1]) : 20000;
  Caller callers[CALLERS];
  std::atomic<bool> over{false};
  std::thread canceller([&] {
    for (std::minstd_rand any; !over.load(); std::this_thread::sleep_for(NAP / 2)) callers[any() % CALLERS].cancel.store(true);
  });
  std::vector<std::thread> threads;
  for (int32_t i = 0; i < CALLERS; i++) threads.emplace_back([&, i] { callers[i].call(jobs, i + 1); });
  for (auto& thread : threads) thread.join();
  over.store(true);
  canceller.join();
  int32_t shared = 0, cancelled = 0, wrong = 0;
  for (const Caller& caller : callers) shared += caller.shared, cancelled += caller.cancelled, wrong += caller.wrong;
  printf("%d jobs of %d callers, %d shared with other threads, %d cancelled, %d units lost or done twice\n", CALLERS * jobs, CALLERS,
      shared, cancelled, wrong);
  return wrong == 0 && shared > 0 && cancelled > 0 ? 0 : 1;
}
