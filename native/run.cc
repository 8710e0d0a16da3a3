#include "run.h"
#include <algorithm>
#include <chrono>
#include <limits>
#include "instruction.h"
#include "pool.h"

namespace {

/* Nanoseconds between two readings of the clock while steps are shorter than that: a reading costs as much as a
   small instruction. */
constexpr double LOOK = 10e3;
/* Each thread's share of an instruction is cut into at least so many chunks, if there are enough units. The last
   chunk decides when the instruction ends, so chunks are small. */
constexpr int32_t SHARES = 16;
/* Chunks of elements end on whole cache lines. */
constexpr int32_t LINE = 64;

const std::atomic<bool> NEVER{false};

using Clock = std::chrono::steady_clock;
double nanoseconds_between(Clock::time_point begin, Clock::time_point end) {
  return std::chrono::duration<double, std::nano>(end - begin).count();
}

/* The least time between two readings of the clock. That much of a measured time is the reading itself. */
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

/* Where the offsets of an instruction count from: one arena for all operands, or one array for each operand. */
struct Bases {
  float* of[MAX_OPERANDS];
  explicit Bases(float* arena) { std::fill(of, of + MAX_OPERANDS, arena); }
};

void compute(const Target* target, const int32_t* w, float* const* base, int32_t lo, int32_t hi) {
  if (w[0] == OP_CHAIN) target->run_chain(w, base[0], lo, hi);
  else target->run_instruction(w, base, lo, hi);
}

/* An instruction whose units threads share. None of them may throw. */
struct Shared {
  const Target* target;
  const int32_t* w;
  float* const* base;
  mutable std::atomic<bool> failed;
};

void compute_part(const void* context, int32_t lo, int32_t hi) {
  const Shared& shared = *static_cast<const Shared*>(context);
  try {
    compute(shared.target, shared.w, shared.base, lo, hi);
  } catch (const OutOfMemory&) {
    shared.failed = true;
  }
}

bool run_shared(int32_t units, const int32_t* w, float* const* base, const Machine& machine, const std::atomic<bool>& cancel) {
  int32_t chunk = std::max(1, units / (machine.threads * SHARES));
  if (chunk > LINE) chunk -= chunk % LINE;
  const Shared shared{machine.target, w, base, {false}};
  const bool whole = parallel_for(units, chunk, machine.threads, cancel, compute_part, &shared);
  if (shared.failed) throw OutOfMemory();
  return whole;
}

/* Returns false if `cancel` was set before all of it was computed. */
inline bool run_one(const Program::Instruction& instruction, const int32_t* w, float* const* base, const Machine& machine,
    const std::atomic<bool>& cancel) {
  if (machine.threads > 1 && instruction.heavy) return run_shared(instruction.units, w, base, machine, cancel);
  if (instruction.units > 0) compute(machine.target, w, base, 0, instruction.units);
  return true;
}

template <class After>
bool run_governed(Program& program, size_t i, float* const* base, const Machine& machine, const std::atomic<bool>& cancel,
    const After& after);

/* Runs instructions [i, end) and calls `after` with the number of each. Returns false if `cancel` was set before the
   effects. */
template <class After>
bool run_stretch(Program& program, size_t i, size_t end, float* const* base, const Machine& machine, const std::atomic<bool>& cancel,
    const After& after) {
  int32_t* const words = program.words.data();
  const Program::Instruction* const instructions = program.instructions.data();
  const size_t harmless = program.harmless;
  while (i < end) {
    // Looks at `cancel` once more before the first effect: it may have been set when all units were already claimed.
    if (i <= harmless && cancel.load(std::memory_order_relaxed)) return false;
    const Program::Instruction& instruction = instructions[i];
    if (instruction.stretch_end != 0) {
      if (!run_governed(program, i, base, machine, cancel, after)) return false;
      i = instruction.stretch_end;
      continue;
    }
    if (!run_one(instruction, words + instruction.word, base, machine, i < harmless ? cancel : NEVER)) return false;
    after(i++);
  }
  return true;
}

/* Runs the stretch of instruction i, which is a skip or a repeat. */
template <class After>
bool run_governed(Program& program, size_t i, float* const* base, const Machine& machine, const std::atomic<bool>& cancel,
    const After& after) {
  int32_t* const w = program.words.data() + program.instructions[i].word;
  const size_t end = program.instructions[i].stretch_end;
  if (w[0] == OP_SKIP) return base[0][w[1]] == 0 || run_stretch(program, i + 1, end, base, machine, cancel, after);
  bool whole = true;
  int32_t turn = 0;
  for (; turn < w[1] && whole; turn++) {
    try {
      whole = run_stretch(program, i + 1, end, base, machine, cancel, after);
    } catch (const OutOfMemory&) {
      move_operands(w, -turn);
      throw;
    }
    move_operands(w, 1);
  }
  move_operands(w, -turn);
  return whole;
}

bool run_step(Program& program, float* const* base, const Machine& machine, const std::atomic<bool>& cancel) {
  return run_stretch(program, 0, program.instructions.size(), base, machine, cancel, [](size_t) {});
}

}  // namespace

void kernel_out_of_memory() { throw OutOfMemory(); }

int32_t run_program(Program& program, float* arena, const Machine& machine, const Steps& steps, double milliseconds,
    const std::atomic<bool>& cancel) {
  const auto begin = Clock::now();
  const Bases bases(arena);
  int32_t done = 0, unseen = 0, between = 1;
  while (done < steps.allowed.load(std::memory_order_acquire)) {
    if (done > 0 && steps.goes_on != nullptr) steps.goes_on(steps.context, done);
    if (!run_step(program, bases.of, machine, cancel)) break;
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

void profile_program(Program& program, float* arena, const Machine& machine, int32_t steps, double* nanoseconds) {
  const Bases bases(arena);
  const double cost = clock_cost();
  const size_t count = program.instructions.size();
  std::fill(nanoseconds, nanoseconds + (size_t)steps * count, 0.0);
  for (int32_t step = 0; step < steps; step++, nanoseconds += count) {
    auto last = Clock::now();
    run_stretch(program, 0, count, bases.of, machine, NEVER, [&](size_t i) {
      const auto moment = Clock::now();
      nanoseconds[i] += std::max(0.0, nanoseconds_between(last, moment) - cost);
      last = moment;
    });
  }
}

bool run_call(const Call& call, const Machine& machine, const std::atomic<bool>& cancel) {
  return run_one(call.instruction, call.words, call.base, machine, cancel);
}
