"""Deep nets of a task (peer.read_deep) as PyTorch has them. Images have their channels first, as its layers want them."""
import numpy
import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return x + self.body(x)


class Attention(nn.Module):
    """To itself, without the shares of values."""

    def __init__(self, features, heads):
        super().__init__()
        self.layer = nn.MultiheadAttention(features, heads, batch_first=True)

    def forward(self, x):
        return self.layer(x, x, x, need_weights=False)[0]


class Last(nn.Module):
    """The output of a recurrent layer's last step."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x)[0][:, -1]


class Reduced(nn.Module):
    def __init__(self, reduce, axes):
        super().__init__()
        self.reduce, self.axes = reduce, axes

    def forward(self, x):
        return self.reduce(x, self.axes)


class ChannelsFirst(nn.Module):
    def forward(self, x):
        return x.transpose(1, 2)


def fill(parameter, values):
    with torch.no_grad():
        parameter.copy_(torch.from_numpy(numpy.ascontiguousarray(values)))


class Net:
    """A net with its weights. `model` gives logits; `inputs` brings samples into the form that it takes.

    TensorFlow's "same" pads an even size only behind it where a convolution takes every second place, PyTorch before it too.
    Images and kernels that are mirrored come to the same sums, with padding as PyTorch has it."""

    def __init__(self, net):
        self.image = len(net.inputShape) == 3
        self.mirrored = any(options.get("strides", 1) > 1 for _, options, _ in net.parts)
        # Sizes of a sample, its channels last.
        self.shape = list(net.inputShape)
        self.model = nn.Sequential(*self.modules(net.parts))

    def inputs(self, x):
        x = torch.from_numpy(x.copy())
        if not self.image:
            return x.long() if x.dtype == torch.int32 else x
        if self.mirrored:
            x = x.flip(1, 2)
        return x.permute(0, 3, 1, 2).contiguous()

    def modules(self, parts):
        return [module for kind, options, weights in parts for module in getattr(self, kind)(options, weights)]

    def residual(self, options, parts):
        return [Residual(nn.Sequential(*self.modules(parts)))]

    def activated(self, options):
        return [nn.ReLU()] if options.get("activation") == "relu" else []

    def conv2d(self, options, weights, groups=1):
        kernel, *bias = weights
        size, stride = options["kernelSize"], options.get("strides", 1)
        padding = size // 2 if options.get("padding") == "same" else 0
        if self.mirrored:
            kernel = kernel[::-1, ::-1]
        channels = self.shape[-1]
        kernel = kernel.transpose(3, 2, 0, 1) if groups == 1 else kernel.transpose(2, 3, 0, 1)
        layer = nn.Conv2d(channels, kernel.shape[0], size, stride, padding, groups=groups, bias=bool(bias))
        fill(layer.weight, kernel)
        if bias:
            fill(layer.bias, bias[0])
        self.shape = [*((length + 2 * padding - size) // stride + 1 for length in self.shape[:2]), kernel.shape[0]]
        return [layer, *self.activated(options)]

    def depthwiseConv2d(self, options, weights):
        return self.conv2d(options, weights, groups=self.shape[-1])

    def conv1d(self, options, weights):
        kernel, bias = weights
        layer = nn.Conv1d(self.shape[-1], options["filters"], options["kernelSize"])
        fill(layer.weight, kernel.transpose(2, 1, 0))
        fill(layer.bias, bias)
        self.shape = [self.shape[0] - options["kernelSize"] + 1, options["filters"]]
        return [ChannelsFirst(), layer, *self.activated(options)]

    def batchNormalization(self, options, weights):
        layer = nn.BatchNorm2d(self.shape[-1], eps=1e-3, momentum=0.01)
        for parameter, values in zip(layer.parameters(), weights):
            fill(parameter, values)
        return [layer]

    def reLU(self, options, weights):
        return [nn.ReLU()]

    def maxPooling2d(self, options, weights):
        size = options["poolSize"]
        self.shape = [self.shape[0] // size, self.shape[1] // size, self.shape[2]]
        return [nn.MaxPool2d(size)]

    def globalAveragePooling2d(self, options, weights):
        self.shape = self.shape[-1:]
        return [Reduced(torch.mean, (2, 3))]

    def globalAveragePooling1d(self, options, weights):
        self.shape = self.shape[-1:]
        return [Reduced(torch.mean, 1)]

    def globalMaxPooling1d(self, options, weights):
        """Behind a convolution, whose channels are first; faster than torch.amax, whose gradient looks for equal values."""
        self.shape = self.shape[-1:]
        return [Reduced(lambda x, axis: x.max(axis).values, 2)]

    def flatten(self, options, weights):
        return [nn.Flatten()]

    def dense(self, options, weights):
        kernel, bias = weights
        if len(self.shape) == 3:  # behind `flatten`: PyTorch has the channels before the places
            kernel = kernel.reshape(*self.shape, -1).transpose(2, 0, 1, 3).reshape(kernel.shape)
        layer = nn.Linear(*kernel.shape)
        fill(layer.weight, kernel.T)
        fill(layer.bias, bias)
        self.shape = [options["units"]]
        return [layer, *self.activated(options)]

    def embedding(self, options, weights):
        layer = nn.Embedding(options["inputDim"], options["outputDim"])
        fill(layer.weight, weights[0])
        self.shape = [*self.shape, options["outputDim"]]
        return [layer]

    def lstm(self, options, weights):
        kernel, recurrent, bias = weights
        layer = nn.LSTM(self.shape[-1], options["units"], batch_first=True)
        fill(layer.weight_ih_l0, kernel.T)
        fill(layer.weight_hh_l0, recurrent.T)
        fill(layer.bias_ih_l0, bias)
        # A second bias, which Keras does not have: two that learn would go twice as far.
        fill(layer.bias_hh_l0, numpy.zeros_like(bias))
        layer.bias_hh_l0.requires_grad_(False)
        self.shape = [options["units"]]
        return [Last(layer)]

    def multiHeadAttention(self, options, weights):
        module = Attention(self.shape[-1], options["numHeads"])
        fill_attention(module.layer, weights)
        return [module]

    def transformerEncoder(self, options, weights):
        features = self.shape[-1]
        layer = nn.TransformerEncoderLayer(features, options["numHeads"], options["intermediateDim"], dropout=0, batch_first=True)
        fill_attention(layer.self_attn, weights[:8])
        gamma1, beta1, gamma2, beta2, kernel1, bias1, kernel2, bias2 = weights[8:]
        norms = [(layer.norm1, gamma1, beta1), (layer.norm2, gamma2, beta2)]
        for part, kernel, bias in [*norms, (layer.linear1, kernel1.T, bias1), (layer.linear2, kernel2.T, bias2)]:
            fill(part.weight, kernel)
            fill(part.bias, bias)
        return [layer]


def fill_attention(layer, weights):
    """Of Keras' order: kernel [features, heads, width] and bias of queries, keys and values, then of the output."""
    features = layer.embed_dim
    *projections, kernel, bias = weights
    fill(layer.in_proj_weight, numpy.concatenate([w.reshape(features, -1).T for w in projections[0::2]]))
    fill(layer.in_proj_bias, numpy.concatenate([b.reshape(-1) for b in projections[1::2]]))
    fill(layer.out_proj.weight, kernel.reshape(-1, features).T)
    fill(layer.out_proj.bias, bias)
