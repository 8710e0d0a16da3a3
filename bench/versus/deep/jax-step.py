"""JAX: a step in jnp and lax, Adam by hand, jitted with its state donated."""
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax
from peer import clock, read_deep, serve

net = read_deep()
xs = jnp.asarray(net.x.reshape(net.batches, net.batch, *net.inputShape))
ys = jnp.asarray(net.y.reshape(net.batches, net.batch, *net.y.shape[1:]).astype("int32" if net.classes > 2 else "float32"))
batches = [(xs[i], ys[i]) for i in range(net.batches)]


def activated(x, options):
    return jax.nn.relu(x) if options.get("activation") == "relu" else x


def conv2d(x, options, weights, groups=1):
    kernel, *bias = weights
    strides, padding = [options.get("strides", 1)] * 2, options.get("padding", "valid").upper()
    if groups > 1:
        kernel = kernel.reshape(*kernel.shape[:2], 1, groups)
    y = lax.conv_general_dilated(x, kernel, strides, padding, dimension_numbers=("NHWC", "HWIO", "NHWC"), feature_group_count=groups)
    return activated(y + bias[0] if bias else y, options)


def depthwise(x, options, weights):
    return conv2d(x, options, weights, groups=x.shape[-1])


def conv1d(x, options, weights):
    kernel, bias = weights
    return activated(lax.conv_general_dilated(x, kernel, [1], "VALID", dimension_numbers=("NWC", "WIO", "NWC")) + bias, options)


def pool(x, options, weights):
    """Of whole blocks: faster here than lax.reduce_window, whose gradient looks for the places again."""
    size = options["poolSize"]
    batch, height, width, channels = x.shape
    return x.reshape(batch, height // size, size, width // size, size, channels).max((2, 4))


def dense(x, options, weights):
    return activated(x @ weights[0] + weights[1], options)


def normalized(x, axes, epsilon, gamma, beta):
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - mean) * (lax.rsqrt(variance + epsilon) * gamma) + beta, mean, variance


def lstm(x, options, weights, unroll):
    kernel, recurrent, bias = weights
    entered = jnp.swapaxes(x, 0, 1) @ kernel + bias

    def step(state, row):
        h, c = state
        i, f, g, o = jnp.split(row + h @ recurrent, 4, -1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), None

    zero = jnp.zeros((x.shape[0], options["units"]))
    return lax.scan(step, (zero, zero), entered, unroll=unroll)[0][0]


def attention(x, options, weights):
    (wq, bq, wk, bk, wv, bv, wo, bo) = weights
    q, k, v = (jnp.einsum("btf,fhd->bthd", x, w) + b for w, b in ((wq, bq), (wk, bk), (wv, bv)))
    return jnp.einsum("bthd,hdf->btf", jax.nn.dot_product_attention(q, k, v), wo) + bo


def encoder(x, options, weights):
    gamma1, beta1, gamma2, beta2, kernel1, bias1, kernel2, bias2 = weights[8:]
    x = normalized(x + attention(x, options, weights[:8]), -1, 1e-5, gamma1, beta1)[0]
    wide = jax.nn.relu(x @ kernel1 + bias1)
    return normalized(x + wide @ kernel2 + bias2, -1, 1e-5, gamma2, beta2)[0]


PURE = {
    "conv2d": conv2d, "depthwiseConv2d": depthwise, "conv1d": conv1d, "maxPooling2d": pool, "dense": dense,
    "multiHeadAttention": attention, "transformerEncoder": encoder,
    "reLU": lambda x, *_: jax.nn.relu(x),
    "flatten": lambda x, *_: x.reshape(x.shape[0], -1),
    "globalAveragePooling2d": lambda x, *_: x.mean((1, 2)),
    "globalAveragePooling1d": lambda x, *_: x.mean(1),
    "globalMaxPooling1d": lambda x, *_: x.max(1),
    "embedding": lambda x, _, weights: weights[0][x],
}


def through(x, parts, parameters, moments, unroll):
    """@returns what parts make of x; the means and variances of normalisations are added to `moments`"""
    for (kind, options, inner), weights in zip(parts, parameters):
        if kind == "residual":
            x = x + through(x, inner, weights, moments, unroll)
        elif kind == "batchNormalization":
            x, *seen = normalized(x, (0, 1, 2), 1e-3, *weights)
            moments += seen
        elif kind == "lstm":
            x = lstm(x, options, weights, unroll)
        else:
            x = PURE[kind](x, options, weights)
    return x


def loss_of(parameters, x, y, unroll):
    moments = []
    z = through(x, net.parts, parameters, moments, unroll)
    if net.classes > 2:
        return -jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1).mean(), moments
    return (jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z)))).mean(), moments


def adam(parameters, gradients, slots, beta1=0.9, beta2=0.999):
    count, m, v = slots
    count = count + 1
    rate = net.learningRate * jnp.sqrt(1 - beta2**count) / (1 - beta1**count)
    m = jax.tree.map(lambda m, g: m + (g - m) * (1 - beta1), m, gradients)
    v = jax.tree.map(lambda v, g: v + (g * g - v) * (1 - beta2), v, gradients)
    return jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + net.epsilon), parameters, m, v), (count, m, v)


@partial(jax.jit, donate_argnums=0, static_argnums=3)
def step(state, x, y, unroll):
    parameters, slots, moving = state
    (loss, moments), gradients = jax.value_and_grad(loss_of, has_aux=True)(parameters, x, y, unroll)
    moving = [0.99 * old + 0.01 * new for old, new in zip(moving, moments)]
    return (*adam(parameters, gradients, slots), moving), loss


def fresh():
    values = lambda parts: [values(inner) if kind == "residual" else [jnp.array(w) for w in inner] for kind, _, inner in parts]
    parameters = values(net.parts)
    zeros = lambda: jax.tree.map(jnp.zeros_like, parameters)
    moments = jax.eval_shape(partial(loss_of, unroll=1), parameters, *batches[0])[1]
    moving = [jnp.zeros(of.shape) for of in moments]
    return jax.block_until_ready((parameters, (jnp.float32(0), zeros(), zeros()), moving))


def open_with(unroll):
    def answer():
        state, losses = fresh(), []
        for _ in range(2):
            for batch in batches[: net.checked]:
                state, loss = step(state, *batch, unroll)
                losses.append(float(loss))
        half = net.checked
        return [sum(losses[:half]) / half, sum(losses[half:]) / half]

    def train(state, steps):
        for i in range(steps):
            state, _ = step(state, *batches[i % net.batches], unroll)
        return jax.block_until_ready(state)

    def seconds(steps):
        state = fresh()
        return clock(lambda: train(state, steps))

    return answer, seconds


recurrent = any(kind == "lstm" for kind, _, _ in net.parts)
settings = {f"unroll {n}": n for n in (1, 8)} if recurrent else {"donated": 1}
serve(f"JAX {jax.__version__}", {"step": {name: (1, lambda n=n: open_with(n)) for name, n in settings.items()}})
