"""JAX: a step in jnp, Adam by hand, jitted with its state donated; or (option `scan`) whole epochs as one jitted scan."""
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax
from peer import clock, option, read_net, serve

net = read_net()
hidden = {"relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}[net.activation]
xs = jnp.asarray(net.x.reshape(net.batches, net.batch, -1))
ys = jnp.asarray(net.y.reshape(net.batches, net.batch, *net.y.shape[1:]).astype("int32" if net.classes else "float32"))
batches = [(xs[i], ys[i]) for i in range(net.batches)]


def loss_of(parameters, x, y):
    for i, (kernel, bias) in enumerate(parameters):
        x = (hidden(x) if i > 0 else x) @ kernel + bias
    if net.classes:
        return -jnp.take_along_axis(jax.nn.log_softmax(x), y[:, None], 1).mean()
    return (jnp.maximum(x, 0) - x * y + jnp.log1p(jnp.exp(-jnp.abs(x)))).mean()


def sgd(parameters, gradients, slots):
    return jax.tree.map(lambda w, g: w - net.learningRate * g, parameters, gradients), slots


def adam(parameters, gradients, slots, beta1=0.9, beta2=0.999):
    count, m, v = slots
    count = count + 1
    rate = net.learningRate * jnp.sqrt(1 - beta2**count) / (1 - beta1**count)
    m = jax.tree.map(lambda m, g: m + (g - m) * (1 - beta1), m, gradients)
    v = jax.tree.map(lambda v, g: v + (g * g - v) * (1 - beta2), v, gradients)
    return jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + net.epsilon), parameters, m, v), (count, m, v)


def step(state, batch):
    parameters, slots = state
    loss, gradients = jax.value_and_grad(loss_of)(parameters, *batch)
    return (sgd if net.optimizer == "sgd" else adam)(parameters, gradients, slots), loss


one = jax.jit(lambda state, x, y: step(state, (x, y))[0], donate_argnums=0)


# An epoch of one step is no work for a scan: it takes a thousand of them.
EPOCHS = 1000 if net.batches == 1 else 1


@partial(jax.jit, donate_argnums=0, static_argnums=1)
def epochs(state, unroll, xs, ys):
    one_step = lambda state, batch: (step(state, batch)[0], None)
    one_epoch = lambda state, _: (lax.scan(one_step, state, (xs, ys), unroll=unroll)[0], None)
    return lax.scan(one_epoch, state, length=EPOCHS)[0]


def fresh():
    parameters = [(jnp.array(kernel), jnp.array(bias)) for kernel, bias in net.weights]
    zeros = lambda: jax.tree.map(jnp.zeros_like, parameters)
    return jax.block_until_ready((parameters, (jnp.float32(0), zeros(), zeros())))


def train(state, steps):
    for i in range(steps):
        state = one(state, *batches[i % net.batches])
    return jax.block_until_ready(state)


def scan(unroll, state, times):
    for _ in range(times):
        state = epochs(state, unroll, xs, ys)
    return jax.block_until_ready(state)


def answer():
    parameters, _ = train(fresh(), net.checked)
    checked = batches[: net.checked]
    return [sum(float(loss_of(parameters, x, y)) for x, y in checked) / len(checked)]


def timed(run):
    def seconds(times):
        state = fresh()
        return clock(lambda: run(state, times))

    return answer, seconds


if option == "scan":
    settings = {f"unroll {unroll}": (EPOCHS * net.batches, lambda unroll=unroll: timed(partial(scan, unroll))) for unroll in (1, 4)}
else:
    settings = {"donated": (1, lambda: timed(train))}
serve(f"JAX {jax.__version__}, {option}", {"step": settings})
