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

/* How long an idle thread looks out for work before it sleeps: as long as waking it takes (measured 54 us, Linux). */
constexpr std::chrono::microseconds PATIENCE{60};
/* Who is done looks out for the others longer by this part of the time it has worked: they may be at large units. */
constexpr int32_t LAST_PART = 8;
/* After a sleep it works alone for so many times as long: where others hold all cores, helpers are worth little. */
constexpr int32_t REST = 4;
/* Quarters of an even share that a thread takes at first. @source measured: two threads at a step of 784-512-512-10 take
   5 % less time than if they begin with two, and all from the front. */
constexpr int32_t FIRST_SHARE = 3;
/* As short as the system's timers allow. */
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
/* The core this thread is on; -1 if the system does not tell. */
int32_t current_core() { return sched_getcpu(); }

/* Moves this thread to any other core it may use; there it may wait for its turn. */
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

/* The pool's threads never end: the code they run must stay when the last environment that loaded it goes. */
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

/* Looks out for something until then; whether it came. */
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
    door_.fetch_sub(CLOSED);  // opens: whoever enters from now on sees the job
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
  /* Takes shares of what is left, the smaller the less that is: few parts, and none that is waited for long. Who comes
     first takes more at once. Some take from the back: what a thread touched in the last job lies in its own cache. */
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

  /* Until nobody is inside. Sleep leaves this core to a helper that has lost its own: the system moves it here. */
  void await_helpers(Clock::time_point begin) {
    if (door_.load() == CLOSED) return;
    const auto tired = Clock::now();
    if (look_out(tired + PATIENCE + (tired - begin) / LAST_PART, [&] { return door_.load() == CLOSED; })) return;
    while (door_.load() != CLOSED) std::this_thread::sleep_for(NAP);
    const auto end = Clock::now();
    alone_until_ = end + REST * (end - tired);
  }

  /* Sees to it that there are `helpers` threads or, where the system grants no more, at least one. */
  bool grow(int32_t helpers) {
    try {
      for (; helpers_ < helpers; helpers_++) std::thread([this] { help(); }).detach();
    } catch (const std::system_error&) {
    }
    return helpers_ > 0;
  }

  void help() {
    for (int64_t seen = 0;;) {
      seen = await(seen);
      if (beside_owner()) leave_core(core_.load(std::memory_order_relaxed));
      const int64_t inside = door_.fetch_add(1);
      if (inside >= 0 && inside < seats_) claim(inside % 2 == 0);
      door_.fetch_sub(1);
    }
  }

  /* True of a helper that runs in the owner's place. Beside a busy process the system may leave both on one core. */
  bool beside_owner() const {
    const int32_t core = current_core();
    return core >= 0 && core == core_.load(std::memory_order_relaxed);
  }

  /* The number of a job newer than `seen`. */
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

  // The job; written while the door is closed and nobody is inside.
  int32_t units_ = 0, chunk_ = 1, seats_ = 0;
  const std::atomic<bool>* cancel_ = nullptr;
  Work work_ = nullptr;
  const void* context_ = nullptr;

  std::mutex sleep_;
  std::condition_variable wake_;
  std::atomic<int32_t> sleepers_{0};

  // Where the owner was when it gave out its last job.
  std::atomic<int32_t> core_{-1};

  // Each on a cache line of its own: threads meet here. The door counts who is inside, plus CLOSED when it is shut.
  alignas(64) std::atomic<int64_t> job_{0};
  alignas(64) std::atomic<int64_t> door_{CLOSED};
  alignas(64) std::atomic<Range> left_{Range{0, 0}};
};

/* Leaked: at exit its threads may still be running. */
Pool& shared_pool() {
  static Pool* pool = (keep_code_loaded(), new Pool);
  return *pool;
}

}  // namespace

bool parallel_for(int32_t units, int32_t chunk, int32_t threads, const std::atomic<bool>& cancel, Work work, const void* context) {
  return shared_pool().run(units, chunk, threads, cancel, work, context);
}
