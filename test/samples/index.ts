import { samples as attention } from './attention.ts';
import { samples as bf16 } from './bf16.ts';
import { samples as blas } from './blas.ts';
import { samples as conv } from './conv.ts';
import { samples as elementwise } from './elementwise.ts';
import { samples as gather } from './gather.ts';
import { samples as gemm } from './gemm.ts';
import { samples as int8 } from './int8.ts';
import { samples as moments } from './moments.ts';
import { samples as move } from './move.ts';
import { samples as pool } from './pool.ts';
import { samples as random } from './random.ts';
import { samples as recurrent } from './recurrent.ts';
import { samples as reduce } from './reduce.ts';
import { samples as softmax } from './softmax.ts';
import { samples as update } from './update.ts';
import { samples as warp } from './warp.ts';
import type { Sample } from './sample.ts';

/** Every sample of every family. */
export const SAMPLES: readonly Sample[] = [
  ...elementwise, ...gemm, ...reduce, ...softmax, ...gather, ...move, ...random, ...update, ...blas, ...bf16, ...int8, ...recurrent,
  ...pool, ...warp, ...conv, ...attention, ...moments,
];
