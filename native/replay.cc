// Runs recorded programs, each on the arena it was recorded with, and writes the resulting arenas.
//   replay                                     lists the targets of this machine
//   replay RECORDS RESULTS TARGET THREADS...   runs all on each number of threads, which must give the same bits
// A record consists of 32-bit words: the numbers of elements, words and places; the program; (offset, bytes) of each
// place that the program may touch; the arena. The rest of the arena is poisoned: an address sanitizer sees any access
// outside an operand.
#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(data, bytes) ((void)(data), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(data, bytes) ((void)(data), (void)(bytes))
#endif
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>
#include "cpu.h"
#include "gen/abi.h"
#include "run.h"

namespace {

constexpr size_t LINE = 64;

[[noreturn]] void fail(const char* what, int32_t record) {
  fprintf(stderr, "record %d: %s\n", record, what);
  exit(1);
}

using Words = std::vector<int32_t>;
bool read(FILE* file, int32_t count, Words& into) {
  into.resize(count);
  return fread(into.data(), sizeof(int32_t), count, file) == (size_t)count;
}

struct Record {
  Words words, places, arena;
  /* False at the end of the file. */
  bool next(FILE* file, int32_t number) {
    Words sizes;
    if (!read(file, 3, sizes)) return false;
    if (!read(file, sizes[1], words) || !read(file, 2 * sizes[2], places) || !read(file, sizes[0], arena)) fail("ends too early", number);
    return true;
  }
};

/* Memory that ends where the arena ends. */
struct Memory {
  float* data;
  size_t bytes;
  explicit Memory(size_t size) : data((float*)aligned_alloc(LINE, (size + LINE - 1) / LINE * LINE)), bytes(size) {}
  ~Memory() {
    open();
    free(data);
  }
  void open() { ASAN_UNPOISON_MEMORY_REGION(data, (bytes + LINE - 1) / LINE * LINE); }
  void close(const Words& places) {
    ASAN_POISON_MEMORY_REGION(data, (bytes + LINE - 1) / LINE * LINE);
    for (size_t i = 0; i < places.size(); i += 2) ASAN_UNPOISON_MEMORY_REGION(data + places[i], places[i + 1]);
  }
};

const Target* target_named(const char* name) {
  int32_t count;
  const Target* const* targets = cpu_targets(&count);
  for (int32_t i = 0; i < count; i++) {
    if (name == nullptr) printf("%s\n", targets[i]->name);
    else if (strcmp(targets[i]->name, name) == 0) return targets[i];
  }
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  const Target* target = target_named(argc > 3 ? argv[3] : nullptr);
  if (argc < 5) return argc == 1 ? 0 : 2;
  FILE* records = fopen(argv[1], "rb");
  FILE* results = fopen(argv[2], "wb");
  if (records == nullptr || results == nullptr || target == nullptr) fail("no such file or target", -1);
  Record record;
  for (int32_t number = 0; record.next(records, number); number++) {
    Program program;
    if (load_program(record.words.data(), record.words.size(), (double)record.arena.size(), &program).status != STATUS_OK) {
      fail("refused", number);
    }
    Words first;
    for (int32_t a = 4; a < argc; a++) {
      Memory memory(record.arena.size() * sizeof(float));
      memcpy(memory.data, record.arena.data(), memory.bytes);
      memory.close(record.places);
      const std::atomic<bool> cancel{false};
      run_program(program, memory.data, {target, atoi(argv[a])}, 1, 0, cancel);
      memory.open();
      const int32_t* after = (const int32_t*)memory.data;
      if (a == 4) first.assign(after, after + record.arena.size());
      else if (memcmp(first.data(), after, memory.bytes) != 0) fail("the result depends on the number of threads", number);
    }
    if (fwrite(first.data(), sizeof(int32_t), first.size(), results) != first.size()) fail("cannot be written", number);
  }
  return fclose(results) == 0 ? 0 : 1;
}
