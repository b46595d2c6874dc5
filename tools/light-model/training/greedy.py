"""The likeliest answers of the trained weights, to compare with llama.cpp's: python3 greedy.py FOLDER.

The numbers are rounded as in the file (Q8_0), and so is what is multiplied with them, as llama.cpp
does it; so only the order of sums is another.

Reads prompts.json, lists of token ids; writes greedy.json, the tokens that follow each, the end included.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

from model import LightModel

BLOCK = 32
END = 1
MOST_TOKENS = 200


def main(folder):
    settings = json.loads((folder / "training.json").read_text())
    model = LightModel(**settings["model"]).eval()
    weights = torch.from_numpy(np.fromfile(folder / "weights.bin", "<f4"))
    with torch.no_grad():
        for parameter in model.parameters():
            values = weights[: parameter.numel()].view_as(parameter)
            parameter.copy_(rounded(values) if parameter.dim() == 2 else values)
            weights = weights[parameter.numel() :]
        for part in model.modules():
            if isinstance(part, nn.Linear):
                part.register_forward_pre_hook(lambda _, given: (rounded(given[0]),))
        answers = greedy(model, json.loads((folder / "prompts.json").read_text()))
    (folder / "greedy.json").write_text(json.dumps(answers))


def rounded(values):
    """To Q8_0 and back: each block of 32 is a half-precision scale and bytes."""
    blocks = values.reshape(-1, BLOCK)
    scale = blocks.abs().amax(-1, keepdim=True) / 127
    steps = torch.where(scale > 0, blocks / scale, torch.zeros(())).round()
    return (steps * scale.half().float()).reshape(values.shape)


def greedy(model, prompts):
    """One token for all at a time; what pads a shorter one stands behind it, where it is not seen."""
    answers = [[] for _ in prompts]
    while open_ones := [
        at for at, answer in enumerate(answers) if answer[-1:] != [END] and len(answer) < MOST_TOKENS
    ]:
        texts = [prompts[at] + answers[at] for at in open_ones]
        longest = max(map(len, texts))
        tokens = torch.tensor([text + [END] * (longest - len(text)) for text in texts])
        last = torch.tensor([len(text) - 1 for text in texts])
        hidden = model(tokens)[torch.arange(len(texts)), last]
        for at, token in zip(open_ones, model.output(hidden).argmax(-1).tolist()):
            answers[at].append(token)
    return answers


torch.set_num_threads(1)
main(Path(sys.argv[1]))
