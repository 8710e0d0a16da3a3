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
#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace {

/* How long an idle thread looks out for work before it sleeps: as long as waking it takes (measured 54 us, Linux). */
constexpr std::chrono::microseconds PATIENCE{60};
/* After a helper has come late this thread works alone for so many times as long as it waited, twice as many each time
   in a row: a core that another process holds is asked for now and then only. */
constexpr int32_t FIRST_REST = 2, LONGEST_REST = 16;
constexpr int64_t CLOSED = -(int64_t{1} << 32);

void relax() {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__) && !defined(_MSC_VER)
  __asm__ __volatile__("yield");
#endif
}

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
    next_.store(0, std::memory_order_relaxed);
    door_.fetch_sub(CLOSED);  // opens: whoever enters from now on sees the job
    job_.fetch_add(1);
    if (sleepers_.load() > 0) {
      { std::lock_guard<std::mutex> lock(sleep_); }
      wake_.notify_all();
    }
    claim();
    door_.fetch_add(CLOSED);
    await_helpers(begin);
    return next_.load(std::memory_order_relaxed) >= units;
  }

 private:
  using Clock = std::chrono::steady_clock;

  /* Takes a share of what is left, the smaller the less that is: few parts, and none that is waited for long. */
  void claim() {
    int64_t lo = next_.load(std::memory_order_relaxed);
    while (lo < units_ && !cancel_->load(std::memory_order_relaxed)) {
      const int64_t share = (units_ - lo) / (2 * (seats_ + 1)), part = std::max<int64_t>(chunk_, share - share % chunk_);
      if (!next_.compare_exchange_weak(lo, lo + part, std::memory_order_relaxed)) continue;
      work_(context_, (int32_t)lo, (int32_t)std::min<int64_t>(units_, lo + part));
      lo = next_.load(std::memory_order_relaxed);
    }
  }

  /* Until nobody is inside. Who waits longer than it has worked waits for a helper that has lost its core. */
  void await_helpers(Clock::time_point begin) {
    int32_t looks = 0;
    for (; looks < 4096 && door_.load() != CLOSED; looks++) relax();
    if (looks == 4096) {
      const auto tired = Clock::now();
      while (door_.load() != CLOSED) std::this_thread::yield();
      const auto end = Clock::now();
      if (end - tired > tired - begin) {
        rest_ = std::min(2 * rest_, LONGEST_REST);
        alone_until_ = end + rest_ * (end - tired);
        return;
      }
    }
    rest_ = FIRST_REST / 2;
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
      const int64_t inside = door_.fetch_add(1);
      if (inside >= 0 && inside < seats_) claim();
      door_.fetch_sub(1);
    }
  }

  /* The number of a job newer than `seen`. */
  int64_t await(int64_t seen) {
    const auto tired = std::chrono::steady_clock::now() + PATIENCE;
    do {
      for (int32_t i = 0; i < 64; i++) {
        if (job_.load() != seen) return job_.load();
        relax();
      }
    } while (std::chrono::steady_clock::now() < tired);
    std::unique_lock<std::mutex> lock(sleep_);
    sleepers_.fetch_add(1);
    wake_.wait(lock, [&] { return job_.load() != seen; });
    sleepers_.fetch_sub(1);
    return job_.load();
  }

  std::mutex owner_;
  int32_t rest_ = FIRST_REST / 2;
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

  // Each on a cache line of its own: threads meet here. The door counts who is inside, plus CLOSED when it is shut.
  alignas(64) std::atomic<int64_t> job_{0};
  alignas(64) std::atomic<int64_t> door_{CLOSED};
  alignas(64) std::atomic<int64_t> next_{0};
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
