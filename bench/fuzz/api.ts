/** Calls of the whole surface at random. */
import { models } from './models.ts';
import { functions, ops, parts } from './ops.ts';
import type { Trial } from './trial.ts';

export const api: Trial = (draw, say) => draw.pick<Trial>([models, models, models, ops, ops, ops, ops, parts, functions])(draw, say);
