#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>
#include "gen/abi.h"
#include "target.h"

/** The result of validation: a STATUS, the word at fault, and the arena elements that a sound program needs. */
struct Verdict {
  int32_t status;
  int32_t word;
  double needs;
};

/** Words that passed validation, and facts about them for running. Running changes the words: operands of repeats
 *  move. */
struct Program {
  struct Instruction {
    int32_t word;
    /** How many units it divides into. */
    int32_t units;
    /** Whether it has enough work for several threads to pay. */
    bool heavy;
    /** For a skip or a repeat the number of the instruction behind its stretch, otherwise 0. */
    size_t stretch_end;
  };
  std::vector<int32_t> words;
  std::vector<Instruction> instructions;
  /** How many instructions come before the effects. */
  size_t harmless = 0;
  /** Arena elements it needs. */
  double needs = 0;
};

/** Validates words for an arena of `elements`, as validate of src/abi/validate.ts does, and loads them into
 *  `program`. */
Verdict load_program(const int32_t* words, size_t length, double elements, Program* program);

/** Where and how a program runs. */
struct Machine {
  const Target* target;
  int32_t threads;
};

/** The steps that a run may take. While it runs they may become more. */
struct Steps {
  std::atomic<int32_t> allowed;
  /** Called on the thread of the run with the number of steps that are done, whenever it goes on to another. */
  void (*goes_on)(void* context, int32_t done) = nullptr;
  void* context = nullptr;
  Steps(int32_t steps) : allowed(steps) {}
};

/** What a run throws if a kernel had no memory to work with. The step is then half done. */
struct OutOfMemory {};

/** Runs a sound program until all allowed steps are done, `milliseconds` have passed or `cancel` is set. Runs at least
 *  one step unless cancelled, and never stops in the middle of a step's effects. Returns the number of whole steps. */
int32_t run_program(Program& program, float* arena, const Machine& machine, const Steps& steps, double milliseconds,
    const std::atomic<bool>& cancel);

/** Runs a sound program `steps` times and writes the nanoseconds of each instruction in each step, one step after
 *  another, without the time of reading the clock. A repeated instruction gets the sum of all turns; a skip or a
 *  repeat gets 0. */
void profile_program(Program& program, float* arena, const Machine& machine, int32_t steps, double* nanoseconds);

/** An array that holds an operand. */
struct Operand {
  float* data;
  double elements;
};

/** One instruction that passed validation. Its operands stay where the caller has them: offsets count from these
 *  arrays. */
struct Call {
  int32_t words[MAX_WORDS];
  float* base[MAX_OPERANDS];
  Program::Instruction instruction;
};

/** Validates an instruction for these arrays, one for each operand in order; optional operands at the end may be
 *  missing. Returns a STATUS. */
int32_t load_call(const int32_t* words, size_t length, const Operand* operands, size_t count, Call* call);

/** Runs a sound call. Returns false if `cancel` was set before all of it was computed. */
bool run_call(const Call& call, const Machine& machine, const std::atomic<bool>& cancel);
