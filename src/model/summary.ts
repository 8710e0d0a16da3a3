import { showShape } from '../core/shape.ts';
import type { Layer } from '../layers/layer.ts';
import type { BatchShape } from '../layers/layer.ts';

/** The parts of a model that a summary shows. */
export interface Summarized extends Layer {
  readonly layers: readonly Layer[];
  /** The output shape of a layer, if the model knows it. */
  outputOf(layer: Layer): BatchShape | undefined;
}

/** A table of a model's layers, their output shapes and parameters. */
export function summary(model: Summarized): string {
  const total = model.countParams();
  const rows = model.layers.map((layer) => {
    const shape = model.outputOf(layer);
    return [
      `${layer.name} (${layer.kind}${layer.quantizationMode === undefined ? '' : `, ${layer.quantizationMode}`})`,
      shape === undefined ? '?' : showShape(shape),
      layer.countParams().toLocaleString('en-US'),
    ];
  });
  const head = ['Layer (kind)', 'Output shape', 'Params'];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((r) => r[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells.map((c, i) => (i === 2 ? c.padStart(widths[i]!) : c.padEnd(widths[i]!))).join('  ');
  const rule = '─'.repeat(widths.reduce((a, b) => a + b + 2, -2));
  const trainable = model.trainableWeights.reduce((sum, w) => sum + w.size, 0);
  const number = (n: number): string => n.toLocaleString('en-US');
  return [
    `Model: ${model.name}`, rule, line(head), rule, ...rows.map(line), rule,
    `Params: ${number(total)} (${number(trainable)} trainable, ${number(total - trainable)} not)`,
  ].join('\n');
}
