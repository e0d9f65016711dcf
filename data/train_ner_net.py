"""The name model as a torch module, and how it is fitted and written down."""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from train_ner_corpus import TAGS, Text

from extract.names.features import Extractor, Lexicon
from extract.names.model import FORMAT, forbidden, groups

STYLES = ("news", "klue", "review")
#: Padded units in a batch of single sentences.
BATCH = 1600
#: The running average of the weights takes them in after so many steps.
AVERAGED = 16


@dataclass(frozen=True)
class Settings:
    """Sizes and rates of the net and of its training."""

    width: int = 96
    hidden: int = 128
    layers: int = 1
    drop: float = 0.4
    word_drop: float = 0.2
    list_drop: float = 0.1
    rate: float = 2e-3
    epochs: int = 5
    memory: bool = True


@dataclass
class Words:
    """The rows that the net has for features and for Kiwi's words."""

    features: dict[str, int]
    rows: dict[tuple[str, str], int]
    vectors: NDArray[np.float32]

    def row(self, form: str, tag: str, surface: str) -> int:
        """Return the row of a word's vector, 0 if it has none."""
        if found := self.rows.get((form, tag)):
            return found
        tags = ("NNP", "NNG", "SL") if tag[0] in "NSXU" else ()
        return next((r for t in tags if (r := self.rows.get((surface, t)))), 0)


@dataclass
class Coded:
    """A document in numbers; ``bags`` holds the feature rows of each unit one after another."""

    bags: list[NDArray[np.int64]]
    sizes: list[NDArray[np.int64]]
    rows: list[list[int]]
    tags: list[list[int]]
    groups: NDArray[np.intp]
    style: int

    @property
    def longest(self) -> int:
        """The number of units of the longest sentence."""
        return max(map(len, self.rows))


def code(text: Text, extractor: Extractor, words: Words) -> Coded:
    """Turn a document into numbers."""
    out = Coded([], [], [], text.tags, groups(text.units), STYLES.index(text.style))
    for sentence in text.units:
        names = [
            [*extractor.word(u.form, u.tag, u.surface), *place]
            for u, place in zip(sentence, extractor.places(sentence), strict=True)
        ]
        bags = [[r for f in unit if (r := words.features.get(f))] for unit in names]
        out.bags.append(np.array([r for bag in bags for r in bag], dtype=np.int64))
        out.sizes.append(np.array([len(bag) for bag in bags], dtype=np.int64))
        out.rows.append([words.row(u.form, u.tag, u.surface) for u in sentence])
    return out


class Net(nn.Module):
    """Feature bag and word vector → BiLSTM → tags, with what the document says of the same word elsewhere."""

    def __init__(self, words: Words, settings: Settings) -> None:
        super().__init__()
        self.s = settings
        self.bag = nn.EmbeddingBag(
            len(words.features) + 1, settings.width, mode="sum", padding_idx=0, sparse=True
        )
        nn.init.normal_(self.bag.weight, 0, 0.1)
        self.style = nn.Embedding(len(STYLES), settings.width)
        nn.init.zeros_(self.style.weight)
        self.vectors = nn.Embedding.from_pretrained(torch.tensor(words.vectors), freeze=True)
        self.project = nn.Linear(words.vectors.shape[1], settings.width, bias=False)
        self.lstm = nn.LSTM(
            settings.width,
            settings.hidden,
            settings.layers,
            bidirectional=True,
            batch_first=True,
            dropout=settings.drop if settings.layers > 1 else 0,
        )
        self.drop = nn.Dropout(settings.drop)
        n = len(TAGS)
        self.out = nn.Linear(2 * settings.hidden * (1 + settings.memory) + settings.width, n)
        self.transitions, self.begin, self.finish = (nn.Parameter(torch.zeros(s)) for s in ((n, n), n, n))
        start, step = forbidden(TAGS)
        self.register_buffer("no_start", torch.tensor(start))
        self.register_buffer("no_step", torch.tensor(step))

    def forward(self, batch: Batch) -> Tensor:
        """Return the score of each tag at each unit."""
        shape = batch.mask.shape
        x = (
            self.bag(batch.bags, batch.offsets)
            + self.project(self.vectors(batch.rows))
            + self.style(batch.style)
        )
        x = self.drop(torch.tanh(x)).view(*shape, -1) * batch.mask[..., None]
        lengths = batch.mask.sum(1)
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        h, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True, total_length=shape[1])
        seen = [self.drop(h), x]
        if self.s.memory:
            seen.append(self.drop(self._elsewhere(h.reshape(-1, h.shape[-1]), batch.groups).view_as(h)))
        out: Tensor = self.out(torch.cat(seen, -1))
        return out

    @staticmethod
    def _elsewhere(h: Tensor, group: Tensor) -> Tensor:
        """Return the mean state at the other places of each unit's word."""
        at = torch.nonzero(group >= 0).squeeze(1)
        out = torch.zeros_like(h)
        if len(at):
            g = group[at]
            count = torch.bincount(g).float()
            total = torch.zeros(len(count), h.shape[1]).index_add(0, g, h[at])
            out = out.index_copy(0, at, (total[g] - h[at]) / (count[g] - 1)[:, None])
        return out

    def loss(self, scores: Tensor, batch: Batch) -> Tensor:
        """Return the negative log-likelihood of the batch's tags, summed."""
        step, begin = self.transitions + self.no_step, self.begin + self.no_start
        y, mask = batch.tags, batch.mask
        alpha = scores[:, 0] + begin
        gold = alpha.gather(1, y[:, :1]).squeeze(1)
        for t in range(1, y.shape[1]):
            onward = torch.logsumexp(alpha[:, :, None] + step, 1) + scores[:, t]
            alpha = torch.where(mask[:, t, None], onward, alpha)
            here = scores[:, t].gather(1, y[:, t : t + 1]).squeeze(1)
            gold = gold + (step[y[:, t - 1], y[:, t]] + here) * mask[:, t]
        last = y.gather(1, mask.sum(1, keepdim=True) - 1).squeeze(1)
        return (torch.logsumexp(alpha + self.finish, 1) - gold - self.finish[last]).sum()


@dataclass
class Batch:
    """Sentences side by side, padded at their ends."""

    bags: Tensor
    offsets: Tensor
    rows: Tensor
    style: Tensor
    groups: Tensor
    mask: Tensor
    tags: Tensor


class Batcher:
    """Puts documents into batches; while training it hides features at random."""

    def __init__(self, words: Words, settings: Settings) -> None:
        self.s = settings
        rate = np.full(len(words.features) + 1, settings.word_drop / 4)
        listed = np.zeros(len(rate), dtype=bool)
        for name, row in words.features.items():
            if name.startswith(("w=", "f=")):
                rate[row] = settings.word_drop
            listed[row] = name.startswith(("g=", "l="))
        self._rate, self._listed = rate, listed

    def batch(self, documents: Sequence[Coded], draw: np.random.Generator | None = None) -> Batch:
        """Return ``documents`` as one batch; ``draw`` says what is hidden."""
        sentences = [(d, i) for d in documents for i in range(len(d.rows))]
        length = max(d.longest for d in documents)
        sizes = np.zeros((len(sentences), length), dtype=np.int64)
        rows, tags, group, style = (np.zeros_like(sizes) for _ in range(4))
        mask = np.zeros(sizes.shape, dtype=bool)
        group -= 1
        bags, above, at = [], 0, 0
        for b, (d, i) in enumerate(sentences):
            n = len(d.rows[i])
            at = 0 if i == 0 else at
            sizes[b, :n], rows[b, :n], tags[b, :n], mask[b, :n] = d.sizes[i], d.rows[i], d.tags[i], True
            own = d.groups[at : at + n]
            group[b, :n] = np.where(own >= 0, own + above, -1)
            at += n
            style[b] = d.style
            bag = d.bags[i]
            if draw is not None:
                hide = draw.random(len(bag)) < self._rate[bag]
                if draw.random() < self.s.list_drop:
                    hide |= self._listed[bag]
                bag = np.where(hide, 0, bag)
            bags.append(bag)
            if i == len(d.rows) - 1:
                above += int(d.groups.max(initial=-1)) + 1
        if draw is not None:
            rows[draw.random(rows.shape) < 0.05] = 0
        flat = sizes.reshape(-1)
        parts = (
            np.concatenate(bags),
            np.cumsum(flat) - flat,
            *(a.reshape(-1) for a in (rows, style, group)),
            mask,
            tags,
        )
        return Batch(*map(torch.from_numpy, parts))


def _plan(documents: Sequence[Coded], order: random.Random) -> Iterator[list[Coded]]:
    """Yield batches in random order: whole articles alone, single sentences with others as long."""
    singles = [d for d in documents if len(d.rows) == 1]
    plan = [[d] for d in documents if len(d.rows) > 1]
    order.shuffle(singles)
    for i in range(0, len(singles), 3000):
        batch: list[Coded] = []
        for d in sorted(singles[i : i + 3000], key=lambda d: d.longest):
            batch.append(d)
            if len(batch) * d.longest > BATCH:
                plan.append(batch)
                batch = []
        if batch:
            plan.append(batch)
    order.shuffle(plan)
    yield from plan


@torch.no_grad()
def _average(mean: Net, net: Net, keep: float) -> None:
    """Move the weights of ``mean`` towards those of ``net``."""
    for p, q in zip(mean.parameters(), net.parameters(), strict=True):
        if q.requires_grad:
            p.lerp_(q, 1 - keep)


def fit(documents: Sequence[Coded], words: Words, settings: Settings, seed: int) -> Net:
    """Train a net and return the running average of its weights."""
    torch.manual_seed(seed)
    order, draw = random.Random(seed), np.random.default_rng(seed)  # noqa: S311
    net, mean, batcher = Net(words, settings), Net(words, settings), Batcher(words, settings)
    mean.load_state_dict(net.state_dict())
    table = net.bag.weight
    dense = [p for p in net.parameters() if p.requires_grad and p is not table]
    optimizers = (
        torch.optim.AdamW(dense, lr=settings.rate, weight_decay=1e-3),
        torch.optim.SparseAdam([table], lr=settings.rate),
    )
    steps = settings.epochs * sum(1 for _ in _plan(documents, random.Random(0)))  # noqa: S311
    done = 0
    for epoch in range(settings.epochs):
        total = count = 0.0
        for group in _plan(documents, order):
            rate = settings.rate * min(1, done / 200) * (0.51 + 0.49 * math.cos(math.pi * done / steps))
            for optimizer in optimizers:
                optimizer.param_groups[0]["lr"] = rate
                optimizer.zero_grad()
            batch = batcher.batch(group, draw)
            loss = net.loss(net(batch), batch)
            units = int(batch.mask.sum())
            (loss * 25 / max(units, 200)).backward()
            nn.utils.clip_grad_norm_(dense, 5.0)
            for optimizer in optimizers:
                optimizer.step()
            done += 1
            if done % AVERAGED == 0:
                _average(mean, net, min(0.998, (1 + done) / (10 + done)) ** AVERAGED)
            total, count = total + float(loss.detach()), count + units
        print(f"epoch {epoch + 1}: loss {total / count:.4f} a unit", flush=True)
    return mean.eval()


def _packed(table: NDArray[np.float32], name: str) -> dict[str, NDArray[np.generic]]:
    scale = np.maximum(np.abs(table).max(axis=1), 1e-8) / 127
    return {name: np.round(table / scale[:, None]).astype(np.int8), f"{name}_scale": scale.astype(np.float16)}


def write(net: Net, words: Words, lexicon: Lexicon, folder: Path) -> None:
    """Write the model's folder as ``extract/names/model.py`` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v.numpy() for k, v in net.state_dict().items()}

    def gates(name: str, layer: int) -> NDArray[np.float32]:
        """Both directions, with torch's gates i f g o in the order i f o g."""
        both = (state[f"lstm.{name}_l{layer}{side}"] for side in ("", "_reverse"))
        return np.stack(
            [np.concatenate([w[i] for i in (0, 1, 3, 2)]) for w in (np.split(b, 4) for b in both)]
        )

    plain = {"constant": state["style.weight"][STYLES.index("news")], "project": state["project.weight"].T}
    for i in range(net.s.layers):
        plain[f"inward{i}"] = gates("weight_ih", i).transpose(0, 2, 1)
        plain[f"recurrent{i}"] = gates("weight_hh", i).transpose(0, 2, 1)
        plain[f"bias{i}"] = gates("bias_ih", i) + gates("bias_hh", i)
    plain |= {"out": state["out.weight"].T, "out_bias": state["out.bias"]}
    plain |= {k: state[k] for k in ("transitions", "begin", "finish")}
    weights = {k: v.astype(np.float16) for k, v in plain.items()}
    weights |= _packed(state["bag.weight"][1:], "bag") | _packed(words.vectors[1:], "vectors")
    np.savez_compressed(folder / "weights.npz", **weights)
    (folder / "features.txt").write_text("\n".join(words.features), encoding="utf-8")
    (folder / "words.txt").write_text("\n".join("\t".join(w) for w in words.rows), encoding="utf-8")
    meta = {"format": FORMAT, "tags": TAGS, "layers": net.s.layers, "memory": net.s.memory}
    (folder / "meta.json").write_text(json.dumps(meta) + "\n", encoding="utf-8")
    lexicon.save(folder / "lexicon.npz")
