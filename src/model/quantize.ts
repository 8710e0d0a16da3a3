import { ConfigError } from '../core/errors.ts';
import { checkQuantizationMode, type QuantizationMode } from '../layers/quantization.ts';
import type { Engine } from './engine.ts';

/** Quantises the layers that can be, in place; see `Model.quantize`. */
export function quantize(engine: Engine, mode: QuantizationMode): void {
  checkQuantizationMode('quantize', mode);
  const { network } = engine;
  void network.outputs; // which are not known before the network is built
  engine.mustOwn('quantize');
  const changes = [...network.flattened()].flatMap((layer) => layer.quantization(mode) ?? []);
  if (changes.length === 0) throw new ConfigError(`quantize: ${network.name} has no layer that can be quantised. Dense layers can.`);
  engine.dispose('quantize');
  for (const change of changes) change();
  engine.releaseOptimizer();
}
