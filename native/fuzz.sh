# Builds native/fuzz.cc with the address and undefined-behaviour sanitizers, and runs it. Needs x64, and gcc or clang.
set -e
cd "$(dirname "$0")/.."
out=build/fuzz
mkdir -p $out
compile() {
  ${CXX:-g++} -std=c++20 -g -O1 -ffp-contract=off -fno-math-errno -fsanitize=address,undefined -fno-sanitize-recover=all -w "$@"
}
# Changed operands may overlap, so memmove replaces memcpy: only the accesses matter here, not the results.
kernels() { compile -Dmemcpy=memmove -c native/targets/$1.cc -o $out/$1.o $2; }
kernels baseline &
kernels avx2 '-mavx2 -mfma -mf16c' &
wait
kernels avx512 '-mavx512f -mavx512bw -mavx512vl -mavx512dq -mfma' &
kernels avx512bf16 '-mavx512f -mavx512bw -mavx512vl -mavx512dq -mavx512vnni -mavx512bf16 -mfma'
wait
compile native/fuzz.cc native/run.cc native/load.cc native/pool.cc native/cpu.cc $out/*.o -o $out/fuzz -pthread
$out/fuzz "$@"
