// The functions of Node, found in the program that loads the addon, whatever its file is called: node.exe, electron.exe, bun.exe, or a
// single-executable application. An addon that imports them from node.exe loads in a program of that name alone.
#include <windows.h>

#define FUNCTION(name) extern "C" FARPROC __imp_##name;
#include "functions.inl.h"
#undef FUNCTION

/* Stands for a function that the program lacks, and answers napi_generic_failure: node-addon-api throws an error. */
static INT_PTR WINAPI absent() { return 9; }

static FARPROC found(const char* name) {
  const FARPROC function = GetProcAddress(GetModuleHandleW(nullptr), name);
  return function != nullptr ? function : absent;
}

/* What the compiler calls through where a header says dllimport. */
#define FUNCTION(name) extern "C" { FARPROC __imp_##name = found(#name); }
#include "functions.inl.h"
