/** A variational autoencoder: learns to draw digits like those that it has seen, and bounds how probable an image is.
 *  Kingma & Welling 2013, Auto-encoding variational Bayes. It makes its own data. */
import { compile, datasets, layers, losses, Model, ops, optimizers, random, tensor } from 'myelin';
import { quick } from './arguments.mjs';

const LATENT = 12;
const PIXELS = 28 * 28;

class Autoencoder extends Model {
  kind = 'autoencoder';
  hidden = layers.dense({ units: 256, activation: 'relu' });
  mean = layers.dense({ units: LATENT });
  logVariance = layers.dense({ units: LATENT });
  decodeHidden = layers.dense({ units: 256, activation: 'relu' });
  decodeLogits = layers.dense({ units: PIXELS });

  constructor(options) {
    super('autoencoder', options);
  }

  /** Images to the logits of their pixels, through a point that is drawn from the normal distribution which the encoder answers with. */
  call(x, t) {
    const h = t.call(this.hidden, x);
    const [mean, logVariance] = [t.call(this.mean, h), t.call(this.logVariance, h)];
    // The Kullback-Leibler divergence from the standard normal distribution, in nats. It lets us draw from the latter afterwards.
    const divergence = ops.subtract(ops.add(ops.square(mean), ops.exp(logVariance)), ops.add(logVariance, 1));
    t.addLoss(ops.multiply(0.5, ops.mean(ops.sum(divergence, { axis: -1 }))));
    const noise = random.normal(mean.shape, { seed: t.draw('noise') });
    return this.decode(t, ops.add(mean, ops.multiply(ops.exp(ops.multiply(0.5, logVariance)), noise)));
  }

  decode(t, z) {
    return t.call(this.decodeLogits, t.call(this.decodeHidden, z));
  }
}

const digits = datasets.digits({ train: quick ? 2000 : 20_000, test: 2000, seed: 1 });
/** Pixels are ink, 1, or paper, 0. So an image has a probability. */
const binary = ({ data, shape: [rows] }) => tensor(Float32Array.from(data, (v) => (v < 128 ? 0 : 1)), [rows, PIXELS]);
const [train, test] = [binary(digits.xTrain), binary(digits.xTest)];

const model = new Autoencoder({ seed: 1 });
model.build([null, PIXELS]);
// Binary cross-entropies are means over the pixels; times their number they are nats for an image.
const loss = losses.binaryCrossentropy({ fromLogits: true });
model.compile({ optimizer: optimizers.adam({ learningRate: 0.002 }), loss, lossWeights: PIXELS });
await model.fit(train, train, { epochs: quick ? 5 : 30, batchSize: 100, verbose: 2 });

// The loss is the negative evidence lower bound: the model gives an image a probability of at least exp(-bound).
const { loss: bound } = await model.evaluate(test, test);

// What one gets without a network: each pixel on its own, as frequent as in the training set.
const ink = ops.divide(ops.add(ops.sum(train, { axis: 0 }), 1), train.shape[0] + 2);
const alone = losses.binaryCrossentropy().call(test, ops.broadcastTo(ink, test.shape)).item() * PIXELS;
console.log(`nats for an image it has not seen: ${bound.toFixed(1)} at most; pixels on their own: ${alone.toFixed(1)}`);

const draw = compile((t, z) => ops.sigmoid(model.decode(t, z)));
const drawn = draw(random.normal([4, LATENT], { seed: 5 }));
const row = ops.multiply(255, ops.transpose(ops.reshape(drawn, [4, 28, 28]), { axes: [1, 0, 2] })); // one image beside the other
console.log(datasets.imageText(row.data, 4 * 28, 28));
