// Only this file and addon-slices.h use Node-API. They check the arguments from JavaScript, hold the arenas, and run
// programs on this thread or on another.
#include <napi.h>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <unordered_map>
#include "addon-slices.h"
#include "cpu.h"
#include "gen/abi.h"
#include "memory.h"
#include "pool.h"
#include "run.h"

namespace {

/* An offset is one 32-bit word of a program. */
constexpr double MAX_ELEMENTS = INT32_MAX;
/* The most steps by which a run is extended at a time. */
constexpr double MAX_EXTENSION = 1 << 20;
/* The most steps of one profile: it stores one number per step and instruction. */
constexpr double MAX_PROFILED = 1000;

/* Argument i as an integer from low to high. Throws a RangeError that names the argument. */
double integer(const Napi::CallbackInfo& info, size_t i, const char* name, double low, double high) {
  const double value = info[i].IsNumber() ? info[i].As<Napi::Number>().DoubleValue() : NAN;
  if (value >= low && value <= high && std::trunc(value) == value) return value;
  throw Napi::RangeError::New(info.Env(),
      std::string(name) + " must be an integer from " + std::to_string((int64_t)low) + " to " + std::to_string((int64_t)high));
}

/* The bytes of a Float32Array, Int32Array or Uint8Array. Throws a TypeError for any other value. */
struct Bytes {
  char* data = nullptr;
  uint64_t count = 0;
  Bytes(Napi::Env env, napi_value array) {
    napi_typedarray_type type;
    size_t length = 0;
    void* start = nullptr;
    if (napi_get_typedarray_info(env, array, &type, &length, &start, nullptr, nullptr) == napi_ok) {
      data = static_cast<char*>(start);
      if (type == napi_float32_array || type == napi_int32_array) count = (uint64_t)length * 4;
      if (type == napi_uint8_array) count = length;
      if (type == napi_float32_array || type == napi_int32_array || type == napi_uint8_array) return;
    }
    throw Napi::TypeError::New(env, "values must be a Float32Array, Int32Array or Uint8Array");
  }
};

/* Does work for which there may be no memory. Returns false if there was none: then an error waits for JavaScript. It is made by plain C
   calls, for there may be no memory for a C++ text either. */
template <class Work>
bool within_memory(Napi::Env env, Work work) {
  try {
    work();
    return true;
  } catch (const OutOfMemory&) {
  } catch (const std::bad_alloc&) {
  }
  napi_throw_error(env, nullptr, NO_MEMORY);
  return false;
}

class Arena : public Napi::ObjectWrap<Arena> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Arena", {
      InstanceMethod<&Arena::resize>("resize"),
      InstanceMethod<&Arena::write>("write"),
      InstanceMethod<&Arena::write_beside>("writeBeside"),
      InstanceMethod<&Arena::read>("read"),
      InstanceMethod<&Arena::load>("load"),
      InstanceMethod<&Arena::unload>("unload"),
      InstanceMethod<&Arena::run>("run"),
      InstanceMethod<&Arena::run_async>("runAsync"),
      InstanceMethod<&Arena::extend>("extend"),
      InstanceMethod<&Arena::profile>("profile"),
      InstanceMethod<&Arena::call>("call"),
      InstanceMethod<&Arena::call_async>("callAsync"),
      InstanceMethod<&Arena::start_waiting>("startWaiting"),
      InstanceMethod<&Arena::cancel>("cancel"),
      InstanceMethod<&Arena::free>("free"),
    });
  }

  explicit Arena(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Arena>(info) {
    const double elements = integer(info, 0, "elements", 0, MAX_ELEMENTS);
    memory_->machine = {target(info), (int32_t)integer(info, 2, "threads", 1, MAX_THREADS)};
    grow(info.Env(), (int64_t)elements);
  }

  void Finalize(Napi::Env env) override { report(env, 0); }

 private:
  static const Target* target(const Napi::CallbackInfo& info) {
    const std::string name = info[1].IsString() ? info[1].As<Napi::String>().Utf8Value() : "";
    int32_t count;
    const Target* const* targets = cpu_targets(&count);
    const auto found = std::find_if(targets, targets + count, [&](const Target* t) { return name == t->name; });
    if (found == targets + count) throw Napi::RangeError::New(info.Env(), "this processor has no target '" + name + "'");
    return *found;
  }

  /* Waits for all earlier slices of this arena. After that nothing else uses its memory until this call returns to
     JavaScript, because only JavaScript's thread creates slices. */
  void await(Napi::Env env) {
    env.GetInstanceData<Environment>()->finish(*memory_);
    if (memory_->freed) throw Napi::Error::New(env, FREED);
  }

  /* Tells the garbage collector how much memory this object holds. */
  void report(Napi::Env env, uint64_t bytes) {
    Napi::MemoryManagement::AdjustExternalMemory(env, (int64_t)bytes - (int64_t)reported_);
    reported_ = bytes;
  }

  void grow(Napi::Env env, int64_t elements) {
    Memory& memory = *memory_;
    const uint64_t bytes = (uint64_t)elements * sizeof(float);
    float* data = static_cast<float*>(memory_resize(memory.data, memory.bytes(), std::max<uint64_t>(bytes, 1)));
    if (data == nullptr) {
      throw Napi::Error::New(env, "there is no memory for " + std::to_string(elements) + " elements (" + std::to_string(bytes) + " bytes)");
    }
    memory.data = data;
    memory.elements = elements;
    report(env, bytes);
  }

  /* The address of `bytes` in the arena; argument 0 is their offset in elements. Throws a RangeError if they reach
     beyond the arena. */
  char* place(const Napi::CallbackInfo& info, const Bytes& bytes) {
    const double offset = integer(info, 0, "offset", 0, MAX_ELEMENTS);
    if (offset * sizeof(float) + (double)bytes.count > (double)memory_->bytes()) {
      throw Napi::RangeError::New(info.Env(),
          std::to_string(bytes.count) + " bytes at element " + std::to_string((int64_t)offset) + " reach beyond the arena's " +
              std::to_string(memory_->elements) + " elements");
    }
    return reinterpret_cast<char*>(memory_->data + (int64_t)offset);
  }

  std::shared_ptr<Program> program(const Napi::CallbackInfo& info) {
    if (memory_->freed) throw Napi::Error::New(info.Env(), FREED);
    const auto found = programs_.find((int32_t)integer(info, 0, "handle", 1, INT32_MAX));
    if (found == programs_.end()) throw Napi::Error::New(info.Env(), "no such program is loaded");
    return found->second;
  }

  void resize(const Napi::CallbackInfo& info) {
    const double elements = integer(info, 0, "elements", 0, MAX_ELEMENTS);
    await(info.Env());
    grow(info.Env(), (int64_t)elements);
  }

  void write(const Napi::CallbackInfo& info) {
    const Bytes bytes(info.Env(), info[1]);
    await(info.Env());
    char* to = place(info, bytes);
    if (bytes.count > 0) memcpy(to, bytes.data, bytes.count);
  }

  /* Does not wait: slices in flight touch other places. The memory itself is moved and freed on this thread alone, after a wait. */
  void write_beside(const Napi::CallbackInfo& info) {
    const Bytes bytes(info.Env(), info[1]);
    if (memory_->freed) throw Napi::Error::New(info.Env(), FREED);
    char* to = place(info, bytes);
    if (bytes.count > 0) memcpy(to, bytes.data, bytes.count);
  }

  void read(const Napi::CallbackInfo& info) {
    const Bytes bytes(info.Env(), info[1]);
    await(info.Env());
    const char* from = place(info, bytes);
    if (bytes.count > 0) memcpy(bytes.data, from, bytes.count);
  }

  Napi::Value load(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    if (!info[0].IsTypedArray() || info[0].As<Napi::TypedArray>().TypedArrayType() != napi_int32_array) {
      throw Napi::TypeError::New(env, "a program must be an Int32Array");
    }
    const Bytes bytes(env, info[0]);
    await(env);
    std::shared_ptr<Program> program;
    Verdict verdict;
    const bool loaded = within_memory(env, [&] {
      program = std::make_shared<Program>();
      verdict = load_program(reinterpret_cast<const int32_t*>(bytes.data), bytes.count / 4, (double)memory_->elements, program.get());
    });
    if (!loaded) return Napi::Value();
    if (verdict.status != STATUS_OK) {
      Napi::Error error = Napi::Error::New(env, "the program was refused");
      error.Set("status", Napi::Number::New(env, verdict.status));
      error.Set("word", Napi::Number::New(env, verdict.word));
      throw error;
    }
    programs_.emplace(++last_handle_, std::move(program));
    return Napi::Number::New(env, last_handle_);
  }

  void unload(const Napi::CallbackInfo& info) {
    const int32_t handle = (int32_t)integer(info, 0, "handle", 1, INT32_MAX);
    await(info.Env());
    programs_.erase(handle);
  }

  void run(const Napi::CallbackInfo& info) {
    const auto program = this->program(info);
    const int32_t steps = (int32_t)integer(info, 1, "steps", 0, INT32_MAX);
    await(info.Env());
    if (const char* error = refusal(*memory_, *program)) throw Napi::Error::New(info.Env(), error);
    within_memory(info.Env(), [&] {
      run_program(*program, memory_->data, memory_->machine, steps, std::numeric_limits<double>::infinity(), NEVER);
    });
  }

  Napi::Value run_async(const Napi::CallbackInfo& info) {
    auto slice = std::make_unique<Slice>(info.Env().GetInstanceData<Environment>());
    slice->program = program(info);
    slice->steps.allowed = (int32_t)integer(info, 1, "steps", 0, INT32_MAX);
    slice->milliseconds = info[2].IsNumber() ? info[2].As<Napi::Number>().DoubleValue() : NAN;
    if (!(slice->milliseconds >= 0)) throw Napi::RangeError::New(info.Env(), "milliseconds must be a number >= 0");
    if (info[3].IsFunction()) {
      const napi_value name = Napi::String::New(info.Env(), "myelin");
      napi_threadsafe_function told = nullptr;
      if (napi_create_threadsafe_function(
              info.Env(), info[3], nullptr, name, 0, 1, nullptr, nullptr, nullptr, call_going_on, &told) != napi_ok) {
        throw Napi::Error::New(info.Env());
      }
      slice->going_on = told;
      slice->steps.goes_on = goes_on;
      slice->steps.context = slice.get();
    }
    return start(info.Env(), std::move(slice));
  }

  void extend(const Napi::CallbackInfo& info) {
    const int32_t steps = (int32_t)integer(info, 0, "steps", 0, MAX_EXTENSION);
    info.Env().GetInstanceData<Environment>()->extend(*memory_, steps);
  }

  /* Starts a slice off this thread; it runs after the earlier slices of the same arena. */
  Napi::Value start(Napi::Env env, std::unique_ptr<Slice> slice) {
    slice->memory = memory_;
    napi_value promise = nullptr;
    const napi_value name = Napi::String::New(env, "myelin");
    if (napi_create_async_work(env, nullptr, name, execute, complete, slice.get(), &slice->work) != napi_ok) throw Napi::Error::New(env);
    if (napi_create_promise(env, &slice->deferred, &promise) != napi_ok) throw Napi::Error::New(env);
    Environment& environment = *slice->environment;
    environment.arrive(slice.release());
    environment.start_next();
    return Napi::Value(env, promise);
  }

  Napi::Value profile(const Napi::CallbackInfo& info) {
    auto slice = std::make_unique<Slice>(info.Env().GetInstanceData<Environment>());
    slice->program = program(info);
    slice->timed = true;
    const int32_t steps = (int32_t)integer(info, 1, "steps", 0, MAX_PROFILED);
    slice->steps.allowed = steps;
    if (!within_memory(info.Env(), [&] { slice->nanoseconds.resize(steps * slice->program->instructions.size()); })) return Napi::Value();
    return start(info.Env(), std::move(slice));
  }

  static Operand operand(Napi::Env env, napi_value array) {
    const Bytes bytes(env, array);
    if ((uintptr_t)bytes.data % sizeof(float) != 0) throw Napi::TypeError::New(env, "the arrays of a call must begin on a whole element");
    return {reinterpret_cast<float*>(bytes.data), (double)(bytes.count / sizeof(float))};
  }

  /* Reads (words, arrays): one instruction, and one array per operand. The offset of an operand counts from the
     start of its own array. `check` throws on arrays that will not do. */
  static void read_call(const Napi::CallbackInfo& info, Call* call, void (*check)(Napi::Env, napi_value)) {
    const Napi::Env env = info.Env();
    const Operand words = operand(env, info[0]);
    Operand operands[MAX_OPERANDS];
    uint32_t count = 0;
    if (napi_get_array_length(env, info[1], &count) != napi_ok || count > MAX_OPERANDS) {
      throw Napi::TypeError::New(env, "a call takes a list of arrays, one for each operand");
    }
    for (uint32_t i = 0; i < count; i++) {
      napi_value array = nullptr;
      if (napi_get_element(env, info[1], i, &array) != napi_ok) throw Napi::Error::New(env);
      operands[i] = operand(env, array);
      check(env, array);
    }
    const int32_t status = load_call(reinterpret_cast<const int32_t*>(words.data), (size_t)words.elements, operands, count, call);
    if (status == STATUS_OK) return;
    Napi::Error error = Napi::Error::New(env, "the call was refused");
    error.Set("status", Napi::Number::New(env, status));
    throw error;
  }

  void call(const Napi::CallbackInfo& info) {
    Call call;
    read_call(info, &call, [](Napi::Env, napi_value) {});
    await(info.Env());
    within_memory(info.Env(), [&] { run_call(call, memory_->machine, NEVER); });
  }

  /* Only arrays in shared memory will do: JavaScript can transfer or resize others meanwhile, and their memory would go. */
  static void must_be_shared(Napi::Env env, napi_value array) {
    napi_value buffer = nullptr;
    bool owned = true;
    if (napi_get_typedarray_info(env, array, nullptr, nullptr, nullptr, &buffer, nullptr) != napi_ok ||
        napi_is_arraybuffer(env, buffer, &owned) != napi_ok || owned) {
      throw Napi::TypeError::New(env, "the arrays of a call off this thread must lie in shared memory");
    }
  }

  Napi::Value call_async(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    auto slice = std::make_unique<Slice>(env.GetInstanceData<Environment>());
    read_call(info, &slice->call, must_be_shared);
    if (memory_->freed) throw Napi::Error::New(env, FREED);
    if (napi_create_reference(env, info[1], 1, &slice->arrays) != napi_ok) throw Napi::Error::New(env);
    return start(env, std::move(slice));
  }

  /* Starts slices that wait, of any arena, if there is room. */
  void start_waiting(const Napi::CallbackInfo& info) { info.Env().GetInstanceData<Environment>()->start_next(); }

  void cancel(const Napi::CallbackInfo& info) { info.Env().GetInstanceData<Environment>()->cancel(memory_.get()); }

  void free(const Napi::CallbackInfo& info) {
    if (memory_->freed) return;
    cancel(info);
    await(info.Env());
    memory_free(memory_->data, memory_->bytes());
    memory_->data = nullptr;
    memory_->elements = 0;
    memory_->freed = true;
    programs_.clear();
    report(info.Env(), 0);
  }

  std::shared_ptr<Memory> memory_ = std::make_shared<Memory>();
  std::unordered_map<int32_t, std::shared_ptr<Program>> programs_;
  int32_t last_handle_ = 0;  // never reused, so that a stale handle cannot name another program
  uint64_t reported_ = 0;
};

Napi::Value targets(const Napi::CallbackInfo& info) {
  int32_t count;
  const Target* const* list = cpu_targets(&count);
  Napi::Array names = Napi::Array::New(info.Env(), count);
  for (int32_t i = 0; i < count; i++) names.Set(i, list[i]->name);
  return names;
}

Napi::Object define(Napi::Env env, Napi::Object exports) {
  take_thread_data();
  auto* environment = new Environment(env);
  env.SetInstanceData(environment);
  napi_add_env_cleanup_hook(env, close, environment);
  exports.Set("Arena", Arena::define(env));
  exports.Set("targets", Napi::Function::New<targets>(env));
  exports.Set("threads",
      Napi::Function::New(env, [](const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), cpu_threads()); }));
  exports.Set("abiHash", Napi::Function::New(env, [](const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), ABI_HASH); }));
  exports.Set("cancel",
      Napi::Function::New(env, [](const Napi::CallbackInfo& info) { info.Env().GetInstanceData<Environment>()->cancel(nullptr); }));
  return exports;
}

}  // namespace

NODE_API_MODULE(myelin, define)
