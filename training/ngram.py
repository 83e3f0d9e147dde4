"""Interpolated modified Kneser-Ney n-gram models of any order, as sorted tries in numpy.

A k-gram is a number: (index of its first k-1 words in level k-1) << word_bits | last word, so that
each level is one sorted int64 array and every step is a sort or a search. Discounts after
Chen and Goodman (1998), section 3; pruning by relative entropy (Stolcke, 1998): the k-grams go whose
absence changes the model's predictions least.

Natural logarithms everywhere. Used for words (lm.py) and for graphones (g2p.py).
"""
import numpy as np

import container

NEVER = -99.0


class Level:
    """All k-grams of one order: arrays side by side, sorted by key."""

    def __init__(self, keys, word_bits):
        self.keys = keys
        self.word = (keys & ((1 << word_bits) - 1)).astype(np.int64)
        self.prefix = keys >> word_bits
        self.raw = self.suffix = self.logp = self.backoff = None


def discounts(counts):
    """D1, D2, D3+ from the counts of counts; 0 < D < count by construction or clamped to it."""
    n = [max(int((counts == k).sum()), 1) for k in range(1, 5)]
    y = n[0] / (n[0] + 2 * n[1])
    d = [k + 1 - (k + 2) * y * n[k + 1] / n[k] for k in range(3)]
    return np.clip(np.array([0.0] + d), [0, .1, .1, .1], [0, .95, 1.9, 2.9])


def count(ids, order, start, word_bits):
    """Levels 1..order with raw counts from a stream of ids in which `start` opens each sentence."""
    n_words = int(ids.max()) + 1
    level = Level(np.arange(n_words, dtype=np.int64), word_bits)
    level.word, level.prefix = level.keys, np.zeros(n_words, np.int64)
    level.raw = np.bincount(ids, minlength=n_words)
    levels = [level]
    where = np.arange(len(ids))          # positions at which a (k-1)-gram begins
    index = ids.astype(np.int64)         # and its index in level k-1
    for k in range(2, order + 1):
        fits = where + k - 1 < len(ids)
        where, index = where[fits], index[fits]
        last = ids[where + k - 1].astype(np.int64)
        inside = last != start
        where, key = where[inside], (index[inside] << word_bits) | last[inside]
        keys, index, raw = np.unique(key, return_inverse=True, return_counts=True)
        level = Level(keys, word_bits)
        level.raw = raw
        below = levels[-1]
        if k == 2:
            level.suffix = level.word
        else:
            level.suffix = np.searchsorted(below.keys, (below.suffix[level.prefix] << word_bits) | level.word)
        levels.append(level)
    return levels


def estimate(levels, start):
    """Fills in log probabilities and back-off weights."""
    order = len(levels)
    for k, level in enumerate(levels, 1):
        if k == order:
            counts = level.raw.astype(np.float64)
        else:
            counts = np.bincount(levels[k].suffix, minlength=len(level.keys)).astype(np.float64)
            unseen = counts == 0         # grams that open a sentence have no left neighbour
            counts[unseen] = level.raw[unseen]
        if k == 1:
            counts[start] = 0
        d = discounts(counts[counts > 0])
        taken = d[np.minimum(counts, 3).astype(int)]
        if k == 1:
            total = counts.sum()
            p = (counts - taken) / total + taken.sum() / total / (len(counts) - 1)
            p[start] = 0
        else:
            below = levels[k - 2]
            total = np.bincount(level.prefix, weights=counts, minlength=len(below.keys))
            gamma = np.bincount(level.prefix, weights=taken, minlength=len(below.keys)) / np.maximum(total, 1e-9)
            p = (counts - taken) / total[level.prefix] + gamma[level.prefix] * np.exp(below.logp[level.suffix])
            below.backoff = np.where(total > 0, np.log(np.maximum(gamma, 1e-30)), 0.0)
        level.logp = np.log(np.maximum(p, 1e-43))
    levels[-1].backoff = np.zeros(len(levels[-1].keys))


def worth(level, below, n_tokens):
    """What leaving out each k-gram alone would cost, in nats per token of the text: the relative entropy between
    the models, changed weight of backing off included (Stolcke, Entropy-based pruning, 1998, equation 5)."""
    n = len(below.keys)
    history = np.bincount(level.prefix, weights=level.raw, minlength=n)[level.prefix] / n_tokens
    p, lower = np.exp(level.logp), np.exp(below.logp[level.suffix])
    free = np.maximum(1 - np.bincount(level.prefix, weights=p, minlength=n), 1e-9)[level.prefix]
    below_free = np.maximum(1 - np.bincount(level.prefix, weights=lower, minlength=n), 1e-9)[level.prefix]
    before, after = np.log(free / below_free), np.log((free + p) / (below_free + lower))
    return history * (p * (level.logp - np.log(lower) - after) - (after - before) * free)


def prune(levels, budget, word_bits):
    """Keeps about budget[k] grams of order k (k >= 2) and makes the back-off weights sum to one again."""
    order = len(levels)
    keep = [np.ones(len(levels[0].keys), bool)]
    needed = None
    for k in range(order, 1, -1):
        level, below = levels[k - 1], levels[k - 2]
        value = worth(level, below, levels[0].raw.sum())
        kept = np.zeros(len(value), bool) if needed is None else needed.copy()
        n = min(budget[k] - int(kept.sum()), len(value))
        if n > 0:
            value[kept] = -np.inf
            best = np.argpartition(-value, n - 1)[:n]
            kept[best[value[best] > 0]] = True
        keep.insert(1, kept)
        needed = np.zeros(len(below.keys), bool)
        needed[level.prefix[kept]] = True
    believed = np.exp(levels[0].logp)    # probability of each gram in the pruned model
    new_index = np.arange(len(levels[0].keys))
    pruned = [levels[0]]
    for k in range(2, order + 1):
        level, below, kept = levels[k - 1], levels[k - 2], keep[k - 1]
        prefix = level.prefix[kept]
        n_below = len(below.keys)
        spent = np.bincount(prefix, weights=np.exp(level.logp[kept]), minlength=n_below)
        lower = np.bincount(prefix, weights=believed[level.suffix[kept]], minlength=n_below)
        backoff = np.log(np.maximum(1 - spent, 1e-6) / np.maximum(1 - lower, 1e-6))
        pruned[-1].backoff = backoff[keep[k - 2]]
        believed = np.where(kept, np.exp(level.logp), np.exp(backoff)[level.prefix] * believed[level.suffix])
        small = Level((new_index[prefix] << word_bits) | level.word[kept], word_bits)
        small.logp, small.raw = level.logp[kept], level.raw[kept]
        small.backoff = np.zeros(int(kept.sum()))
        new_index = np.cumsum(kept) - 1
        pruned.append(small)
    return pruned


def log_probabilities(levels, ids, word_bits, start):
    """ln P of every word of a stream that `start` opens each sentence of; NaN at `start` itself."""
    n = len(ids)
    found = [ids.astype(np.int64)]
    for k in range(2, len(levels) + 1):
        before = np.concatenate([[-1], found[-1][:-1]])
        key = (before << word_bits) | ids
        at = np.minimum(np.searchsorted(levels[k - 1].keys, key), len(levels[k - 1].keys) - 1)
        ok = (before >= 0) & (levels[k - 1].keys[at] == key) & (ids != start)
        found.append(np.where(ok, at, -1))
    logp = np.full(n, np.nan)
    for k in range(1, len(levels) + 1):
        hit = found[k - 1] >= 0
        logp[hit] = levels[k - 1].logp[found[k - 1][hit]]
        if k > 1:
            context = np.concatenate([[-1], found[k - 2][:-1]])
            back = ~hit & (context >= 0)
            logp[back] += levels[k - 2].backoff[context[back]]
    logp[ids == start] = np.nan
    return logp


def bits_for(n):
    """Bits that hold the numbers 0..n."""
    return max(1, int(n).bit_length())


def pack(fields, widths):
    """Packs fields (first in the lowest bits) into a stream of records without gaps, plus 8 spare bytes."""
    value, at = np.zeros(len(fields[0]), np.uint64), 0
    for field, width in zip(fields, widths):
        assert int(np.max(field, initial=0)) < 1 << width
        value |= field.astype(np.uint64) << np.uint64(at)
        at += width
    assert at <= 57, "a record must be readable with one 64-bit load at any bit offset"
    parts = []
    for begin in range(0, len(value), 1 << 18):
        piece = value[begin:begin + (1 << 18)]
        bits = np.unpackbits(piece.astype("<u8").view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")[:, :at]
        parts.append(bits.reshape(-1))
    return np.packbits(np.concatenate(parts), bitorder="little").tobytes() + bytes(8)


def quantise(values, bits):
    """2^bits evenly spaced values and the nearest one's number for each; values below -30 count as -30."""
    values = np.maximum(values, -30.0)
    low, high = float(values.min()), float(values.max())
    top = (1 << bits) - 1
    book = np.linspace(low, max(high, low + 1e-3), top + 1).astype("<f4")
    codes = np.rint((values - low) / (book[top] - book[0]) * top).astype(np.int64)
    return book, np.clip(codes, 0, top)


EVERY = 64


def growing(highs):
    """The two sections of src/speech/growing.rs for growing high parts: places of every 64th one, and the bits."""
    places = highs.astype(np.int64) + np.arange(len(highs))
    bits = np.zeros((int(places[-1]) // 64 + 2) * 64, np.uint8)
    bits[places] = 1
    return [places[::EVERY].astype("<u4"), np.packbits(bits, bitorder="little").tobytes()]


def sections(levels, word_bits, start, end, unknown, bits=(8, 8)):
    """The sections of an "NGRM" file (see src/speech/ngram.rs); `bits` for probabilities and back-off weights."""
    order = len(levels)
    head = [order, len(levels[0].keys), word_bits, start, end, unknown]
    out = []
    for k, level in enumerate(levels, 1):
        n = len(level.keys)
        book, codes = quantise(level.logp, bits[0])
        fields, widths = ([], []) if k == 1 else ([level.word], [word_bits])
        fields, widths = fields + [codes], widths + [bits[0]]
        back_bits, start_bits, starts = 0, 0, []
        if k < order:
            back_bits = bits[1]
            back_book, back_codes = quantise(level.backoff, back_bits)
            book = np.concatenate([book, back_book])
            above = levels[k]
            first = np.searchsorted(above.prefix, np.arange(n + 1))
            # As many low bits as leave about one bit of the high part to each record (Elias and Fano).
            start_bits = max(0, int(np.log2(max(len(above.keys) / (n + 1), 1))))
            low = first & ((1 << start_bits) - 1)
            starts = growing(first >> start_bits)
            fields = [np.append(f, 0) for f in fields] + [np.append(back_codes, 0), low]
            widths += [back_bits, start_bits]
        out += [book, pack(fields, widths), *starts]
        head += [n, bits[0], back_bits, start_bits]
    return [np.array(head, "<u4")] + out


def write(path, levels, word_bits, start, end, unknown, bits=(8, 8)):
    """Writes a model; gives its size in bytes."""
    return container.write(path, "NGRM", sections(levels, word_bits, start, end, unknown, bits))
