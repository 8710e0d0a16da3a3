#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>
#include "gen/abi.h"
#include "target.h"

/** What validation found: a STATUS, the word at fault, and the arena elements a sound program needs. */
struct Verdict {
  int32_t status;
  int32_t word;
  double needs;
};

/** Words that passed validation, with what running them needs to know. While it runs, operands of repeats move. */
struct Program {
  struct Instruction {
    int32_t word;
    /** Parts it divides into. */
    int32_t units;
    /** Enough arithmetic for threads to pay. */
    bool heavy;
    /** Of a skip or a repeat: the instruction behind its stretch. Otherwise 0. */
    size_t stretch_end;
  };
  std::vector<int32_t> words;
  std::vector<Instruction> instructions;
  /** How many instructions come before the effects. */
  size_t harmless = 0;
  /** Arena elements it needs. */
  double needs = 0;
};

/** Decides whether words may run on an arena of `elements`, as validate of src/abi/validate.ts does, and loads them. */
Verdict load_program(const int32_t* words, size_t length, double elements, Program* program);

/** Where and how a program runs. */
struct Machine {
  const Target* target;
  int32_t threads;
};

/** Runs a sound program until `steps` are done, `milliseconds` have passed or `cancel` is set: at least one step unless
 *  cancelled, and no step is left with its effects half done. Returns the number of whole steps. */
int32_t run_program(Program& program, float* arena, const Machine& machine, int32_t steps, double milliseconds,
    const std::atomic<bool>& cancel);

/** Runs a sound program `steps` times and writes the nanoseconds of each instruction in each step, one step after
 *  another, without what reading the clock takes; of what is repeated those of all turns, of a skip or a repeat itself 0. */
void profile_program(Program& program, float* arena, const Machine& machine, int32_t steps, double* nanoseconds);

/** An array that holds an operand. */
struct Operand {
  float* data;
  double elements;
};

/** One instruction that passed validation, its operands where the caller has them: offsets count from arrays. */
struct Call {
  int32_t words[MAX_WORDS];
  float* base[MAX_OPERANDS];
  Program::Instruction instruction;
};

/** Decides whether an instruction may run on these arrays, in the order of its operands; those absent at the end of the
 *  list are optional ones. Answers with a STATUS. */
int32_t load_call(const int32_t* words, size_t length, const Operand* operands, size_t count, Call* call);

/** Runs a sound call. False if `cancel` was set before all of it was computed. */
bool run_call(const Call& call, const Machine& machine, const std::atomic<bool>& cancel);
