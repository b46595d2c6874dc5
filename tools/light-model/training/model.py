"""The llama architecture as llama.cpp computes it: RMSNorm, rotary positions, SwiGLU."""

import math

import torch
from torch import nn
from torch.nn import functional as F

NORM_EPSILON = 1e-5
ROPE_BASE = 10_000.0


def normed(x):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + NORM_EPSILON)


class RMSNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return normed(x) * self.weight


def rotations(length, head):
    """Cosines and sines of each position, [length, head / 2]."""
    steps = ROPE_BASE ** (-torch.arange(0, head, 2).float() / head)
    angles = torch.arange(length).float()[:, None] * steps[None, :]
    return angles.cos(), angles.sin()


def rotate(x, cos, sin):
    """Turns neighbouring elements as pairs: the order llama.cpp expects of this architecture."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2)


class Layer(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.attn_norm = RMSNorm(width)
        self.attn_qkv = nn.Linear(width, 3 * width, bias=False)
        self.attn_output = nn.Linear(width, width, bias=False)
        self.ffn_norm = RMSNorm(width)
        self.ffn_gate_up = nn.Linear(width, 2 * hidden, bias=False)
        self.ffn_down = nn.Linear(hidden, width, bias=False)

    def forward(self, x, cos, sin, mask):
        x = x + self.attention(self.attn_norm(x), cos, sin, mask)
        gate, up = self.ffn_gate_up(self.ffn_norm(x)).chunk(2, dim=-1)
        return x + self.ffn_down(F.silu(gate) * up)

    def attention(self, x, cos, sin, mask):
        batch, length, width = x.shape
        head = width // self.heads
        split = self.attn_qkv(x).view(batch, length, 3, self.heads, head).permute(2, 0, 3, 1, 4)
        query, key, value = rotate(split[0], cos, sin), rotate(split[1], cos, sin), split[2]
        scores = query @ key.transpose(-1, -2) / math.sqrt(head) + mask
        mixed = scores.softmax(-1) @ value
        return self.attn_output(mixed.transpose(1, 2).reshape(batch, length, width))


class LightModel(nn.Module):
    def __init__(self, vocabulary, width, layers, heads, hidden, context, dropout=0.0):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)
        self.layers = nn.ModuleList(Layer(width, heads, hidden) for _ in range(layers))
        self.norm = RMSNorm(width)
        # Not the embeddings: what a word means in a question helps little to write it in an answer.
        self.output = nn.Linear(width, vocabulary, bias=False)
        self.dropout = nn.Dropout(dropout)
        cos, sin = rotations(context, width // heads)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        mask = torch.full((context, context), float("-inf")).triu(1)
        self.register_buffer("mask", mask, persistent=False)
        for table in (self.embedding, self.output):
            nn.init.normal_(table.weight, std=width**-0.5)
        for layer in self.layers:
            for linear in (layer.attn_qkv, layer.ffn_gate_up):
                nn.init.normal_(linear.weight, std=width**-0.5)
            for linear in (layer.attn_output, layer.ffn_down):
                nn.init.normal_(linear.weight, std=(2 * layers * linear.in_features) ** -0.5)

    @torch.no_grad()
    def begin_with_the_mean(self):
        """The first layer gives the mean of all it sees, the others next to nothing."""
        width = self.embedding.embedding_dim
        first = self.layers[0]
        first.attn_qkv.weight[:width].zero_()
        first.attn_qkv.weight[2 * width :].copy_(torch.eye(width))
        first.attn_output.weight.copy_(torch.eye(width))
        for layer in self.layers:
            layer.ffn_down.weight.mul_(0.1)
        for layer in self.layers[1:]:
            layer.attn_output.weight.mul_(0.1)

    def forward(self, tokens):
        """Token ids [batch, length] to what the last norm gives, [batch, length, width]."""
        length = tokens.shape[1]
        x = self.dropout(self.embedding(tokens))
        cos, sin, mask = self.cos[:length], self.sin[:length], self.mask[:length, :length]
        for layer in self.layers:
            x = layer(x, cos, sin, mask)
        return self.norm(x)
