"""Commands spliced from recordings of people, for `parlance bench commands`: nobody has recorded any for us.

    python command_splices.py --shared ../../shared --dict cmudict.dict --parlance ../target/debug/parlance --out DIR

Writes DIR/spliced.tsv and 16 kHz recordings beside it, columns as in command_wavs.py, all of the half "test". The
speakers are those of the dev split, which no training ever heard. Each recording is cut from one speaker's sentences
and is no natural speech: words come from other places with other melody, and joins are audible.

    spliced words   commands all of whose words the speaker said; the document is one of the speaker's sentences.
                    Few: sentences read aloud hold hardly a verb of the grammar
    spliced runs    everyday commands from runs of phones: the words were never said, their sounds were. Of each
                    speaker those that need the fewest joins
    spliced text    two pieces of sentences of a speaker, joined: must be written

Word times come from shared/speech/alignments.tsv with the dictionary it was made with. Pieces are cut at phone
boundaries, brought to one level, and cross-faded over 12 ms; the speaker's own pauses stand before and behind. What a
command does is asked of `parlance edit`, so that no grammar stands here a second time.
"""

import argparse, csv, json, random, re, subprocess
from collections import defaultdict
from pathlib import Path

import numpy as np
import soundfile

from prepare import read
from score import table

RATE, UNIT, FADE = 16000, 160, 192
LEAD, TAIL = 5600, 12800
TEMPLATES = """quote X|cross out X|find X|look for X|go before X|go after X|change X to Y|put Y before X|put Y after X|
move X to the end|move X to the top|make X bold|select X|delete X|remove X|copy X|cut X|correct X|bold X|
go to the end|go to the top|go to the beginning|go to the start|go up|go down|go back|go left|next line|next word|
quote that|copy that|clear all|clear everything|new line|what can i say|help|stop listening|go to sleep|
make this longer|make it longer|number two|the first one|the second one|yes|no|show speakers""".replace("\n", "").split("|")
MOST_PER_SPEAKER, MOST_PER_TEMPLATE, MOST_TEXTS, MOST_RUNS = 24, 6, 4, 30
LEAST_RUN = 2.0  # phones in a run, on average


def dictionary(path):
    """word -> pronunciations without stress"""
    out = defaultdict(list)
    for line in path.read_text(errors="replace").splitlines():
        parts = line.split("#")[0].split()
        if parts and not line.startswith(";;;"):
            word = re.sub(r"\(\d+\)$", "", parts[0]).lower()
            out[word].append([re.sub(r"\d", "", p) for p in parts[1:]])
    return out


def word_times(words, phones, lexicon):
    """[(word, first phone, one past the last)], or None where the phones are not those of the words."""
    names = [p[0] for p in phones]

    def walk(at, n):
        while at < len(names) and names[at] == "SIL":
            at += 1
        if n == len(words):
            return [] if at == len(names) else None
        for said in lexicon.get(words[n], []):
            end = at + len(said)
            if names[at:end] == said and (rest := walk(end, n + 1)) is not None:
                return [(words[n], at, end)] + rest
        return None

    return walk(0, 0)


class Speaker:
    """What one person said: phones with times, words, and the sound."""

    def __init__(self):
        self.clips, self.words = [], defaultdict(list)

    def add(self, wave, phones, times, text):
        speech = np.concatenate([wave[a * UNIT : b * UNIT] for name, a, b in phones if name != "SIL"])
        wave = wave * (0.07 / max(1e-4, float(np.sqrt(np.mean(speech**2)))))
        clip = len(self.clips)
        self.clips.append((wave, phones, times, text))
        for word, first, end in times:
            self.words[word].append((clip, first, end))

    def cut(self, clip, first, end):
        wave, phones = self.clips[clip][:2]
        start, stop = phones[first][1] * UNIT, phones[end - 1][2] * UNIT
        return wave[max(0, start - FADE // 2) : stop + FADE // 2]

    def pause(self, length, rng):
        """The speaker's own silence, repeated as long as needed."""
        silences = [w[a * UNIT : b * UNIT] for w, p, *_ in self.clips for name, a, b in p if name == "SIL" and b - a >= 12]
        if not silences:
            return np.zeros(length, np.float32)
        piece = rng.choice(silences)
        out = piece
        while len(out) < length:
            out = joined([out, piece])
        return out[:length]

    def say(self, pieces, rng):
        """Pieces of one word or run each as a recording. Levels differ by at most 6 dB of the usual one."""
        cuts = []
        for piece in pieces:
            wave = self.cut(*piece)
            gain = 0.07 / max(1e-4, float(np.sqrt(np.mean(wave**2))))
            cuts.append(wave * np.clip(gain, 0.5, 2.0) ** 0.5)
        wave = joined([self.pause(LEAD, rng), joined(cuts), self.pause(TAIL, rng)])
        return (np.clip(wave, -1, 1) * 32000).astype(np.int16)


def joined(pieces):
    """Pieces one after the other, each faded into the next."""
    out = pieces[0].astype(np.float32)
    for piece in pieces[1:]:
        n = min(FADE, len(out), len(piece))
        up = np.sin(np.linspace(0, np.pi / 2, n, dtype=np.float32)) ** 2
        out = np.concatenate([out[: len(out) - n], out[len(out) - n :] * (1 - up) + piece[:n] * up, piece[n:]])
    return out


def speakers(shared, lexicon):
    speech = shared / "speech"
    aligned = {row["path"]: row for row in table(speech / "alignments.tsv")}
    out = defaultdict(Speaker)
    for row in table(speech / "manifest.tsv"):
        if row["split"] != "dev" or row["path"] not in aligned:
            continue
        phones = []
        for item in aligned[row["path"]]["phones"].split():
            name, start, length = item.split(":")
            phones.append((name, int(start), int(start) + int(length)))
        words = aligned[row["path"]]["words"].split()
        if times := word_times(words, phones, lexicon):
            out[row["speaker"]].add(read(speech / row["path"]), phones, times, " ".join(words))
    return out


def candidates(speaker, rng):
    """(document, words) of commands whose words this speaker said."""
    for template in rng.sample(TEMPLATES, len(TEMPLATES)):
        fixed = [w for w in template.split() if w not in ("X", "Y")]
        if any(w not in speaker.words for w in fixed):
            continue
        found = []
        for clip in rng.sample(speaker.clips, len(speaker.clips)):
            words = clip[3].split()
            once = [w for w in words if words.count(w) == 1 and len(w) > 3 and w not in fixed]
            others = [w for w in speaker.words if w not in words and len(w) > 3]
            if ("X" in template and not once) or ("Y" in template and not others):
                continue
            say = [rng.choice(once) if w == "X" else rng.choice(others) if w == "Y" else w for w in template.split()]
            found.append((clip[3].capitalize() + ".|", " ".join(say)))
        yield from found[: MOST_PER_TEMPLATE if "X" in template else 1]


def runs(speaker, target):
    """The fewest runs of phones of the speaker that make the target; longer runs and fitting neighbours first."""
    where = defaultdict(list)
    for clip, (_, phones, *_) in enumerate(speaker.clips):
        for at, (name, *_) in enumerate(phones):
            where[name].append((clip, at))
    best = {0: (0.0, [])}
    for at in range(len(target)):
        if at not in best:
            continue
        cost, taken = best[at]
        for clip, first in where[target[at]]:
            names = [p[0] for p in speaker.clips[clip][1]]
            n = 0
            while at + n < len(target) and first + n < len(names) and names[first + n] == target[at + n] != "SIL":
                n += 1
                # A join costs less where the neighbours were the same sounds, and before a stop.
                left = first > 0 and at > 0 and names[first - 1] == target[at - 1]
                stop = target[at + n] in ("P", "T", "K", "B", "D", "G", "CH", "JH", "S") if at + n < len(target) else True
                price = cost + 1.0 - 0.3 * left - 0.2 * stop + (0.6 if n == 1 else 0.0)
                if at + n not in best or price < best[at + n][0]:
                    best[at + n] = (price, taken + [(clip, first, first + n)])
    return best.get(len(target), (0, None))[1]


def after(parlance, before, say):
    """The document after the words, or None where they are no command in it."""
    args = [parlance, "edit", "--json", f"--text={before}", f"--say={say}"]
    done = subprocess.run(args, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    report = json.loads(done.stdout.splitlines()[-1])
    refused = any(c["label"].startswith("write “") for c in report["choices"])
    return None if report["message"].startswith("wrote") or refused else report["text"]


def main(a):
    rng = random.Random(5)
    lexicon = dictionary(a.dict)
    people = speakers(a.shared, lexicon)
    (a.out / "wav").mkdir(parents=True, exist_ok=True)
    rows = []

    def add(kind, who, pieces, before, say, done):
        name = f"wav/spliced-{len(rows):04}.wav"
        soundfile.write(a.out / name, people[who].say(pieces, rng), RATE)
        rows.append((name, "test", kind, who, before.replace("\n", "\\n"), say, (done or "").replace("\n", "\\n")))

    cells = [line.split("\t") for line in (a.root / "fixtures/commands/spoken.tsv").read_text().splitlines()]
    everyday = [
        (c[0].replace("\\n", "\n"), c[1], c[2].replace("\\n", "\n"))
        for c in cells
        if len(c) >= 3 and all(w in lexicon for w in c[1].split())
    ]
    for who in sorted(people):
        speaker, n = people[who], 0
        for before, say in candidates(speaker, rng):
            done = after(a.parlance, before, say) if n < MOST_PER_SPEAKER else None
            if done is not None:
                add("spliced words", who, [rng.choice(speaker.words[w]) for w in say.split()], before, say, done)
                n += 1
        for _ in range(MOST_TEXTS):
            pieces, said = [], []
            for clip in (rng.randrange(len(speaker.clips)) for _ in range(2)):
                times = speaker.clips[clip][2]
                n_words = min(len(times), rng.randint(2, 4))
                first = rng.randrange(len(times) - n_words + 1)
                part = times[first : first + n_words]
                pieces.append((clip, part[0][1], part[-1][2]))
                said += [w for w, *_ in part]
            before = "We met on Monday. Everybody was there.|"
            if after(a.parlance, before, " ".join(said)) is None:
                add("spliced text", who, pieces, before, " ".join(said), None)

        found = []
        for before, say, done in everyday:
            target = [p for w in say.split() for p in lexicon[w][0]]
            pieces = runs(speaker, target)
            if pieces and len(target) >= LEAST_RUN * len(pieces):
                found.append((len(target) / len(pieces), before, say, done, pieces))
        for _, before, say, done, pieces in sorted(found, key=lambda f: (-f[0], f[2]))[:MOST_RUNS]:
            add("spliced runs", who, pieces, before, say, done)

    with open(a.out / "spliced.tsv", "w") as f:
        f.write("path\thalf\tkind\tvoice\tbefore\tsay\tafter\n")
        f.writelines("\t".join(row) + "\n" for row in rows)
    for kind in ("spliced words", "spliced runs", "spliced text"):
        of = [row for row in rows if row[2] == kind]
        print(f"{kind}: {len(of)} by {len({row[3] for row in of})} people")
    print("These are spliced from recordings of people, not spoken as commands.")


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--shared", type=Path, required=True, help="the folder that holds speech/")
    p.add_argument("--dict", type=Path, required=True, help="the CMU dictionary, as a text file")
    p.add_argument("--parlance", type=Path, required=True, help="the built program")
    p.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    p.add_argument("--out", type=Path, default=Path("commands"))
    main(p.parse_args())
