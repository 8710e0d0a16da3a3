import { ConfigError, show } from '../core/errors.ts';
import { isForm, type NumberForm } from './number-form.ts';

/** Checks what a file says of how numbers are written. @throws {ConfigError} on what nobody can have found */
export function storedForm(stored: unknown, where: string): NumberForm {
  const { decimal, group, prefix, suffix } = (stored ?? {}) as Partial<NumberForm>;
  const form = { decimal, group, prefix, suffix } as NumberForm;
  if (typeof prefix === 'string' && typeof suffix === 'string' && isForm(form)) return form;
  throw new ConfigError(`${where}: expected how numbers are written, received ${show(stored)}. adapt cannot have found this.`);
}
