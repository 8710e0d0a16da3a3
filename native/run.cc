#include "run.h"
#include <algorithm>
#include <chrono>
#include <limits>
#include "chain.h"
#include "pool.h"

namespace {

/* Arithmetic, or bytes moved, from which handing a part to another thread pays. @source measured: 0.4 MFLOP of a gemm, or
   0.4 MB, take one thread 4-10 us, some forty times the hand-off to a thread that looks out for work. */
constexpr double THREADS_PAY = 4e5;
/* Time between two looks at the clock while steps are shorter: reading it costs as much as a small instruction. */
constexpr double LOOK = 10e3;
/* Smallest parts per thread: the last to finish is waited for that long. */
constexpr int32_t SHARES = 16;
/* Chunks of elements end on whole cache lines. */
constexpr int32_t LINE = 64;

const std::atomic<bool> NEVER{false};

using Clock = std::chrono::steady_clock;
double nanoseconds_between(Clock::time_point begin, Clock::time_point end) { return std::chrono::duration<double, std::nano>(end - begin).count(); }

/* The least time between two readings of the clock: so much of an interval is the reading. */
double clock_cost() {
  double least = std::numeric_limits<double>::infinity();
  auto last = Clock::now();
  for (int32_t i = 0; i < 1000; i++) {
    const auto moment = Clock::now();
    least = std::min(least, nanoseconds_between(last, moment));
    last = moment;
  }
  return least;
}

/* What the offsets of an instruction count from: one arena for all its operands, or an array for each. */
struct Bases {
  float* of[MAX_OPERANDS];
  explicit Bases(float* arena) { std::fill(of, of + MAX_OPERANDS, arena); }
};

struct Task {
  const Target* target;
  const int32_t* w;
  float* const* base;
};

void compute(const void* context, int32_t lo, int32_t hi) {
  const Task& task = *static_cast<const Task*>(context);
  if (task.w[0] == OP_CHAIN) task.target->run_chain(task.w, task.base[0], lo, hi);
  else task.target->run_instruction(task.w, task.base, lo, hi);
}

/* The instruction at w, of so many units and so much work: arithmetic or bytes, whichever is more. */
Program::Instruction instruction_of(int32_t word, double units, double work) { return {word, (int32_t)units, units > 1 && work >= THREADS_PAY}; }

/* False if `cancel` came before all of it was computed. */
bool run_one(const Program::Instruction& instruction, const Task& task, int32_t threads, const std::atomic<bool>& cancel) {
  const int32_t units = instruction.units;
  if (threads == 1 || !instruction.heavy) {
    if (units > 0) compute(&task, 0, units);
    return true;
  }
  int32_t chunk = std::max(1, units / (threads * SHARES));
  if (chunk > LINE) chunk -= chunk % LINE;
  return parallel_for(units, chunk, threads, cancel, compute, &task);
}

bool run_step(const Program& program, float* const* base, const Machine& machine, const std::atomic<bool>& cancel) {
  const int32_t* words = program.words.data();
  for (size_t i = 0; i < program.instructions.size(); i++) {
    const bool harmless = i < program.harmless;
    // Once more before the first effect: the cancel may have come when the last parts were already taken.
    if (i <= program.harmless && cancel.load(std::memory_order_relaxed)) return false;
    const Program::Instruction& instruction = program.instructions[i];
    const Task task = {machine.target, words + instruction.word, base};
    if (!run_one(instruction, task, machine.threads, harmless ? cancel : NEVER)) return false;
  }
  return true;
}

}  // namespace

Verdict load_program(const int32_t* words, size_t length, double elements, Program* program) {
  if (length < HEADER_WORDS || length > INT32_MAX || words[HEADER_MAGIC] != MAGIC) return {STATUS_BAD_HEADER, 0, 0};
  if (words[HEADER_ABI] != ABI_HASH) return {STATUS_BAD_ABI, HEADER_ABI, 0};
  if (words[HEADER_LENGTH] != (int32_t)length) return {STATUS_BAD_LENGTH, HEADER_LENGTH, 0};
  const int32_t effects = words[HEADER_EFFECTS], end = (int32_t)length;
  bool effects_found = effects == end;
  program->words.assign(words, words + length);
  words = program->words.data();  // from here on nobody else can alter them
  for (int32_t at = HEADER_WORDS; at < end;) {
    if (at == effects) {
      effects_found = true;
      program->harmless = program->instructions.size();
    }
    const int32_t* w = words + at;
    const bool chain = w[0] == OP_CHAIN;
    if (!chain && instruction_words(w) == 0) return {STATUS_BAD_OPCODE, at, 0};
    if (chain && end - at < 5) return {STATUS_BAD_LENGTH, at, 0};
    const int32_t size = chain ? chain_words(w, words + end) : instruction_words(w);
    if (size == 0) return {STATUS_BAD_CHAIN, at, 0};
    if (size > end - at) return {STATUS_BAD_LENGTH, at, 0};
    const double reach = chain ? chain_check(w) : check(w);
    if (reach < 0) return {(int32_t)-reach, at, 0};
    if (reach > elements) return {STATUS_OUT_OF_BOUNDS, at, 0};
    program->needs = std::max(program->needs, reach);
    const double parts = chain ? chain_units(w) : units(w);
    const double work = chain ? std::max(chain_flops(w) * w[1] * w[2], chain_bytes(w)) : std::max(flops(w), bytes(w));
    program->instructions.push_back(instruction_of(at, parts, work));
    at += size;
  }
  if (!effects_found) return {STATUS_BAD_HEADER, HEADER_EFFECTS, 0};
  if (effects == end) program->harmless = program->instructions.size();
  return {STATUS_OK, 0, program->needs};
}

int32_t run_program(const Program& program, float* arena, const Machine& machine, int32_t steps, double milliseconds, const std::atomic<bool>& cancel) {
  const auto begin = Clock::now();
  const Bases bases(arena);
  int32_t done = 0, unseen = 0, between = 1;
  while (done < steps && run_step(program, bases.of, machine, cancel)) {
    done++;
    if (cancel.load(std::memory_order_relaxed)) break;
    if (++unseen < between) continue;
    const double spent = nanoseconds_between(begin, Clock::now());
    if (spent >= milliseconds * 1e6) break;
    between = (int32_t)std::clamp(LOOK * done / spent, 1.0, 1000.0);
    unseen = 0;
  }
  return done;
}

void profile_program(const Program& program, float* arena, const Machine& machine, int32_t steps, double* nanoseconds) {
  const Bases bases(arena);
  const double cost = clock_cost();
  auto last = Clock::now();
  for (int32_t step = 0; step < steps; step++) {
    for (const Program::Instruction& instruction : program.instructions) {
      run_one(instruction, {machine.target, program.words.data() + instruction.word, bases.of}, machine.threads, NEVER);
      const auto moment = Clock::now();
      *nanoseconds++ = std::max(0.0, nanoseconds_between(last, moment) - cost);
      last = moment;
    }
  }
}

int32_t load_call(const int32_t* words, size_t length, const Operand* operands, size_t count, Call* call) {
  if (length == 0 || length > MAX_WORDS) return STATUS_BAD_LENGTH;
  std::copy(words, words + length, call->words);  // from here on nobody else can alter them
  words = call->words;
  if (instruction_words(words) == 0) return STATUS_BAD_OPCODE;
  if (instruction_words(words) != (int32_t)length) return STATUS_BAD_LENGTH;
  const double reach = check(words);
  if (reach < 0) return (int32_t)-reach;
  double needs[MAX_OPERANDS];
  const int32_t expected = reaches(words, needs);
  if ((size_t)expected < count) return STATUS_BAD_LENGTH;
  for (int32_t i = 0; i < expected; i++) {
    const Operand operand = (size_t)i < count ? operands[i] : Operand{nullptr, 0};
    if (needs[i] > operand.elements) return STATUS_OUT_OF_BOUNDS;
    call->base[i] = operand.data;
  }
  call->instruction = instruction_of(0, units(words), std::max(flops(words), bytes(words)));
  return STATUS_OK;
}

bool run_call(const Call& call, const Machine& machine, const std::atomic<bool>& cancel) {
  return run_one(call.instruction, {machine.target, call.words, call.base}, machine.threads, cancel);
}
