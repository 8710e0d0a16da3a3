// A slice is one run of a program on libuv's thread pool, off JavaScript's thread. The slices of one arena run one
// after another. Only addon.cc includes this file.
#pragma once
#include <napi.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <new>
#include <vector>
#include "memory.h"
#include "run.h"

namespace {

/* Threads of libuv's pool: four, or as many as UV_THREADPOOL_SIZE said when it began. */
int pool_threads() {
  const char* given = getenv("UV_THREADPOOL_SIZE");
  return given == nullptr ? 4 : atoi(given);
}
/* The most slices of one environment in it at once, but for the one more that `beside` allows: of four threads at least one stays free for
   file access. */
size_t most_slices() { return (size_t)std::clamp(pool_threads() / 2, 1, 512); }

int64_t nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/* Nanoseconds by which an arena that comes goes before those that are there: a short answer need not wait for its turn among long fits. */
constexpr int64_t GRACE = 100'000'000;

/* What an arena shares with its slices in flight. */
struct Memory {
  std::mutex busy;  // held by the slice that runs
  std::atomic<int64_t> used{0};  // nanoseconds that its slices have run, or more if it came later: the arena with the least goes first
  std::atomic<int64_t> last{INT64_MAX};  // nanoseconds of the last one; INT64_MAX before the first
  Machine machine;
  float* data = nullptr;
  int64_t elements = 0;
  bool freed = false;
  uint64_t seen = 0;  // the last search for the next slice that came by it

  ~Memory() { memory_free(data, bytes()); }
  uint64_t bytes() const { return (uint64_t)elements * sizeof(float); }
};

struct Slice;

/* One per JavaScript thread that loaded the addon. */
struct Environment {
  const napi_env env;
  std::deque<Slice*> slices;  // in order of arrival, running or waiting
  const size_t most = most_slices();
  /* Whether one more may begin if its arena has used less than those that run, and will have when it ends: a slice cannot be interrupted,
     and an arena of short ones, which comes back some turns of the event loop later, would wait for the end of a long one each time. */
  const bool beside = pool_threads() >= 4;
  uint64_t searches = 0;
  explicit Environment(napi_env own) : env(own) {}
  void arrive(Slice* slice);
  int64_t least_so_far() const;
  void start_next();
  void finish(const Memory& memory);
  void extend(const Memory& memory, int32_t steps);
  void cancel(const Memory* memory);
};

/* One runAsync, profile or callAsync. Frees what Node holds for it, at any moment: while a worker thread is ended, any call of Node-API may
   fail. */
struct Slice {
  Environment* const environment;
  std::shared_ptr<Memory> memory;
  std::shared_ptr<Program> program;  // null for a call
  Steps steps{0};
  double milliseconds;
  bool timed = false;  // whether it is a profile
  std::vector<double> nanoseconds;  // of a profile: of each instruction in each step
  Call call;
  napi_ref arrays = nullptr;  // keeps a call's arrays from being collected
  napi_deferred deferred = nullptr;
  napi_async_work work = nullptr;
  std::atomic<napi_threadsafe_function> going_on{nullptr};  // null again if JavaScript's thread is closing
  std::atomic<bool> cancel{false};
  bool queued = false;
  std::atomic<int64_t> began{INT64_MAX};  // when a thread got it
  // Under the memory's lock:
  bool finished = false;
  int32_t done = 0;
  const char* error = nullptr;

  explicit Slice(Environment* in) : environment(in) {}
  ~Slice() {
    if (napi_threadsafe_function told = going_on) napi_release_threadsafe_function(told, napi_tsfn_release);
    if (arrays != nullptr) napi_delete_reference(environment->env, arrays);
    if (work != nullptr) napi_delete_async_work(environment->env, work);
  }
};

const char* const FREED = "the arena has been freed";
const char* const TOO_SMALL = "the arena has become too small for this program";

const char* const NO_MEMORY =
    "a kernel has no memory to work with, and has left its step half done. Use a smaller batch or smaller layers, or raise the limit";

/* The cancel flag of runs on JavaScript's own thread: nothing sets it. */
const std::atomic<bool> NEVER{false};

const char* refusal(const Memory& memory, const Program& program) {
  return memory.freed ? FREED : program.needs > (double)memory.elements ? TOO_SMALL : nullptr;
}

void run_slice(Slice& slice) {
  Memory& memory = *slice.memory;
  if (slice.program == nullptr) run_call(slice.call, memory.machine, slice.cancel);
  else if (slice.timed)
    profile_program(*slice.program, memory.data, memory.machine, slice.steps.allowed, slice.nanoseconds.data());
  else
    slice.done = run_program(*slice.program, memory.data, memory.machine, slice.steps, slice.milliseconds, slice.cancel);
}

/* Runs a slice, unless another thread has done so. */
void execute(napi_env, void* data) {
  Slice& slice = *static_cast<Slice*>(data);
  std::lock_guard<std::mutex> lock(slice.memory->busy);
  if (slice.finished) return;
  slice.finished = true;
  if (slice.cancel && !slice.timed) return;
  if (slice.program != nullptr) slice.error = refusal(*slice.memory, *slice.program);
  if (slice.error != nullptr) return;
  const int64_t began = slice.began = nanoseconds();
  try {
    run_slice(slice);
  } catch (const std::bad_alloc&) {
    slice.error = NO_MEMORY;
  } catch (const OutOfMemory&) {
    slice.error = NO_MEMORY;
  }
  slice.memory->last = nanoseconds() - began;
  slice.memory->used += slice.memory->last;
}

/* What the promise of a slice resolves to: the number of whole steps, or the times of a profile. */
napi_status result_of(napi_env env, const Slice& slice, napi_value* value) {
  if (!slice.timed) return napi_create_int32(env, slice.done, value);
  const size_t bytes = slice.nanoseconds.size() * sizeof(double);
  napi_value buffer = nullptr;
  void* data = nullptr;
  const napi_status status = napi_create_arraybuffer(env, bytes, &data, &buffer);
  if (status != napi_ok) return status;
  if (bytes > 0) memcpy(data, slice.nanoseconds.data(), bytes);
  return napi_create_typedarray(env, napi_float64_array, slice.nanoseconds.size(), buffer, 0, value);
}

/* Settles the promise of a slice. It uses plain C calls and ignores their failures: while an environment closes,
   none of them can succeed, and none may throw. Who waits is not started here: first whoever waited for the promise may come again, and
   go first if its arena has used less. Then JavaScript calls `start_next`, whoever has come; only if nothing runs it is called here. */
void complete(napi_env env, napi_status, void* data) {
  std::unique_ptr<Slice> slice(static_cast<Slice*>(data));
  Environment& environment = *slice->environment;
  environment.slices.erase(std::find(environment.slices.begin(), environment.slices.end(), slice.get()));
  napi_value value = nullptr;
  if (slice->error == nullptr) {
    if (result_of(env, *slice, &value) == napi_ok) napi_resolve_deferred(env, slice->deferred, value);
  } else {
    napi_value text = nullptr;
    if (napi_create_string_utf8(env, slice->error, NAPI_AUTO_LENGTH, &text) == napi_ok &&
        napi_create_error(env, nullptr, text, &value) == napi_ok) {
      napi_reject_deferred(env, slice->deferred, value);
    }
  }
  const auto runs = [](const Slice* s) { return s->queued; };
  if (std::none_of(environment.slices.begin(), environment.slices.end(), runs)) environment.start_next();
}

/* Tells JavaScript's thread, some time later, that a run goes on behind so many steps. */
void goes_on(void* slice, int32_t done) {
  auto& going_on = static_cast<Slice*>(slice)->going_on;
  napi_threadsafe_function told = going_on;
  if (told == nullptr) return;
  const napi_status status = napi_call_threadsafe_function(told, reinterpret_cast<void*>((intptr_t)done), napi_tsfn_nonblocking);
  if (status == napi_closing) going_on = nullptr;
}
void call_going_on(napi_env env, napi_value function, void*, void* done) {
  napi_value argument = nullptr, undefined = nullptr;
  if (env == nullptr || napi_create_int32(env, (int32_t)reinterpret_cast<intptr_t>(done), &argument) != napi_ok) return;
  if (napi_get_undefined(env, &undefined) == napi_ok) napi_call_function(env, undefined, function, 1, &argument, nullptr);
}

/* Adds a slice. An arena that was idle is counted as if it had used no less than the others: it must not keep them waiting for long. */
void Environment::arrive(Slice* slice) {
  int64_t least = INT64_MAX;
  bool idle = true;
  for (const Slice* other : slices) {
    least = std::min(least, other->memory->used.load());
    idle = idle && other->memory != slice->memory;
  }
  const int64_t floor = least == INT64_MAX ? 0 : least - GRACE;
  if (idle && slice->memory->used < floor) slice->memory->used = floor;
  slices.push_back(slice);
}

/* The least that an arena has used of which a slice runs, with what this one has taken so far. */
int64_t Environment::least_so_far() const {
  const int64_t now = nanoseconds();
  int64_t least = INT64_MAX;
  for (const Slice* slice : slices) {
    if (slice->queued) least = std::min(least, slice->memory->used + std::max<int64_t>(0, now - slice->began));
  }
  return least;
}

/* Queues the first slices of idle arenas, up to the most: first that of the arena which has used least. */
void Environment::start_next() {
  size_t running = std::count_if(slices.begin(), slices.end(), [](const Slice* slice) { return slice->queued; });
  for (; running < most + beside; running++) {
    searches++;
    Slice* next = nullptr;
    const int64_t so_far = running < most ? INT64_MAX : least_so_far();
    for (Slice* slice : slices) {
      Memory& memory = *slice->memory;
      const bool first = memory.seen != searches;
      memory.seen = searches;
      if (slice->queued || !first || (next != nullptr && memory.used >= next->memory->used)) continue;
      if (running < most || memory.last < so_far - memory.used) next = slice;
    }
    if (next == nullptr) return;
    next->queued = napi_queue_async_work(env, next->work) == napi_ok;
    if (!next->queued) return;
  }
}

/* Finishes every slice of an arena: waits for the one that runs, and runs the others on this thread. */
void Environment::finish(const Memory& memory) {
  for (Slice* slice : slices) {
    if (slice->memory.get() == &memory) execute(nullptr, slice);
  }
}

/* Allows the last run of an arena that is not over more steps. A profile has room for the times of its own steps alone. */
void Environment::extend(const Memory& memory, int32_t steps) {
  const auto its = [&](const Slice* slice) { return slice->memory.get() == &memory && slice->program != nullptr && !slice->timed; };
  const auto last = std::find_if(slices.rbegin(), slices.rend(), its);
  if (last != slices.rend()) (*last)->steps.allowed.fetch_add(steps, std::memory_order_release);
}

void Environment::cancel(const Memory* memory) {
  for (Slice* slice : slices) {
    if (memory == nullptr || slice->memory.get() == memory) slice->cancel = true;
  }
}

/* Drops the slices that were never queued. Node waits for the running slices before it calls this. */
void close(void* data) {
  Environment& environment = *static_cast<Environment*>(data);
  environment.cancel(nullptr);
  const auto waiting =
      std::stable_partition(environment.slices.begin(), environment.slices.end(), [](Slice* slice) { return slice->queued; });
  std::for_each(waiting, environment.slices.end(), [](Slice* slice) { delete slice; });
  environment.slices.erase(waiting, environment.slices.end());
}

}  // namespace
