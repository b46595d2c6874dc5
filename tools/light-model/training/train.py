"""Trains the light model on what training/prepare.ts wrote: python3 train.py FOLDER.

Reads  training.json            sizes, special tokens, settings
       samples.{tokens,targets,ends}.bin     and the same for dev.* where phrasings were held back
Writes weights.bin, weights.json             float32, in the order of weights.json
"""

import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from model import LightModel, normed

NOTHING = 0xFFFF
BATCH_TOKENS = 1024
CHUNK_SAMPLES = 8192
# The meaning of words is learnt first, without their order: it takes seconds, and the whole model
# then begins where that ends.
WORD_PASSES = 1
WORD_RATE = 3e-3
DROPPED_WORDS = 0.1
PEAK_RATE = 2e-3
WARM_UP = 0.03
WEIGHT_DECAY = 0.05
DROPOUT = 0.1
# A question whose topic is unsure is better refused than answered wrongly: this share of the
# probability of every topic is learnt to belong to "beyond".
DOUBT = 0.1
# Of the losses: the heading, guessing it early, the words of the answer.
WEIGHTS = torch.tensor([1.0, 0.3, 1.0])
SWAPPED_TOKENS = 0.06
AVERAGE_EVERY = 10
AVERAGE_DECAY = 0.98


class Samples:
    def __init__(self, folder, name):
        self.tokens = np.fromfile(folder / f"{name}.tokens.bin", np.uint16)
        self.targets = np.fromfile(folder / f"{name}.targets.bin", np.uint16)
        ends = np.fromfile(folder / f"{name}.ends.bin", np.uint32).astype(np.int64)
        self.starts, self.ends = np.concatenate(([0], ends[:-1])), ends
        self.lengths = self.ends - self.starts

    def batch(self, chosen):
        """Padded tokens and targets, [batch, length]. What pads is never looked at by what is not."""
        shape = len(chosen), int(self.lengths[chosen].max())
        tokens, targets = np.zeros(shape, np.int64), np.full(shape, NOTHING, np.int64)
        for row, sample in enumerate(chosen):
            part = slice(self.starts[sample], self.ends[sample])
            tokens[row, : self.lengths[sample]] = self.tokens[part]
            targets[row, : self.lengths[sample]] = self.targets[part]
        return torch.from_numpy(tokens), torch.from_numpy(targets)

    def batches(self, random):
        """All samples once, in batches of similar length, in random order."""
        order = random.permutation(len(self.lengths))
        for start in range(0, len(order), CHUNK_SAMPLES):
            chunk = order[start : start + CHUNK_SAMPLES]
            chunk = chunk[np.argsort(self.lengths[chunk], kind="stable")]
            batches, first = [], 0
            for at in range(1, len(chunk) + 1):
                full = at < len(chunk) and self.lengths[chunk[at]] * (at + 1 - first) > BATCH_TOKENS
                if full or at == len(chunk):
                    batches.append(chunk[first:at])
                    first = at
            for index in random.permutation(len(batches)):
                yield batches[index]


def rate(done):
    """Of the peak, with `done` of the run behind: a short rise, then half a cosine."""
    if done < WARM_UP:
        return done / WARM_UP
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (done - WARM_UP) / (1 - WARM_UP)))


def swapped(tokens, targets, marks, words_end):
    """Some tokens of the questions become others, so that no single one decides."""
    hit = (torch.rand(tokens.shape) < SWAPPED_TOKENS) & (targets == NOTHING) & (tokens >= marks)
    return torch.where(hit, torch.randint(marks, words_end, tokens.shape), tokens)


def loss_of(model, tokens, targets, settings):
    """Of the headings, of guessing them early, and of the answers; [3]."""
    first = settings["first_heading"]
    hidden = model(swapped(tokens, targets, settings["marks"], settings["words_end"]))
    headings = model.output.weight[first:]
    is_heading = (targets >= first) & (targets != NOTHING)
    topics = targets[is_heading]
    heading = topic_loss(model.output(hidden[is_heading]), topics, settings["beyond"][topics - first])
    # Of the topic that the next heading names, at every token of the question.
    coming = next_heading(targets, is_heading)
    reading = (targets == NOTHING) & (tokens >= settings["marks"]) & (tokens < first) & (coming > 0)
    topics = coming[reading] - first
    early = topic_loss(hidden[reading] @ headings.T, topics, settings["beyond"][topics] - first)
    is_answer = (targets != NOTHING) & ~is_heading
    if not is_answer.any():
        return heading, early, torch.zeros(())
    answer = F.cross_entropy(model.output(hidden[is_answer]).float(), targets[is_answer])
    return heading, early, answer


def next_heading(targets, is_heading):
    """At each place the heading that comes next, 0 where none does."""
    length = targets.shape[1]
    places = torch.where(is_heading, torch.arange(length), length)
    nearest = places.flip(1).cummin(1).values.flip(1)
    padded = F.pad(targets, (0, 1), value=0)
    return padded.gather(1, nearest)


def topic_loss(scores, topics, refusals):
    scores = scores.float()
    return (1 - DOUBT) * F.cross_entropy(scores, topics) + DOUBT * F.cross_entropy(scores, refusals)


def learn_words(model, samples, settings, random):
    """Embeddings, and what the last norm makes of the mean of those of a question."""
    first, beyond, marks = settings["first_heading"], settings["beyond"], settings["marks"]
    learnt = [model.embedding.weight, model.norm.weight, model.output.weight]
    optimizer = torch.optim.Adam(learnt, WORD_RATE)
    for _ in range(WORD_PASSES):
        losses = []
        for chosen in samples.batches(random):
            tokens, targets = samples.batch(chosen)
            is_heading = (targets >= first) & (targets != NOTHING)
            alone = is_heading.sum(1) == 1  # without earlier turns
            if not alone.any():
                continue
            tokens, targets, is_heading = tokens[alone], targets[alone], is_heading[alone]
            is_word = (is_heading.flip(1).cumsum(1).flip(1) > 0) & (tokens >= marks)
            is_word &= torch.rand(tokens.shape) > DROPPED_WORDS
            words = normed(model.embedding(tokens)) * is_word[..., None]
            mean = words.sum(1) / is_word.sum(1, keepdim=True).clamp(min=1)
            scores = model.norm(mean) @ model.output.weight[first:].T
            topics = targets[is_heading] - first
            loss = topic_loss(scores, topics, beyond[topics] - first)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            losses.append(loss.item())
        print(f"words: loss {np.mean(losses[-200:]):.3f}", flush=True)
    model.begin_with_the_mean()


@torch.no_grad()
def judge(model, dev, settings):
    """Shares of right, refused and wrong headings on phrasings that were held back."""
    model.eval()
    first, beyond = settings["first_heading"], settings["beyond"]
    order = np.argsort(dev.lengths, kind="stable")
    chosen = np.zeros(len(order), np.int64)
    for start in range(0, len(order), 128):
        part = order[start : start + 128]
        tokens, targets = dev.batch(part)
        hidden = model(tokens)[targets != NOTHING]
        chosen[part] = model.output(hidden).argmax(-1).numpy()
    model.train()
    wanted = dev.targets[dev.targets != NOTHING].astype(np.int64)
    refusals = beyond.unique().numpy()
    is_beyond = np.isin(wanted, refusals)
    right, refused = chosen == wanted, np.isin(chosen, refusals)
    known, strange = ~is_beyond, is_beyond
    return (
        f"known: right {right[known].mean():.3f} refused {refused[known].mean():.3f}"
        f" wrong {(~right & ~refused)[known].mean():.3f}; beyond: refused {refused[strange].mean():.3f}"
    )


def save(folder, model, average):
    names = []
    with open(folder / "weights.bin", "wb") as file:
        for (name, _), weights in zip(model.named_parameters(), average):
            names.append({"name": name, "shape": list(weights.shape)})
            file.write(weights.float().contiguous().numpy().astype("<f4").tobytes())
    (folder / "weights.json").write_text(json.dumps(names, indent=1))


def main(folder):
    settings = json.loads((folder / "training.json").read_text())
    settings["beyond"] = torch.tensor(settings["beyond"])
    torch.manual_seed(settings["seed"])
    torch.set_num_threads(1)
    random = np.random.default_rng(settings["seed"])
    samples = Samples(folder, "samples")
    dev = Samples(folder, "dev") if (folder / "dev.ends.bin").stat().st_size > 0 else None
    model = LightModel(**settings["model"], dropout=DROPOUT)
    matrices = [p for p in model.parameters() if p.dim() == 2]
    others = [p for p in model.parameters() if p.dim() == 1]
    groups = [{"params": matrices}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, PEAK_RATE, (0.9, 0.98), weight_decay=WEIGHT_DECAY, foreach=True)
    total, done, started, recent = len(samples.lengths), 0, time.time(), []
    size = sum(p.numel() for p in model.parameters())
    print(f"{size} parameters, {total} samples, {len(samples.tokens)} tokens", flush=True)
    model.train()
    learn_words(model, samples, settings, random)
    average = [p.detach().clone() for p in model.parameters()]
    for step, chosen in enumerate(samples.batches(random)):
        for group in optimizer.param_groups:
            group["lr"] = PEAK_RATE * rate(done / total)
        tokens, targets = samples.batch(chosen)
        # Brain floats are three times as fast where the processor has them; the weights stay float32.
        with torch.autocast("cpu", torch.bfloat16):
            losses = torch.stack(loss_of(model, tokens, targets, settings))
        (losses * WEIGHTS).sum().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        done += len(chosen)
        recent.append(losses.tolist())
        if step % AVERAGE_EVERY == 0:
            decay = min(AVERAGE_DECAY, (1 + step / AVERAGE_EVERY) / (10 + step / AVERAGE_EVERY))
            for mean, parameter in zip(average, model.parameters()):
                mean.lerp_(parameter.detach(), 1 - decay)
        if step % 200 == 199:
            print(f"{done / total:.1%} loss {np.mean(recent, 0).round(3)} {time.time() - started:.0f} s", flush=True)
            recent = []
        if dev is not None and step % 1000 == 999:
            print(judge(model, dev, settings), flush=True)
    with torch.no_grad():
        for mean, parameter in zip(average, model.parameters()):
            parameter.copy_(mean)
    if dev is not None:
        print(judge(model, dev, settings), flush=True)
    save(folder, model, average)


main(Path(sys.argv[1]))
