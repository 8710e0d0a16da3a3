import type { Option } from '../core/declaration.ts';
import { ConfigError, show, unknownName } from '../core/errors.ts';
import { camelCase, checkNumber } from '../core/options.ts';

const WINDOWS = ['hann', 'hamming'] as const;
type WindowName = (typeof WINDOWS)[number];
/** What a frame is multiplied by: a named window, or a number for each sample of a frame. */
export type Window = WindowName | readonly number[];

/** The window of an option. @throws {ConfigError} on an unknown name, or numbers that are not finite */
export const frameWindow = (): Option<Window, Window> => ({ check: checkWindow, store: (held) => held });

export function checkWindow(where: string, name: string, given: Window): Window {
  if (typeof given === 'string') {
    return WINDOWS.find((word) => word === camelCase(given)) ?? unknownName(`${name} of ${where}`, given, WINDOWS);
  }
  if (!Array.isArray(given) || given.length === 0)
    throw new ConfigError(`${where}: ${name} must be 'hann', 'hamming' or an array of numbers, received ${show(given)}.`);
  return Array.from(given, (value, i) => checkNumber(where, `${name}[${i}]`, value, {}));
}

/** The numbers of a window of so many samples.
 *  @param periodic  whether the window goes on with its first number behind its last one, as frames that overlap want it; otherwise
 *    the last number is the first one, as the design of filters wants it
 *  @throws {ConfigError} if numbers were given, and not as many as there are samples
 *  @source Blackman and Tukey 1958, The measurement of power spectra; as SciPy's signal.get_window */
export function windowValues(where: string, window: Window, length: number, periodic: boolean): readonly number[] {
  if (typeof window !== 'string') {
    if (window.length === length) return window;
    throw new ConfigError(`${where}: expected a window of ${length} numbers, one for each sample of a frame, received ${window.length}.`);
  }
  if (length === 1) return [1];
  const mean = window === 'hann' ? 0.5 : 0.54;
  const period = periodic ? length : length - 1;
  return Array.from({ length }, (_, i) => mean - (1 - mean) * Math.cos((2 * Math.PI * i) / period));
}
