/** Libraries that train row by row, from weights of their own: that they learn is all that can be checked. */
import { clock, steps } from '../peer.mjs';

/** A rate at which they learn without Adam; their speed does not depend on it. */
const RATE = 0.1;
export const rateOf = ({ optimizer, learningRate }) => (optimizer === 'sgd' ? learningRate : RATE);

/** `fresh()` gives `row(x, y)`, which trains, and `predict(x)`; rows are what `array` makes of typed arrays. */
export function learning(net, fresh, array) {
  const width = net.widths[0];
  const rows = Array.from({ length: net.rows }, (_, i) => ({ x: array(net.x.subarray(i * width, (i + 1) * width)), y: array([net.y[i]]) }));
  const train = (model, count) =>
    steps(count, net.batches, (i) => {
      for (let r = i * net.batch; r < (i + 1) * net.batch; r++) model.row(rows[r].x, rows[r].y);
    });
  const loss = ({ predict }) => rows.reduce((sum, { x, y }) => sum - Math.log(Math.abs(1 - y[0] - predict(x))), 0) / rows.length;
  return {
    answer() {
      const model = fresh();
      const before = loss(model);
      train(model, net.learning);
      return { before, after: loss(model) };
    },
    seconds(count) {
      const model = fresh();
      train(model, Math.max(1, count >> 3));
      return clock(() => train(model, count));
    },
  };
}
