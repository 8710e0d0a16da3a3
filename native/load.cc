// Decides whether words may run, and prepares programs and calls.
#include <algorithm>
#include "instruction.h"
#include "run.h"

namespace {

/* Operations or bytes of an instruction from which several threads pay. @source measured: 0.4 MFLOP of a gemm, or
   0.4 MB, take one thread 4-10 us, about forty times the hand-off to a spinning thread. */
constexpr double THREADS_PAY = 4e5;
/* An instruction at `word` with that many units; `work` is its operations or its bytes, whichever is more. */
Program::Instruction instruction_of(int32_t word, double units, double work) {
  return {word, (int32_t)units, units > 1 && work >= THREADS_PAY, 0};
}

/* Mirrors Validator of src/abi/validate.ts. */
struct Validator {
  int32_t* words;
  int32_t length;
  double elements;
  Verdict verdict = {STATUS_OK, 0, 0};
  bool effects_found;

  bool fail(int32_t status, int32_t word) {
    verdict = {status, word, 0};
    return false;
  }

  /* Checks the instructions of words [at, end), which lie within `depth` stretches. Returns false if there is a
     fault. */
  bool stretch(int32_t at, int32_t end, int32_t depth) {
    while (at < end) {
      if (at == words[HEADER_EFFECTS] && depth == 0) effects_found = true;
      int32_t* const w = words + at;
      const bool control = is_control(w);
      if (!control && w[0] != OP_CHAIN && instruction_words(w) == 0) return fail(STATUS_BAD_OPCODE, at);
      if (end - at < (w[0] == OP_CHAIN ? 5 : w[0] == OP_REPEAT ? 4 : 0)) return fail(STATUS_BAD_LENGTH, at);
      const int32_t size = words_at(w, words + length);
      if (size == 0) return fail(control ? STATUS_BAD_STRETCH : STATUS_BAD_CHAIN, at);
      if (size > end - at) return fail(STATUS_BAD_LENGTH, at);
      const double needs = w[0] == OP_SKIP ? reach(w[1], 1) : w[0] == OP_REPEAT ? 0 : w[0] == OP_CHAIN ? chain_check(w) : check(w);
      if (needs < 0) return fail((int32_t)-needs, at);
      if (needs > elements) return fail(STATUS_OUT_OF_BOUNDS, at);
      verdict.needs = std::max(verdict.needs, needs);
      at += size;
      if (!control) continue;
      if (w[2] < 0 || w[2] > end - at || depth == STRETCHES_DEEP) return fail(STATUS_BAD_STRETCH, at - size);
      if (!(w[0] == OP_SKIP ? stretch(at, at + w[2], depth + 1) : repeated(at - size, at, depth + 1))) return false;
      at += w[2];
    }
    return true;
  }

  /* Checks the stretch of the repeat at `at`, which starts at `begin`, with the offsets of its first and of its last
     turn. Offsets are linear in between. */
  bool repeated(int32_t at, int32_t begin, int32_t depth) {
    const int32_t* const w = words + at;
    const int32_t turns = w[1], end = begin + w[2], moving = w[3];
    const int32_t* const pairs = w + 4;
    if (turns < 0) return fail(STATUS_BAD_SIZE, at);
    if (!stretch(begin, end, depth)) return false;
    int32_t instruction = begin;
    for (int32_t i = 0; i < moving; i++) {
      const int32_t word = pairs[2 * i];
      // In ascending order, so that no operand moves twice.
      if (word < 0 || word >= end - begin || (i > 0 && word <= pairs[2 * i - 2])) return fail(STATUS_BAD_STRETCH, at);
      while (instruction + words_at(words + instruction, words + length) <= begin + word) {
        instruction += words_at(words + instruction, words + length);
      }
      if (!is_offset(words + instruction, begin + word - instruction)) return fail(STATUS_BAD_STRETCH, at);
    }
    if (turns <= 1) return true;
    const auto last = [&](int32_t i) { return words[begin + pairs[2 * i]] + (int64_t)pairs[2 * i + 1] * (turns - 1); };
    for (int32_t i = 0; i < moving; i++) if (last(i) < 0 || last(i) > INT32_MAX) return fail(STATUS_OUT_OF_BOUNDS, at);
    move_operands(words + at, turns - 1);
    if (!stretch(begin, end, depth)) return false;
    move_operands(words + at, 1 - turns);
    return true;
  }
};

}  // namespace

Verdict load_program(const int32_t* words, size_t length, double elements, Program* program) {
  if (length < HEADER_WORDS || length > INT32_MAX || words[HEADER_MAGIC] != MAGIC) return {STATUS_BAD_HEADER, 0, 0};
  if (words[HEADER_ABI] != ABI_HASH) return {STATUS_BAD_ABI, HEADER_ABI, 0};
  if (words[HEADER_LENGTH] != (int32_t)length) return {STATUS_BAD_LENGTH, HEADER_LENGTH, 0};
  program->words.assign(words, words + length);
  int32_t* const own = program->words.data();  // from here on nobody else can alter them
  const int32_t effects = own[HEADER_EFFECTS], end = (int32_t)length;
  Validator validator{own, end, elements, {STATUS_OK, 0, 0}, effects == end};
  if (!validator.stretch(HEADER_WORDS, end, 0)) return validator.verdict;
  if (!validator.effects_found) return {STATUS_BAD_HEADER, HEADER_EFFECTS, 0};
  program->needs = validator.verdict.needs;
  std::vector<std::pair<size_t, int32_t>> open;  // stretches that have not ended yet: the instruction that governs each, and its end
  for (int32_t at = HEADER_WORDS; at <= end;) {
    while (!open.empty() && at == open.back().second) {
      program->instructions[open.back().first].stretch_end = program->instructions.size();
      open.pop_back();
    }
    if (at == effects) program->harmless = program->instructions.size();
    if (at == end) break;
    const int32_t* const w = own + at;
    const int32_t size = words_at(w, own + length);
    if (is_control(w)) {
      open.push_back({program->instructions.size(), at + size + w[2]});
      program->instructions.push_back({at, 0, false, 0});
    } else {
      const bool chain = w[0] == OP_CHAIN;
      const double work = chain ? std::max(chain_flops(w) * w[1] * w[2], chain_bytes(w)) : std::max(flops(w), bytes(w));
      program->instructions.push_back(instruction_of(at, chain ? chain_units(w) : units(w), work));
    }
    at += size;
  }
  return validator.verdict;
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

