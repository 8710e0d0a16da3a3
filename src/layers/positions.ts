import { checkInteger, checkKeys } from '../core/options.ts';
import type { CallArguments } from '../trace/trace.ts';
import type { ApplyOptions } from './apply.ts';

/** What the call of a layer of positions takes besides its input. */
export interface PositionArguments extends ApplyOptions {
  /** The position of the first step (default 0). */
  readonly startIndex?: number | undefined;
}

/** The position of the first step. @throws {ConfigError} on unknown arguments, and unless it is an integer from 0 on */
export function startOf(where: string, args: CallArguments): number {
  checkKeys(where, args, ['mask', 'training', 'startIndex']);
  return checkInteger(where, 'startIndex', args['startIndex'] ?? 0, 0);
}

/** A table of so many steps and features, computed in float64. */
export function tableOf(steps: number, features: number, at: (step: number, feature: number) => number): Float32Array {
  return Float32Array.from({ length: steps * features }, (_, i) => at(Math.floor(i / features), i % features));
}
