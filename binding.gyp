{
  # Numbers are Float32 as written: no contraction into FMA except by name, no -ffast-math.
  'target_defaults': {
    'cflags': ['-O3', '-fvisibility=hidden', '-ffp-contract=off', '-fno-math-errno'],
    'cflags_cc!': ['-std=gnu++17', '-std=c++17'],
    'cflags_cc': ['-std=c++20'],
    'msvs_settings': {
      'VCCLCompilerTool': {
        'Optimization': 3,
        'FloatingPointModel': 0,  # /fp:precise
        'AdditionalOptions': ['/std:c++20', '/fp:contract-'],
      },
    },
    'xcode_settings': {
      'GCC_OPTIMIZATION_LEVEL': '3',
      'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
      'CLANG_CXX_LANGUAGE_STANDARD': 'c++20',
      'MACOSX_DEPLOYMENT_TARGET': '11.0',
      'OTHER_CFLAGS': ['-ffp-contract=off', '-fno-math-errno'],
    },
  },
  'targets': [
    {
      'target_name': 'myelin',
      'sources': ['native/addon.cc', 'native/run.cc', 'native/load.cc', 'native/pool.cc', 'native/cpu.cc', 'native/memory.cc'],
      'include_dirs': ["<!(node -p \"require('node-addon-api').include_dir\")"],
      'defines': ['NAPI_VERSION=8', 'NODE_ADDON_API_CPP_EXCEPTIONS', 'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS'],
      'cflags_cc!': ['-fno-exceptions'],
      'cflags_cc': ['-fexceptions'],
      'msvs_settings': {'VCCLCompilerTool': {'ExceptionHandling': 1}},
      'xcode_settings': {'GCC_ENABLE_CPP_EXCEPTIONS': 'YES'},
      'conditions': [
        ['target_arch == "x64"', {'dependencies': ['baseline', 'avx2', 'avx512', 'avx512bf16']}],
        ['target_arch == "arm64"', {'dependencies': ['neon']}],
        # Official builds of Node carry an older libstdc++ than compilers of today link.
        ['OS == "linux"', {'ldflags': ['-static-libstdc++', '-static-libgcc']}],
      ],
    },
  ],
  'conditions': [
    ['target_arch == "x64"', {
      'targets': [
        {
          'target_name': 'baseline',
          'type': 'static_library',
          'sources': ['native/targets/baseline.cc'],
        },
        {
          'target_name': 'avx2',
          'type': 'static_library',
          'sources': ['native/targets/avx2.cc'],
          'cflags': ['-mavx2', '-mfma', '-mf16c'],
          'msvs_settings': {'VCCLCompilerTool': {'EnableEnhancedInstructionSet': 5}},
          'xcode_settings': {'OTHER_CFLAGS': ['-mavx2', '-mfma', '-mf16c']},
        },
        {
          'target_name': 'avx512',
          'type': 'static_library',
          'sources': ['native/targets/avx512.cc'],
          # gcc 12 warns of its own intrinsics, which begin from an undefined vector on purpose.
          'cflags': ['-mavx512f', '-mavx512bw', '-mavx512vl', '-mavx512dq', '-mfma', '-mprefer-vector-width=512', '-Wno-uninitialized', '-Wno-maybe-uninitialized'],
          'msvs_settings': {'VCCLCompilerTool': {'AdditionalOptions': ['/arch:AVX512']}},
          'xcode_settings': {'OTHER_CFLAGS': ['-mavx512f', '-mavx512bw', '-mavx512vl', '-mavx512dq', '-mfma', '-mprefer-vector-width=512']},
        },
        {
          'target_name': 'avx512bf16',
          'type': 'static_library',
          'sources': ['native/targets/avx512bf16.cc'],
          'cflags': ['-mavx512f', '-mavx512bw', '-mavx512vl', '-mavx512dq', '-mavx512vnni', '-mavx512bf16', '-mfma', '-mprefer-vector-width=512', '-Wno-uninitialized', '-Wno-maybe-uninitialized'],
          'msvs_settings': {'VCCLCompilerTool': {'AdditionalOptions': ['/arch:AVX512']}},
          'xcode_settings': {'OTHER_CFLAGS': ['-mavx512f', '-mavx512bw', '-mavx512vl', '-mavx512dq', '-mavx512vnni', '-mavx512bf16', '-mfma', '-mprefer-vector-width=512']},
        },
      ],
    }],
    ['target_arch == "arm64"', {
      'targets': [
        {
          'target_name': 'neon',
          'type': 'static_library',
          'sources': ['native/targets/neon.cc'],
        },
      ],
    }],
  ],
}
