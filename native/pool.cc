#include "pool.h"
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#if defined(_WIN32)
#define NOMINMAX
#include <windows.h>
#else
#include <dlfcn.h>
#endif
#if defined(__linux__)
#include <sched.h>
#endif
#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace {

/* How long an idle thread spins before it sleeps: as long as waking it takes (measured 54 us, Linux). */
constexpr std::chrono::microseconds PATIENCE{60};
/* A caller that has finished its own share spins for PATIENCE and 1 / LAST_PART of the time it has worked, because
   a helper may still compute a large unit. After that it sleeps. */
constexpr int32_t LAST_PART = 8;
/* A caller that had to sleep works alone for REST times as long as it waited: other processes hold the cores, and
   helpers gain little. */
constexpr int32_t REST = 4;
/* A thread first claims FIRST_SHARE quarters of an even share. @source measured: with two threads, a step of
   784-512-512-10 takes 5 % less time than with two quarters and both threads claiming from the front. */
constexpr int32_t FIRST_SHARE = 3;
/* One sleep of a waiting caller: as short as the system's timers allow. */
constexpr std::chrono::microseconds NAP{20};
constexpr int64_t CLOSED = -(int64_t{1} << 32);

void relax() {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__) && !defined(_MSC_VER)
  __asm__ __volatile__("yield");
#endif
}

#if defined(__linux__)
/* The core that runs this thread; -1 if the system does not report it. */
int32_t current_core() { return sched_getcpu(); }

/* Moves this thread to any other core it may use, even if it has to wait there. */
void leave_core(int32_t core) {
  cpu_set_t all;
  if (sched_getaffinity(0, sizeof all, &all) != 0) return;
  cpu_set_t others = all;
  CPU_CLR(core, &others);
  if (sched_setaffinity(0, sizeof others, &others) == 0) sched_setaffinity(0, sizeof all, &all);
}
#else
int32_t current_core() { return -1; }
void leave_core(int32_t) {}
#endif

/* Keeps this code in memory. The pool's threads never end, so their code must outlive the last environment that
   loaded it. */
void keep_code_loaded() {
#if defined(_WIN32)
  HMODULE self;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCWSTR)&keep_code_loaded, &self);
#else
  Dl_info self;
  if (dladdr((void*)&keep_code_loaded, &self) != 0) dlopen(self.dli_fname, RTLD_NOW | RTLD_NODELETE | RTLD_NOLOAD);
#endif
}

using Clock = std::chrono::steady_clock;

/* Spins until `come` is true or the time `until` is reached. Returns whether `come` was true. */
template <typename Come>
bool look_out(Clock::time_point until, Come come) {
  do {
    for (int32_t i = 0; i < 64; i++) {
      if (come()) return true;
      relax();
    }
  } while (Clock::now() < until);
  return false;
}

/* Units [lo, hi). */
struct Range {
  int32_t lo, hi;
};

class Pool {
 public:
  bool run(int32_t units, int32_t chunk, int32_t threads, const std::atomic<bool>& cancel, Work work, const void* context) {
    std::unique_lock<std::mutex> mine(owner_, std::try_to_lock);
    const auto begin = Clock::now();
    if (!mine || begin < alone_until_ || !grow(threads - 1)) {
      if (cancel.load(std::memory_order_relaxed)) return false;
      work(context, 0, units);
      return true;
    }
    units_ = units;
    chunk_ = chunk;
    cancel_ = &cancel;
    work_ = work;
    context_ = context;
    seats_ = threads - 1;
    left_.store({0, units}, std::memory_order_relaxed);
    if (const int32_t core = current_core(); core != core_.load(std::memory_order_relaxed)) core_.store(core, std::memory_order_relaxed);
    door_.fetch_sub(CLOSED);  // opens the door: a helper that enters from now on sees the job
    job_.fetch_add(1);
    if (sleepers_.load() > 0) {
      { std::lock_guard<std::mutex> lock(sleep_); }
      wake_.notify_all();
    }
    claim(false);
    door_.fetch_add(CLOSED);
    await_helpers(begin);
    const Range left = left_.load(std::memory_order_relaxed);
    return left.lo == left.hi;
  }

 private:
  /* Claims and computes units until none are left. Shares get smaller with the units that are left: there are few
     parts, and no thread waits long for another. The first claims are larger. Some threads claim from the back, so
     that a thread gets the same data in every job and finds it in its own cache. */
  void claim(bool back) {
    const int64_t first = (int64_t)units_ * FIRST_SHARE / (4 * (seats_ + 1));
    Range left = left_.load(std::memory_order_relaxed);
    while (left.lo < left.hi && !cancel_->load(std::memory_order_relaxed)) {
      const int64_t count = left.hi - left.lo, share = count >= units_ - seats_ * first ? first : count / (2 * (seats_ + 1));
      const int64_t part = std::max<int64_t>(chunk_, share), end = back ? left.hi - part : left.lo + part;
      const int32_t cut = (int32_t)std::clamp<int64_t>(end - end % chunk_, left.lo, left.hi);
      if (!left_.compare_exchange_weak(left, back ? Range{left.lo, cut} : Range{cut, left.hi}, std::memory_order_relaxed)) continue;
      work_(context_, back ? cut : left.lo, back ? left.hi : cut);
      left = left_.load(std::memory_order_relaxed);
    }
  }

  /* Waits until no helper is inside. Sleeping frees this core for a helper that has lost its own: the system can
     move the helper here. */
  void await_helpers(Clock::time_point begin) {
    if (door_.load() == CLOSED) return;
    const auto tired = Clock::now();
    if (look_out(tired + PATIENCE + (tired - begin) / LAST_PART, [&] { return door_.load() == CLOSED; })) return;
    while (door_.load() != CLOSED) std::this_thread::sleep_for(NAP);
    const auto end = Clock::now();
    alone_until_ = end + REST * (end - tired);
  }

  /* Starts threads until there are `helpers` of them, or until the system refuses. Returns whether there is at
     least one. */
  bool grow(int32_t helpers) {
    try {
      for (; helpers_ < helpers; helpers_++) std::thread([this] { help(); }).detach();
    } catch (const std::exception&) {
    }
    return helpers_ > 0;
  }

  void help() {
    take_thread_data();
    for (int64_t seen = 0;;) {
      seen = await(seen);
      if (beside_owner()) leave_core(core_.load(std::memory_order_relaxed));
      const int64_t inside = door_.fetch_add(1);
      if (inside >= 0 && inside < seats_) claim(inside % 2 == 0);
      door_.fetch_sub(1);
    }
  }

  /* Whether this helper runs on the owner's core. If another process is busy, the system may leave both on one
     core. */
  bool beside_owner() const {
    const int32_t core = current_core();
    return core >= 0 && core == core_.load(std::memory_order_relaxed);
  }

  /* Waits for a job newer than `seen` and returns its number. */
  int64_t await(int64_t seen) {
    if (!beside_owner() && look_out(Clock::now() + PATIENCE, [&] { return job_.load() != seen; })) return job_.load();
    std::unique_lock<std::mutex> lock(sleep_);
    sleepers_.fetch_add(1);
    wake_.wait(lock, [&] { return job_.load() != seen; });
    sleepers_.fetch_sub(1);
    return job_.load();
  }

  std::mutex owner_;
  Clock::time_point alone_until_{};
  int32_t helpers_ = 0;

  // The job. It is written while the door is closed and no helper is inside.
  int32_t units_ = 0, chunk_ = 1, seats_ = 0;
  const std::atomic<bool>* cancel_ = nullptr;
  Work work_ = nullptr;
  const void* context_ = nullptr;

  std::mutex sleep_;
  std::condition_variable wake_;
  std::atomic<int32_t> sleepers_{0};

  // The owner's core when it started its last job.
  std::atomic<int32_t> core_{-1};

  // Each is on a cache line of its own, because all threads access them. The door counts the helpers inside; CLOSED is
  // added while it is shut.
  alignas(64) std::atomic<int64_t> job_{0};
  alignas(64) std::atomic<int64_t> door_{CLOSED};
  alignas(64) std::atomic<Range> left_{Range{0, 0}};
};

/* Never destroyed: its threads may still run when the process exits. */
Pool& shared_pool() {
  static Pool* pool = (keep_code_loaded(), new Pool);
  return *pool;
}

}  // namespace

void take_thread_data() {
  static thread_local volatile bool taken = false;
  taken = true;
}

bool parallel_for(int32_t units, int32_t chunk, int32_t threads, const std::atomic<bool>& cancel, Work work, const void* context) {
  return shared_pool().run(units, chunk, threads, cancel, work, context);
}
