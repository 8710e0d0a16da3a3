import { layers } from '../../src/index.ts';
import type { LayerCase } from './cases.ts';

const faint = new Array<number>(16).fill(0.05);

export const SIGNAL_CASES: Readonly<Record<string, LayerCase>> = {
  stftSpectrogram: {
    make: () => layers.stftSpectrogram({ mode: 'stft', frameLength: 6, expandDims: true, padding: 'same' }),
    inputShape: [2, 8, 2], outputShape: [2, 3, 10, 2], params: 60,
  },
  'stftSpectrogram of magnitudes, channels first': {
    make: () =>
      layers.stftSpectrogram({ mode: 'magnitude', frameLength: 4, frameStep: 3, window: [1, 2, 2, 1], dataFormat: 'channelsFirst' }),
    inputShape: [2, 2, 8], outputShape: [2, 6, 2], params: 24,
  },
  'stftSpectrogram of angles': {
    make: () => layers.stftSpectrogram({ mode: 'angle', frameLength: 4, window: null, scaling: null }),
    inputShape: [2, 8, 1], outputShape: [2, 3, 3], params: 24,
  },
  melSpectrogram: {
    make: () => layers.melSpectrogram({ fftLength: 16, sequenceStride: 6, numMelBins: 3, window: faint, powerToDb: false }),
    inputShape: [2, 20], outputShape: [2, 3, 4], params: 0,
  },
  mfcc: {
    make: () => layers.mfcc({ fftLength: 16, sequenceStride: 8, numMelBins: 2, nMfcc: 2, window: faint, powerToDb: false }),
    inputShape: [2, 20], outputShape: [2, 2, 3], params: 0,
  },
};
