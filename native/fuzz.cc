// Fuzzer: changes words of valid programs at random, then runs every program that still passes validation, on every
// target. The arena ends where its memory ends, so that an address sanitizer sees any access that validation should
// have refused.
//   sh native/fuzz.sh [programs] [seed]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>
#include "instruction.h"
#include "cpu.h"
#include "run.h"

namespace {

constexpr int32_t ELEMENTS = 20000;
/* The work above which a valid program is skipped: it may name a huge number of rows, if they are empty. */
constexpr double PATIENCE = 1e7;

uint32_t state;
/* xorshift32 (Marsaglia 2003). */
uint32_t any() {
  state ^= state << 13;
  state ^= state >> 17;
  return state ^= state << 5;
}
int32_t below(int32_t n) { return (int32_t)(any() % (uint32_t)n); }

/* Changes a word so that it is likely to hit an edge case: an end of a range, one flipped bit, a value close by, or
   a small number. */
int32_t altered(int32_t word) {
  const int32_t edges[] = {0, 1, -1, INT32_MAX, INT32_MIN, INT32_MAX - 1, ELEMENTS, ELEMENTS - 1, ELEMENTS + 1, 1 << 16, 1 << 30};
  switch (below(4)) {
    case 0: return edges[below(sizeof edges / sizeof *edges)];
    case 1: return word ^ (int32_t)(1u << below(32));
    case 2: return (int32_t)((uint32_t)word + any() % 9 - 4);
    default: return below(200);
  }
}

void append_chain(std::vector<int32_t>& words) {
  const int32_t operands = 2 + below(6), steps = 1 + below(5);
  words.insert(words.end(), {OP_CHAIN, below(40), below(3) == 0 ? below(3000) : below(40), operands, steps});
  for (int32_t i = 0; i < operands; i++) {
    words.push_back(i == 0 ? KIND_IN_FULL : i == 1 ? KIND_OUT : below(KIND_COUNT));
    words.push_back(below(ELEMENTS / 4));
  }
  for (int32_t s = 0; s < steps; s++) {
    const int32_t op = OP_COPY + below(OP_SELECT - OP_COPY + 1);
    words.push_back(op);
    for (int32_t i = step_operands(&op); i > 1; i--) words.push_back(0);
    words.push_back(1);
  }
}

void append_instruction(std::vector<int32_t>& words) {
  const int32_t op = OP_SGEMM + below(OP_ADAM - OP_SGEMM + 1);
  words.push_back(op);
  for (int32_t i = instruction_words(&op); i > 1; i--) {
    words.push_back(below(4) == 0 ? below(ELEMENTS / 4) : below(2) ? below(3) : below(70));
  }
}

/* Inserts a skip or a repeat between the header and the first instruction. */
void govern(std::vector<int32_t>& words) {
  const int32_t length = (int32_t)words.size() - HEADER_WORDS;
  std::vector<int32_t> head;
  if (below(2) == 0) {
    head = {OP_SKIP, below(ELEMENTS), length};
  } else {
    head = {OP_REPEAT, below(6), length, 0};
    for (int32_t word = 0; word < length; word++) {
      if (below(2) == 0 || !is_offset(words.data() + HEADER_WORDS, word)) continue;
      head.insert(head.end(), {word, below(9) - 4});
      head[3]++;
    }
  }
  words.insert(words.begin() + HEADER_WORDS, head.begin(), head.end());
  words[HEADER_LENGTH] = (int32_t)words.size();
}

/* A program whose instructions are each valid on their own. */
std::vector<int32_t> sound_program() {
  std::vector<int32_t> words = {MAGIC, ABI_HASH, 0, HEADER_WORDS};
  for (int32_t count = 1 + below(4); count > 0;) {
    std::vector<int32_t> one = {MAGIC, ABI_HASH, 0, HEADER_WORDS};
    below(3) == 0 ? append_chain(one) : append_instruction(one);
    one[HEADER_LENGTH] = (int32_t)one.size();
    Program program;
    if (load_program(one.data(), one.size(), ELEMENTS, &program).status != STATUS_OK) continue;
    if (below(3) == 0) {
      govern(one);
      Program governed;
      if (load_program(one.data(), one.size(), ELEMENTS, &governed).status != STATUS_OK) continue;
    }
    words.insert(words.end(), one.begin() + HEADER_WORDS, one.end());
    count--;
  }
  words[HEADER_LENGTH] = (int32_t)words.size();
  return words;
}

bool endless(const Program& program) {
  double work = 0;
  std::vector<int32_t> ends;
  std::vector<double> turns = {1};
  for (const auto& instruction : program.instructions) {
    const int32_t* w = program.words.data() + instruction.word;
    while (!ends.empty() && instruction.word >= ends.back()) {
      ends.pop_back();
      turns.pop_back();
    }
    work += turns.back() * (1 + instruction.units + (w[0] == OP_CHAIN || is_control(w) ? 0 : flops(w)) / 100);
    if (!is_control(w)) continue;
    ends.push_back(instruction.word + control_words(w) + w[2]);
    turns.push_back(turns.back() * (w[0] == OP_REPEAT ? w[1] : 1));
  }
  return work > PATIENCE;
}

/* Fills the arena with small integers (valid and invalid indices), real numbers and random bits. */
void fill(float* arena) {
  for (int32_t i = 0; i < ELEMENTS; i++) {
    const int32_t small = below(64) - 4;
    const float real = (float)below(2000) / 500 - 2;
    const uint32_t bits = any();
    memcpy(arena + i, i % 3 == 0 ? (const void*)&small : i % 3 == 1 ? (const void*)&real : (const void*)&bits, 4);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int32_t programs = argc > 1 ? atoi(argv[1]) : 10000;
  state = argc > 2 ? (uint32_t)atoi(argv[2]) : 2463534242u;
  int32_t targets, ran = 0, statuses[STATUS_BAD_STRETCH + 1] = {};
  const Target* const* target = cpu_targets(&targets);
  float* arena = (float*)malloc(ELEMENTS * sizeof(float));
  for (int32_t i = 0; i < programs; i++) {
    std::vector<int32_t> words = sound_program();
    for (int32_t alterations = below(4); alterations > 0; alterations--) {
      int32_t& word = words[below((int32_t)words.size())];
      word = altered(word);
    }
    if (below(8) == 0) words.resize(below((int32_t)words.size() + 1));
    words.shrink_to_fit();
    Program program;
    const int32_t status = load_program(words.data(), words.size(), ELEMENTS, &program).status;
    statuses[status]++;
    if (status != STATUS_OK || endless(program)) continue;
    for (int32_t t = 0; t < targets; t++) {
      fill(arena);
      const std::atomic<bool> cancel{false};
      run_program(program, arena, {target[t], 1 + below(2)}, 1, 1000, cancel);
    }
    ran++;
  }
  free(arena);
  printf("%d programs: %d ran on %d targets; refused by status:", programs, ran, targets);
  for (int32_t s = 0; s <= STATUS_BAD_STRETCH; s++) printf(" %d", statuses[s]);
  printf("\n");
}
