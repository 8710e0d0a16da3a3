import { EPILOGUE_ACTIVATIONS } from './constants.ts';
import type { Arg } from './kernel.ts';
import { dot, flag, optional, reads, size, writes, type Row } from './row.ts';

/** The weights of a cell, packed: for each strip of units, for each element of (input, state), GATE_STRIP floats of each of four gates. */
const PACKED = '(inputs + units) * ceil_div(units, GATE_STRIP) * GATE_STRIP * 4';
/** The weights of a cell without gates, packed: for each strip of 4 GATE_STRIP units, for each element of (input, state). */
const PACKED_PLAIN = '(inputs + units) * ceil_div(units, 4 * GATE_STRIP) * 4 * GATE_STRIP';
const SEQUENCE = 'batch * steps * units';
const GATES = '4 * batch * steps * units';
const STATE = 'batch * units';
/** Rows of the batch are independent of each other, and a thread takes some of them through all steps. */
const UNITS = 'ceil_div(batch, RECURRENT_ROWS)';
/** Which steps count, those that are not 0; without it, all do. A step that does not count keeps the states. */
const MASK: Arg = optional('mask', 'batch * steps');
const ACTIVATION: Arg = flag('activation', EPILOGUE_ACTIVATIONS.length - 1);
const FORWARD_FLOPS = 'batch * steps * units * (8 * (inputs + units) + 120)';
const BACKWARD_FLOPS = 'batch * steps * units * (8 * units + 60)';

/** Cells that a kernel takes through all steps of a sequence. Steps begin at state h0; xh keeps what each step read, the input beside the
 *  state before it, so that the gradient of all weights is one product of xh and dz. */
export const RECURRENT: readonly Row[] = [
  {
    name: 'lstm',
    family: 'recurrent',
    args: [
      ...size('batch', 'steps', 'inputs', 'units'),
      reads('x', 'batch * steps * inputs'), reads('w', PACKED), optional('bias', '4 * units'), reads('h0', STATE), reads('c0', STATE), MASK,
      writes('h', SEQUENCE), writes('xh', 'batch * steps * (inputs + units)'), writes('c', SEQUENCE), writes('gates', GATES),
    ],
    equation:
      'for each step: xh = (x, h before); i, f, o = sigmoid(xh w + bias), g = tanh(xh w + bias) in the order i, f, g, o; ' +
      'c = f c before + i g; h = o tanh(c); where mask is 0, h and c stay and the gates are 0; ' +
      'h, c[batch,steps,units], xh[batch,steps,inputs+units], gates[batch,steps,4,units]',
    error: dot('inputs + units + 16'),
    units: UNITS,
    flops: FORWARD_FLOPS,
    source: 'Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000; order of gates as in Keras',
  },
  {
    name: 'lstm_dz',
    family: 'recurrent',
    args: [
      ...size('batch', 'steps', 'units'),
      reads('wt', '4 * units * units'), reads('c0', STATE), reads('c', SEQUENCE), reads('gates', GATES),
      optional('dh', SEQUENCE), optional('dc', SEQUENCE), MASK, writes('dz', GATES), writes('dh0', STATE), writes('dc0', STATE),
    ],
    equation:
      'the gradient of lstm: from the last step to the first, dz[batch,steps,4,units] is the gradient of the sums within the gates, ' +
      'given dh and dc of every step; wt[4 units,units] is the transpose of the weights of the state; dh0, dc0 those of the states before',
    error: dot('4 * units + 32'),
    units: UNITS,
    flops: BACKWARD_FLOPS,
    source: 'Werbos 1990, Backpropagation through time',
  },
  {
    name: 'gru',
    family: 'recurrent',
    args: [
      ...size('batch', 'steps', 'inputs', 'units'),
      reads('x', 'batch * steps * inputs'), reads('w', PACKED), optional('bias', '4 * units'), reads('h0', STATE), MASK,
      writes('h', SEQUENCE), writes('xh', 'batch * steps * (inputs + units)'), writes('gates', GATES),
    ],
    equation:
      'for each step: xh = (x, h before); z, r = sigmoid(xh w + bias), a, q = xh w + bias in the order z, r, a, q; n = tanh(a + r q); ' +
      'h = z h before + (1 - z) n; where mask is 0, h stays and the gates are 0; gates[batch,steps,4,units] keeps z, r, n, q',
    error: dot('inputs + units + 16'),
    units: UNITS,
    flops: FORWARD_FLOPS,
    source: 'Cho et al. 2014; the reset gate behind the product (v3 of the paper) as in Keras with resetAfter',
  },
  {
    name: 'gru_dz',
    family: 'recurrent',
    args: [
      ...size('batch', 'steps', 'inputs', 'units'),
      reads('wt', '4 * units * units'), reads('xh', 'batch * steps * (inputs + units)', 'f32', SEQUENCE), reads('gates', GATES),
      optional('dh', SEQUENCE), MASK, writes('dz', GATES), writes('dh0', STATE),
    ],
    equation:
      'the gradient of gru: from the last step to the first, dz[batch,steps,4,units] is the gradient of the sums z, r, a, q, given dh ' +
      'of every step; wt[4 units,units] is the transpose of the weights of the state; dh0 is that of the state before',
    error: dot('4 * units + 32'),
    units: UNITS,
    flops: BACKWARD_FLOPS,
    source: 'Werbos 1990, Backpropagation through time',
  },
  {
    name: 'simple_rnn',
    family: 'recurrent',
    args: [
      ...size('batch', 'steps', 'inputs', 'units'), ACTIVATION,
      reads('x', 'batch * steps * inputs'), reads('w', PACKED_PLAIN), optional('bias', 'units'), reads('h0', STATE), MASK,
      writes('h', SEQUENCE), writes('xh', 'batch * steps * (inputs + units)'),
    ],
    equation:
      'for each step: xh = (x, h before); h = act(xh w + bias), where mask is 0, h stays; h[batch,steps,units], ' +
      'xh[batch,steps,inputs+units]',
    error: dot('inputs + units + 16'),
    units: UNITS,
    flops: 'batch * steps * units * (2 * (inputs + units) + 30)',
    source: 'Elman 1990, Finding structure in time',
  },
  {
    name: 'simple_rnn_dz',
    family: 'recurrent',
    args: [
      ...size('batch', 'steps', 'units'), ACTIVATION,
      reads('wt', 'units * units'), reads('h', SEQUENCE), reads('dh', SEQUENCE), MASK, writes('dz', SEQUENCE), writes('dh0', STATE),
    ],
    equation:
      'the gradient of simple_rnn: from the last step to the first, dz[batch,steps,units] is the gradient of the sums within act, given ' +
      'dh of every step; wt[units,units] is the transpose of the weights of the state; dh0 is that of the state before',
    error: dot('units + 32'),
    nan: 'propagates; h NaN gives 0 with relu',
    units: UNITS,
    flops: 'batch * steps * units * (2 * units + 8)',
    source: 'Werbos 1990, Backpropagation through time',
  },
];
