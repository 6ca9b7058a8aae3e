"""Train the adapter that makes a reader of the default model (see `pincite.encode.adapter`).

    python tests/eval/train_reader.py --squad FILE.json --work FOLDER [--groups 19300 11000]
        [--further] [--rate 1] [--seed 1] [--write]

Trains on those articles of a file of SQuAD's shape that fit.py does not fit on, and on every other
one of our own questions; the rest are for fit.py, which weighs what the reader says. (The shipped
adapter was trained on SQuAD 1.1's training part, CC BY-SA 4.0; the file is no part of the project.)

A group is a question with up to four sentences: one that answers, and others that the search itself
takes for answers, of the same passage and of other passages. In a fifth of SQuAD's groups a figure
or a name of the question is exchanged for another of the neighbourhood, so that nothing answers it.
The reader gives each token of a sentence the log-odds that it is part of an answer. The loss is
that of choosing the answer's tokens among all of a group's and "none" (Clark and Gardner, "Simple
and effective multi-paragraph reading comprehension", 2018: shared normalisation), and beside it
that of judging each sentence by itself.

The first number of --groups is of SQuAD alone, the second of both; --further begins with the
adapter that is shipped. A thousand groups take a minute on two processors; the product of threads
is rounded anew each time, so that two trainings differ in their last digits and a little in what
they say. Every four hundred steps, and at the end, what was learnt is written to the folder.
"""

from __future__ import annotations

import argparse
import os
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from examples import (
    HERE,
    OURS,
    Example,
    Squad,
    articles,
    index_of,
    indexed,
    our_examples,
    squad_examples,
)
from fit import ARTICLES
from lines import matrix_of
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from pincite.encode.adapter import SHIPPED, Adapter, load_adapter, write_adapter
from pincite.encode.model import DEFAULT_MODEL, DEFAULT_SHA256, locate
from pincite.encode.pairs import Pair, pair
from pincite.processors import processors
from pincite.search.evidence import sentence_scores
from pincite.search.index import Index, open_index
from pincite.search.weights import Linear
from pincite.types import Span

RANK = 64
BATCH = 12  # groups
OURS_SHARE = 0.2  # of the groups of the second part
EXCHANGED = 0.2  # of SQuAD's groups
PEAKS = (1e-3, 7e-4)  # learning rates of the two parts
WARM_UP = 80  # steps
KEPT = 400  # steps after which what was learnt is written
MOST = 4  # sentences of a group
FIRST = 6  # passages that others are taken from
NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][\w'-]+(?: (?:of |the )?[A-Z][\w'-]+)*")
FIGURE = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")


@dataclass(frozen=True)
class Found:
    """A passage that was found for a question, its sentences the likeliest first."""

    quote: str
    right: bool
    sentences: tuple[tuple[Span, bool], ...]  # and whether the answer is in it


@dataclass(frozen=True)
class Asked:
    """A question and what the search found, best first. ``answers`` are the answer's words."""

    text: str
    ours: bool
    answers: tuple[str, ...]
    found: tuple[Found, ...]


Row = tuple[Pair, NDArray[np.bool_]]  # and which of the sentence's tokens answer


# --- questions --------------------------------------------------------------------------------


def asked(index: Index, examples: Iterable[Example]) -> Iterator[Asked]:
    """Questions with the passages and sentences that the search puts first."""
    line: Linear = index.scorer.passage
    for example in examples:
        scores = matrix_of([c.features for c in example.candidates], tuple(line.weights)) @ list(
            line.weights.values()
        )
        found = []
        for at in np.argsort(-scores, kind="stable")[:FIRST]:
            candidate = example.candidates[at]
            by_sentence = sentence_scores(index.scorer, candidate.sentences)
            order = np.argsort(-np.array(by_sentence), kind="stable")
            sentences = tuple((candidate.spans[i], candidate.marks[i]) for i in order)
            found.append(Found(candidate.quote, candidate.right, sentences))
        yield Asked(example.question, example.ours, example.answers, tuple(found))


def asked_of(index: Path, squad: Squad) -> list[Asked]:
    """SQuAD's questions with what an index of its paragraphs finds, on all processors."""
    parts = processors()
    shares: list[Squad] = [
        [article if n % parts == part else {"paragraphs": []} for n, article in enumerate(squad)]
        for part in range(parts)
    ]
    with get_context("spawn").Pool(parts) as pool:
        found = pool.starmap(_asked_of, [(index, share) for share in shares])
    return [question for part in found for question in part]


def _asked_of(path: Path, squad: Squad) -> list[Asked]:
    index = open_index(path)
    return list(asked(index, squad_examples(index, squad, withheld=False)))


# --- groups -----------------------------------------------------------------------------------


def group(question: Asked, tokenizer: Tokenizer, rng: random.Random) -> list[Row]:
    """Up to `MOST` sentences for a question, one of which may answer it."""
    right = [found for found in question.found if found.right]
    # Other passages of SQuAD that hold the answer's words may be right as well.
    wrong = [
        found
        for found in question.found[:FIRST]
        if not found.right and (question.ours or not any(mark for _, mark in found.sentences))
    ][:MOST]
    text, answers = question.text, question.answers
    if right and not question.ours and rng.random() < EXCHANGED:
        exchanged = exchange(text, right[0].quote, [f.quote for f in question.found], rng)
        text, answers = (exchanged, ()) if exchanged else (text, answers)
    rows: list[Row] = []
    if right:
        chosen = rng.choice(right) if question.ours else right[0]
        marked = [span for span, mark in chosen.sentences if mark]
        rest = [span for span, mark in chosen.sentences if not mark]
        if marked:
            rows.append(_row(tokenizer, text, chosen.quote, marked[0], answers))
            if rest and rng.random() < 0.75:
                span = rest[0] if rng.random() < 0.75 else rng.choice(rest)
                rows.append(_row(tokenizer, text, chosen.quote, span, ()))
    for found in rng.sample(wrong, min(len(wrong), MOST - max(1, len(rows)))):
        first = rng.random() < 0.8 or len(found.sentences) < 2
        span = found.sentences[0 if first else 1][0]
        rows.append(_row(tokenizer, text, found.quote, span, ()))
    return rows


def _row(
    tokenizer: Tokenizer, question: str, quote: str, span: Span, answers: Sequence[str]
) -> Row:
    read = pair(tokenizer, question, quote, span)
    length = read.own.stop - read.own.start
    text = quote[span.start : span.end]
    places = [
        found.span()
        for answer in answers
        if (found := re.search(r"\s+".join(map(re.escape, answer.split())), text, re.I))
    ]
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets[:length]
    answering = np.array(
        [any(a < end and b > start for start, end in places) for a, b in offsets], bool
    )
    if answers and not answering.any():  # where in the sentence is not known, or it was cut off
        answering[:] = True
    return read, answering


def exchange(question: str, quote: str, others: Sequence[str], rng: random.Random) -> str | None:
    """The question with a figure or a name that its passage holds exchanged for one it does not."""
    figures = [m for m in FIGURE.finditer(question) if m.group() in quote]
    names = [m for m in NAME.finditer(question) if m.group() in quote]
    if figures:
        match = rng.choice(figures)
        value = match.group()
        pool = [f for o in others for f in FIGURE.findall(o) if len(f) == len(value)]
        is_year = len(value) == 4 and value.isdigit() and 1000 < int(value) < 2100
        if is_year and (not pool or rng.random() < 0.4):
            pool = [str(int(value) + rng.choice((-9, -5, -3, -2, -1, 1, 2, 3, 4, 7)))]
    elif names:
        match = rng.choice(names)
        words = len(match.group().split())
        pool = [n for o in others for n in NAME.findall(o) if len(n.split()) == words]
    else:
        return None
    pool = [other for other in pool if other.lower() not in quote.lower()]
    if not pool:
        return None
    return question[: match.start()] + rng.choice(pool) + question[match.end() :]


# --- the model --------------------------------------------------------------------------------


class Adapted(nn.Module):
    """A linear layer whose matrix stays, with a product of low rank added to it."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        layer.weight.requires_grad_(False)
        self.right = nn.Parameter(torch.randn(RANK, layer.in_features) / layer.in_features**0.5)
        self.left = nn.Parameter(torch.zeros(layer.out_features, RANK))

    def forward(self, x: Tensor) -> Tensor:
        added: Tensor = self.layer(x) + (x @ self.right.T) @ self.left.T
        return added


class Reading(nn.Module):
    """The model with its layers adapted, and a head."""

    def __init__(self) -> None:
        super().__init__()
        # Attention as plain products: the fused operator's way back takes a third of a step.
        self.model = AutoModel.from_pretrained(
            locate().source, attn_implementation="eager", add_pooling_layer=False
        )
        self.model.embeddings.requires_grad_(False)
        layers = [n for n, m in self.model.encoder.named_modules() if isinstance(m, nn.Linear)]
        for name in layers:
            parent, _, last = name.rpartition(".")
            holder = self.model.encoder.get_submodule(parent)
            setattr(holder, last, Adapted(getattr(holder, last)))
        self.head = nn.Linear(self.model.config.hidden_size, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.constant_(self.head.bias, -4.0)

    def forward(self, ids: Tensor, mask: Tensor, own: Tensor) -> Tensor:
        hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        scores: Tensor = self.head(hidden).squeeze(-1).float().masked_fill(~own, -1e4)
        return scores

    def begin_with(self, adapter: Adapter) -> None:
        """Take over what was learnt before, at this rank or a lower one."""
        with torch.no_grad():
            for name, module in self.model.named_modules():
                if isinstance(module, Adapted):
                    left, right = adapter.products[f"{name}.weight"]
                    rank = len(right)
                    module.left[:, :rank] = torch.from_numpy(left)
                    module.right[:rank] = torch.from_numpy(right)
            for name, parameter in self._replaced():
                parameter.copy_(torch.from_numpy(adapter.replaced[name]))
            self.head.weight.copy_(torch.from_numpy(adapter.head)[None])
            self.head.bias.fill_(adapter.bias)

    def _replaced(self) -> Iterator[tuple[str, nn.Parameter]]:
        for name, parameter in self.model.named_parameters():
            if parameter.requires_grad and not name.endswith((".left", ".right")):
                yield name.replace(".layer.bias", ".bias"), parameter

    def adapter(self, trained_on: list[str]) -> Adapter:
        products = {
            f"{name}.weight": (_array(module.left), _array(module.right))
            for name, module in self.model.named_modules()
            if isinstance(module, Adapted)
        }
        replaced = {name: _array(parameter) for name, parameter in self._replaced()}
        record = {"trained_by": "tests/eval/train_reader.py", "trained_on": trained_on}
        head = _array(self.head.weight)[0]
        return Adapter(DEFAULT_SHA256, products, replaced, head, self.head.bias.item(), record)


def _array(tensor: Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = tensor.detach().float().numpy()
    return array


def loss_of(scores: Tensor, answering: Tensor, owners: Tensor, count: int) -> Tensor:
    """Of choosing among a group's tokens and "none", and of judging each sentence by itself."""
    each = torch.logsumexp(scores, 1)
    right = torch.logsumexp(scores.masked_fill(~answering, -1e4), 1)
    highest = torch.zeros(count).scatter_reduce(0, owners, each, "amax").detach()
    total = torch.zeros(count).index_add(0, owners, torch.exp(each - highest[owners]))
    total = torch.log(total + torch.exp(-highest)) + highest
    answers = answering.any(1)
    has = torch.zeros(count, dtype=torch.bool).index_put((owners,), answers, accumulate=True)
    chosen = torch.full((count,), -1e4).scatter_reduce(0, owners, right, "amax")
    together = torch.where(has, total - chosen, total).mean()
    alone = functional.binary_cross_entropy_with_logits(each, answers.float(), reduction="none")
    return together + (alone * torch.where(answers, 1.5, 0.7)).mean()


def batch(groups: Sequence[list[Row]]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Ids, mask, own tokens, answering tokens, shape (rows, tokens), and the rows' groups."""
    rows = [row for rows in groups for row in rows]
    shape = (len(rows), max(len(read.ids) for read, _ in rows))
    ids, mask = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    own, answering = torch.zeros(shape, dtype=torch.bool), torch.zeros(shape, dtype=torch.bool)
    for at, (read, answers) in enumerate(rows):
        ids[at, : len(read.ids)] = torch.tensor(read.ids)
        mask[at, : len(read.ids)] = 1
        own[at, read.own] = True
        answering[at, read.own] = torch.from_numpy(answers)
    owners = torch.tensor([at for at, rows in enumerate(groups) for _ in rows])
    return ids, mask, own, answering, owners


def train(
    net: Reading,
    draw: Callable[[], list[Row]],
    groups: int,
    peak: float,
    keep: Callable[[], None],
) -> None:
    parameters = [p for p in net.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=peak, weight_decay=0.01, betas=(0.9, 0.98))
    steps, lately = groups // BATCH, 0.0
    for step in range(steps):
        drawn: list[list[Row]] = []
        while len(drawn) < BATCH:
            if rows := draw():
                drawn.append(rows)
        rate = peak * min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
        for part in optimiser.param_groups:
            part["lr"] = rate
        ids, mask, own, answering, owners = batch(drawn)
        with torch.autocast("cpu", torch.bfloat16):
            scores = net(ids, mask, own)
        loss = loss_of(scores, answering, owners, BATCH)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        lately += (loss.item() - lately) / min(50, step + 1)
        if step % 50 == 49:
            print(f"step {step + 1} of {steps}: loss {lately:.3f}", flush=True)
        if step % KEPT == KEPT - 1 or step == steps - 1:
            keep()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--squad", type=Path, required=True, help="a file of SQuAD's shape")
    parser.add_argument("--work", type=Path, required=True, help="a folder for the indexes")
    parser.add_argument("--groups", type=int, nargs=2, default=(19300, 11000))
    parser.add_argument("--further", action="store_true", help=f"begin with {SHIPPED.name}")
    parser.add_argument("--rate", type=float, default=1.0, help="times the usual learning rates")
    parser.add_argument("--seed", type=int, default=1, help="of the order and choice of groups")
    parser.add_argument("--write", action="store_true", help=f"replace {SHIPPED.name}")
    given = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    every = list(articles(given.squad))
    held = set(range(len(every))[ARTICLES])
    squad = [article for at, article in enumerate(every) if at not in held]
    indexed(squad, given.work / "reader", DEFAULT_MODEL)
    theirs = asked_of(given.work / "reader" / "index", squad)
    index = index_of(HERE.parent.parent / "corpus", given.work / "ours.index", DEFAULT_MODEL)
    ours = list(asked(index, [e for e in our_examples(index) if e.taught]))
    trained_on = [
        f"{given.squad.name} (SQuAD 1.1, CC BY-SA 4.0): {len(squad)} articles, "
        f"{len(theirs)} questions",
        f"{', '.join(path.name for path in OURS)}: every other one, {len(ours)} questions",
    ]
    rng = random.Random(given.seed)
    torch.manual_seed(given.seed)
    rng.shuffle(theirs)
    rng.shuffle(ours)
    tokenizer = Tokenizer.from_file(str(Path(locate().source) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    torch.set_num_threads(processors())  # FAISS, asked for one thread, made it one for all of them
    net = Reading()
    if given.further:
        net.begin_with(load_adapter())
    next_of_theirs, next_of_ours = cycle(theirs), cycle(ours)

    def draw(share: float) -> list[Row]:
        source = next_of_ours if rng.random() < share else next_of_theirs
        return group(next(source), tokenizer, rng)

    def keep() -> None:
        write_adapter(net.adapter(trained_on), given.work / SHIPPED.name)

    for groups, peak, share in zip(given.groups, PEAKS, (0.0, OURS_SHARE), strict=True):
        train(net, lambda share=share: draw(share), groups, given.rate * peak, keep)
    if given.write:
        write_adapter(net.adapter(trained_on), SHIPPED)
        print(f"wrote {SHIPPED.name}")


if __name__ == "__main__":
    main()
