import { layers } from '../../src/index.ts';
import type { LayerCase } from './cases.ts';

const shapes = { inputShape: [2, 4, 5, 3], outputShape: [2, 4, 5, 3], params: 0 };
/** Images whose values are random in training. */
const random = { ...shapes, random: true };
const range = { valueRange: [-1, 1] };

export const IMAGE_CASES: Readonly<Record<string, LayerCase>> = {
  resizing: { make: () => layers.resizing({ height: 3, width: 7 }), ...shapes, outputShape: [2, 3, 7, 3] },
  'resizing of channels that come first': {
    make: () => layers.resizing({ height: 6, width: 3, interpolation: 'lanczos3', antialias: true, dataFormat: 'channelsFirst' }),
    inputShape: [2, 2, 4, 5], outputShape: [2, 2, 6, 3], params: 0,
  },
  'resizing with a margin': {
    make: () => layers.resizing({ height: 4, width: 4, interpolation: 'nearest', padToAspectRatio: true, fillValue: 2 }),
    ...shapes, outputShape: [2, 4, 4, 3],
  },
  'resizing without edges': {
    make: () => layers.resizing({ height: 6, width: 3, interpolation: 'bicubic', cropToAspectRatio: true }),
    ...shapes, outputShape: [2, 6, 3, 3],
  },
  centerCrop: { make: () => layers.centerCrop({ height: 3, width: 2 }), ...shapes, outputShape: [2, 3, 2, 3] },
  'centerCrop of small images': {
    make: () => layers.centerCrop({ height: 6, width: 2, dataFormat: 'channelsFirst' }),
    inputShape: [2, 1, 4, 5], outputShape: [2, 1, 6, 2], params: 0,
  },
  randomCrop: { make: () => layers.randomCrop({ height: 3, width: 2, seed: 1 }), ...random, outputShape: [2, 3, 2, 3] },
  randomFlip: { make: () => layers.randomFlip({ mode: 'horizontal', dataFormat: 'channelsFirst' }), ...random },
  randomRotation: { make: () => layers.randomRotation({ factor: 0.2, fillMode: 'wrap' }), ...random },
  randomTranslation: {
    make: () => layers.randomTranslation({ heightFactor: 0.3, widthFactor: [-0.1, 0.2], fillMode: 'constant', fillValue: 0.5 }), ...random,
  },
  randomZoom: { make: () => layers.randomZoom({ heightFactor: 0.3, interpolation: 'nearest' }), ...random },
  'randomZoom of two draws': { make: () => layers.randomZoom({ heightFactor: [-0.2, 0.1], widthFactor: 0.2 }), ...random },
  randomShear: { make: () => layers.randomShear({ xFactor: 0.3, yFactor: [0.1, 0.2], fillMode: 'nearest' }), ...random },
  randomContrast: { make: () => layers.randomContrast({ factor: [0.5, 0.3], ...range }), ...random },
  randomBrightness: { make: () => layers.randomBrightness({ factor: 0.1, ...range }), ...random },
  randomErasing: { make: () => layers.randomErasing({ scale: [0.1, 0.3], ...range }), ...random },
  'randomErasing with a colour': { make: () => layers.randomErasing({ factor: [0.5, 1], fillValue: [0.1, 0.2, 0.3], seed: 4 }), ...random },
  randomColorDegeneration: { make: () => layers.randomColorDegeneration({ factor: 0.3, ...range }), ...random },
  randomSharpness: { make: () => layers.randomSharpness({ factor: [0.2, 0.7], ...range, dataFormat: 'channelsFirst' }), ...random },
  randomPosterization: { make: () => layers.randomPosterization({ factor: [2, 5], ...range }), ...random },
  solarization: { make: () => layers.solarization({ additionFactor: 0.1, thresholdFactor: [0.2, 0.7], ...range }), ...random },
  autoContrast: { make: () => layers.autoContrast({ valueRange: [-1, 1], dataFormat: 'channelsFirst' }), ...shapes },
  equalization: { make: () => layers.equalization({ ...range, bins: 16 }), ...random },
  randAugment: { make: () => layers.randAugment({ ...range, factor: [0.1, 0.5], numOps: 3, interpolation: 'nearest' }), ...random },
  mixUp: { make: () => layers.mixUp({ alpha: 0.5 }), ...random },
  cutMix: { make: () => layers.cutMix({ factor: [0.5, 1] }), ...random },
};
