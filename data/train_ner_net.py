"""The name model as a torch module, and how it is fitted and written down."""

from __future__ import annotations

import gzip
import json
import math
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from train_ner_corpus import TAGS, Text

from extract.names.features import Extractor, Lexicon
from extract.names.model import FEATURES, FORMAT, STYLES, WORDS, read_lines
from extract.names.view import forbidden

#: Padded units in a batch; sentences are put side by side with others as long out of so many.
BATCH, POOL = 3200, 3000
#: How often the vector of a word is hidden while training.
VECTOR_DROP = 0.05
#: The running average of the weights takes them in after so many steps.
AVERAGED = 16
#: Of the features, those that weigh least are not written down.
KEPT = 0.95
#: Steps until the rate is at its height.
WARM_UP = 100


@dataclass(frozen=True)
class Settings:
    """Sizes and rates of the net and of its training."""

    width: int = 96
    hidden: int = 128
    layers: int = 1
    drop: float = 0.4
    word_drop: float = 0.2
    list_drop: float = 0.1
    rate: float = 3e-3
    epochs: int = 5


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
    """A sentence in numbers; ``bag`` holds the feature rows of its units one after another, ``sizes`` how many each has."""

    bag: NDArray[np.int64]
    sizes: NDArray[np.int64]
    rows: list[int]
    tags: list[int]
    style: int


def code(text: Text, extractor: Extractor, words: Words) -> list[Coded]:
    """Turn a document into numbers, sentence by sentence."""
    out = []
    for sentence, tags in zip(text.units, text.tags, strict=True):
        names = [
            [*extractor.word(u.form, u.tag, u.surface), *place]
            for u, place in zip(sentence, extractor.places(sentence), strict=True)
        ]
        bags = [[r for f in unit if (r := words.features.get(f))] for unit in names]
        out.append(
            Coded(
                np.array([r for bag in bags for r in bag], dtype=np.int64),
                np.array([len(bag) for bag in bags], dtype=np.int64),
                [words.row(u.form, u.tag, u.surface) for u in sentence],
                tags,
                STYLES.index(text.style),
            )
        )
    return [c for c in out if c.rows]


class Net(nn.Module):
    """Feature bag, word vector and style → BiLSTM → tags."""

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
        self.out = nn.Linear(2 * settings.hidden + settings.width, n)
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
        out: Tensor = self.out(torch.cat([self.drop(h), x], -1))
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
    mask: Tensor
    tags: Tensor


class Batcher:
    """Puts sentences into batches; while training it hides features at random."""

    def __init__(self, words: Words, settings: Settings) -> None:
        self.s = settings
        rate = np.full(len(words.features) + 1, settings.word_drop / 4)
        listed = np.zeros(len(rate), dtype=bool)
        for name, row in words.features.items():
            if name.startswith(("w=", "f=")):
                rate[row] = settings.word_drop
            listed[row] = name.startswith(("g=", "l="))
        self._rate, self._listed = rate, listed

    def batch(self, sentences: Sequence[Coded], draw: np.random.Generator | None = None) -> Batch:
        """Return ``sentences`` as one batch; ``draw`` says what is hidden."""
        length = max(len(s.rows) for s in sentences)
        sizes = np.zeros((len(sentences), length), dtype=np.int64)
        rows, tags, style = (np.zeros_like(sizes) for _ in range(3))
        mask = np.zeros(sizes.shape, dtype=bool)
        bags = []
        for b, s in enumerate(sentences):
            n = len(s.rows)
            sizes[b, :n], rows[b, :n], tags[b, :n], mask[b, :n], style[b] = (
                s.sizes,
                s.rows,
                s.tags,
                True,
                s.style,
            )
            bag = s.bag
            if draw is not None:
                hide = draw.random(len(bag)) < self._rate[bag]
                if draw.random() < self.s.list_drop:
                    hide |= self._listed[bag]
                bag = np.where(hide, 0, bag)
            bags.append(bag)
        if draw is not None:
            rows[draw.random(rows.shape) < VECTOR_DROP] = 0
        flat = sizes.reshape(-1)
        offsets = np.cumsum(flat) - flat
        parts = (np.concatenate(bags), offsets, rows.reshape(-1), style.reshape(-1), mask, tags)
        return Batch(*map(torch.from_numpy, parts))


def _plan(sentences: Sequence[Coded], order: random.Random) -> Iterator[list[Coded]]:
    """Yield batches of sentences of like length, in random order."""
    shuffled, plan = list(sentences), []
    order.shuffle(shuffled)
    for i in range(0, len(shuffled), POOL):
        batch: list[Coded] = []
        for s in sorted(shuffled[i : i + POOL], key=lambda s: len(s.rows)):
            batch.append(s)
            if len(batch) * len(s.rows) > BATCH:
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


def fit(
    sentences: Sequence[Coded],
    words: Words,
    settings: Settings,
    seed: int,
    start: Path | None = None,
    early: Sequence[Coded] = (),
    *,
    reading: Path | None = None,
) -> Net:
    """Train a net, further from the model in ``start`` if given, and return the running average of its weights.

    ``early`` are seen in all epochs but the last. With ``reading`` only the layers are trained: what words give to
    them stays that of the model there.
    """
    torch.manual_seed(seed)
    order, draw = random.Random(seed), np.random.default_rng(seed)  # noqa: S311
    net, mean, batcher = Net(words, settings), Net(words, settings), Batcher(words, settings)
    if start:
        load(net, words, start)
    if reading:
        load_reading(net, words, reading)
        for p in (net.bag.weight, net.style.weight, net.project.weight):
            p.requires_grad_(requires_grad=False)
    mean.load_state_dict(net.state_dict())
    table = net.bag.weight
    dense = [p for p in net.parameters() if p.requires_grad and p is not table]
    optimizers: list[torch.optim.Optimizer] = [torch.optim.AdamW(dense, lr=settings.rate, weight_decay=1e-3)]
    if table.requires_grad:
        optimizers.append(torch.optim.SparseAdam([table], lr=settings.rate))
    seen = [[*sentences, *early]] * (settings.epochs - 1) + [list(sentences)]
    steps = sum(1 for each in seen for _ in _plan(each, random.Random(0)))  # noqa: S311
    done = 0
    for epoch, each in enumerate(seen):
        total = count = 0.0
        for group in _plan(each, order):
            rate = settings.rate * min(1, done / WARM_UP) * (0.51 + 0.49 * math.cos(math.pi * done / steps))
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


def packed(table: NDArray[np.float32], name: str) -> dict[str, NDArray[np.generic]]:
    """Return ``table`` as int8 and what to multiply each of its rows (the last axis) by."""
    scale = np.maximum(np.abs(table).max(axis=-1), 1e-8) / 127
    return {
        name: np.round(table / scale[..., None]).astype(np.int8),
        f"{name}_scale": scale.astype(np.float16),
    }


def _unpacked(weights: Mapping[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    scale = weights[f"{name}_scale"].astype(np.float32)[:, None]
    rows: NDArray[np.float32] = weights[name].astype(np.float32) * scale
    return np.concatenate([np.zeros((1, rows.shape[1]), dtype=np.float32), rows])


def words_of(folder: Path) -> Words:
    """Return the features and words of the model in ``folder``."""
    features, rows = read_lines(folder / FEATURES), read_lines(folder / WORDS)
    pairs = {(form, tag): i for i, line in enumerate(rows, 1) for form, tag in [line.split("\t")]}
    with np.load(folder / "weights.npz") as weights:
        return Words({f: i for i, f in enumerate(features, 1)}, pairs, _unpacked(weights, "vectors"))


@torch.no_grad()
def load_reading(net: Net, words: Words, folder: Path) -> None:
    """Give ``net`` what words give to the layers in the model of ``folder``; rows of other features stay as they are."""
    with np.load(folder / "weights.npz") as weights:
        bag = torch.from_numpy(_unpacked(weights, "bag"))
        net.style.weight.copy_(torch.from_numpy(weights["styles"].astype(np.float32)))
        net.project.weight.copy_(torch.from_numpy(weights["project"].astype(np.float32)).T)
    known = words_of(folder).features
    rows = [words.features[f] for f in known]
    net.bag.weight[rows] = bag[list(known.values())]


@torch.no_grad()
def load(net: Net, words: Words, folder: Path) -> None:
    """Give ``net`` the weights of the model in ``folder``; rows of other features stay as they are."""
    load_reading(net, words, folder)
    with np.load(folder / "weights.npz") as weights:
        get = {
            k: torch.from_numpy(weights[k].astype(np.float32))
            for k in weights.files
            if weights[k].dtype == np.float16
        }
    state = {"out.weight": get["out"].T, "out.bias": get["out_bias"]}
    state |= {k: get[k] for k in ("transitions", "begin", "finish")}
    for i in range(net.s.layers):
        for side, suffix in enumerate(("", "_reverse")):
            for name, kind in (("inward", "weight_ih"), ("recurrent", "weight_hh"), ("bias", "bias_ih")):
                # The gates i f o g in torch's order i f g o.
                gates = get[f"{name}{i}"][side].chunk(4, dim=-1)
                cells = torch.cat([gates[g] for g in (0, 1, 3, 2)], dim=-1)
                state[f"lstm.{kind}_l{i}{suffix}"] = cells.T if cells.ndim > 1 else cells
            state[f"lstm.bias_hh_l{i}{suffix}"] = torch.zeros_like(cells)
    own = net.state_dict()
    for key, value in state.items():
        own[key].copy_(value)


def layers_of(net: Net) -> dict[str, NDArray[np.float32]]:
    """Return what ``extract/names/model.py`` reads of the layers, the output and the chain of tags."""
    state = {k: v.numpy() for k, v in net.state_dict().items()}

    def gates(name: str, layer: int) -> NDArray[np.float32]:
        """Both directions, with torch's gates i f g o in the order i f o g."""
        both = (state[f"lstm.{name}_l{layer}{side}"] for side in ("", "_reverse"))
        return np.stack(
            [np.concatenate([w[i] for i in (0, 1, 3, 2)]) for w in (np.split(b, 4) for b in both)]
        )

    plain = {}
    for i in range(net.s.layers):
        plain[f"inward{i}"] = gates("weight_ih", i).transpose(0, 2, 1)
        plain[f"recurrent{i}"] = gates("weight_hh", i).transpose(0, 2, 1)
        plain[f"bias{i}"] = gates("bias_ih", i) + gates("bias_hh", i)
    plain |= {"out": state["out.weight"].T, "out_bias": state["out.bias"]}
    return plain | {k: state[k] for k in ("transitions", "begin", "finish")}


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write ``lines`` as ``read_lines`` reads them; the same lines give the same bytes."""
    path.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), mtime=0))


def write(net: Net, words: Words, lexicon: Lexicon, folder: Path, share: float = KEPT) -> None:
    """Write the model's folder as ``extract/names/model.py`` reads it, with that ``share`` of its features."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v.numpy() for k, v in net.state_dict().items()}
    plain = {"styles": state["style.weight"], "project": state["project.weight"].T, **layers_of(net)}
    weights: dict[str, NDArray[np.generic]] = {k: v.astype(np.float16) for k, v in plain.items()}
    norm = np.linalg.norm(state["bag.weight"][1:], axis=1)
    kept = np.sort(np.argsort(-norm)[: int(len(norm) * share)])
    features = list(words.features)
    weights |= packed(state["bag.weight"][1:][kept], "bag") | packed(words.vectors[1:], "vectors")
    np.savez_compressed(folder / "weights.npz", **weights)
    write_lines(folder / FEATURES, (features[i] for i in kept))
    write_lines(folder / WORDS, map("\t".join, words.rows))
    meta = {"format": FORMAT, "tags": TAGS, "layers": net.s.layers}
    (folder / "meta.json").write_text(json.dumps(meta) + "\n", encoding="utf-8")
    lexicon.save(folder / "lexicon.npz")
