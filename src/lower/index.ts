import * as conv from './conv.ts';
import * as attention from './attention.ts';
import * as gather from './gather.ts';
import * as gemm from './gemm.ts';
import * as int8 from './int8.ts';
import type { Lowering } from './lowering.ts';
import * as moments from './moments.ts';
import * as move from './move.ts';
import * as pool from './pool.ts';
import * as random from './random.ts';
import * as recurrent from './recurrent.ts';
import * as reduce from './reduce.ts';
import * as softmax from './softmax.ts';
import * as update from './update.ts';
import * as warp from './warp.ts';

/** The lowering of each op that is not elementwise. */
export const LOWERINGS: Readonly<Record<string, Lowering>> = {
  ...gemm.lowerings,
  ...int8.lowerings,
  ...recurrent.lowerings,
  ...conv.lowerings,
  ...reduce.lowerings,
  ...softmax.lowerings,
  ...gather.lowerings,
  ...move.lowerings,
  ...pool.lowerings,
  ...random.lowerings,
  ...update.lowerings,
  ...warp.lowerings,
  ...attention.lowerings,
  ...moments.lowerings,
};
