"""Spoken commands and dictated sentences for `parlance bench commands`, by voices that training never heard.

    python command_wavs.py --out DIR [--dev DEV.tsv]

Writes DIR/commands.tsv and the 16 kHz recordings beside it. The voices are flite's awb and variants of espeak-ng
that `synth.py` does not train on (it is looked up there: a voice that it trains on is refused). Rows and voices are
cut into two halves that share neither a phrase nor a voice: "tune", on which the thresholds of the decision were
chosen, and "test", on which it is reported. Columns: path, half, kind, voice, before, say, after.

    everyday    fixtures/commands/spoken.tsv, each by every voice of its half
    grammar     fixtures/commands/commands.tsv, commands of one utterance, by two voices (tune: one)
    look-alike  fixtures/commands/look-alikes.txt, by one voice: must be written
    dictation   sentences of fixtures/polish/held_out: must be written
    real        with --dev (path, transcript, source, speaker, seconds; see dev_wavs.py): recordings of people

With --fixtures, a small part of the test half goes to fixtures/commands/sounds instead: each everyday command by
one voice, forty sentences, and a letter with commands in it, all as Ogg Vorbis or FLAC.

What is dictated meets a document of the three sentences before it, caret at the end. Needs flite and espeak-ng.
"""

import argparse, csv, random, re, subprocess, tempfile, zlib
from pathlib import Path

import numpy as np
import soundfile

from synth import VARIANTS, to_16k

VOICES = {
    "test": ["flite awb", "en-us+f4", "en-us+Alicia", "en-gb+david", "en-us+travis", "en-us+shelby",
             "en-gb-x-gbcwmd+victor", "en-us+max"],
    "tune": ["en-us+benjamin", "en-gb+aunty", "en-us+john", "en-us+paul"],
}  # fmt: skip
SENTENCES = {"test": 640, "tune": 320}
TRAINED_FLITE = ("slt", "rms", "kal16")


def held_out(voice):
    if voice.startswith("flite "):
        return voice.split()[1] not in TRAINED_FLITE
    variant = voice.split("+")[1]
    return variant.lower() not in {v.lower() for v in VARIANTS}


def half_of(text):
    return "test" if zlib.crc32(text.encode()) % 2 else "tune"


def speak(text, voice, rng):
    """The sound of a text, 16 kHz, with quiet noise before and behind it."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as f:
        if voice.startswith("flite "):
            stretch = rng.uniform(0.85, 1.2)
            args = ["flite", "-voice", voice.split()[1], "--setf", f"duration_stretch={stretch:.2f}", "-t", text, "-o", f.name]
        else:
            speed, pitch = rng.randint(130, 190), rng.randint(30, 70)
            args = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-w", f.name, text]
        subprocess.run(args, check=True, capture_output=True)
        wave, rate = soundfile.read(f.name, dtype="int16")
    wave = to_16k(wave, rate).astype(np.float32)
    wave *= 9000 / max(1.0, np.abs(wave).max())
    wave = np.concatenate([np.zeros(5600, np.float32), wave, np.zeros(12800, np.float32)])
    wave += np.random.default_rng(rng.randrange(1 << 30)).normal(0, 12, len(wave))
    return np.clip(wave, -32768, 32767).astype(np.int16)


def commands(root):
    """(kind, before, say, after) of both tables."""
    for kind, name in (("everyday", "spoken.tsv"), ("grammar", "commands.tsv")):
        section = ""
        for line in (root / "fixtures/commands" / name).read_text().splitlines():
            cells = line.split("\t")
            if len(cells) < 3:
                section = line.strip("# ")
            elif section not in ("Dictation", "None") and cells[0] != "# text":
                before, say, after = cells[:3]
                if " > " not in say and "[speaker" not in say and after != "TEXT":
                    yield kind, before, say, after


def sentences(root, half):
    """Runs of four sentences: three that stand, one to be dictated. No sentence is used twice."""
    fine = re.compile(r"[A-Z][A-Za-z ,.'?!-]{6,110}")
    for name in ("dialogue", "prose", "sentences", "docs"):
        lines = (root / f"fixtures/polish/held_out/{name}.txt").read_text().splitlines()
        lines = [x for x in lines if fine.fullmatch(x) and 2 <= len(x.split()) <= 18]
        for i in range(0, len(lines) - 3):
            if half_of(lines[i + 3]) == half:
                yield lines[i : i + 3], lines[i + 3]


FIXTURES = "fixtures/commands/sounds"
LETTER = ("we met at the station on tuesday", "the weather was very good")
LETTER_VOICE = "en-us+f4"


def write(path, rows):
    with open(path, "w") as f:
        f.write("path\thalf\tkind\tvoice\tbefore\tsay\tafter\n")
        f.writelines("\t".join(row) + "\n" for row in rows)


def fixtures(root):
    out, rng, rows, voices = root / FIXTURES, random.Random(11), [], VOICES["test"]
    out.mkdir(parents=True, exist_ok=True)

    def add(kind, voice, before, say, after):
        name = f"{len(rows):02}.ogg"
        soundfile.write(out / name, speak(say, voice, rng), 16000, format="OGG", subtype="VORBIS")
        rows.append((name, "test", kind, voice, before, say, after))

    everyday = [c for c in commands(root) if c[0] == "everyday" and half_of(c[2]) == "test"]
    for n, (kind, before, say, after) in enumerate(everyday):
        add(kind, voices[n % len(voices)], before, say, after)
    for n, (before, say) in enumerate(list(sentences(root, "test"))[::25][:40]):
        add("dictation", voices[n % len(voices)], " ".join(before) + "|", say, "")
    write(out / "commands.tsv", rows)
    first, second = (speak(say, LETTER_VOICE, rng) for say in LETTER)
    letter = lambda name, *parts: soundfile.write(out / f"letter-{name}.flac", np.concatenate(parts), 16000)
    letter("plain", first, second)
    for name, say in (("scratch", "scratch that"), ("delete", "delete the last sentence")):
        letter(name, first, second, speak(say, LETTER_VOICE, rng))
    letter("paragraph", first, speak("new paragraph", LETTER_VOICE, rng), second)
    print(f"{len(rows)} recordings and four letters in {FIXTURES}")


def main(a):
    root = Path(__file__).resolve().parent.parent
    rng = random.Random(7)
    for voice in sum(VOICES.values(), []):
        if not held_out(voice):
            raise SystemExit(f"{voice} is trained on: see synth.py")
    if a.fixtures:
        return fixtures(root)
    (a.out / "wav").mkdir(parents=True, exist_ok=True)
    rows = []

    def add(half, kind, voice, before, say, after):
        name = f"wav/{len(rows):05}.wav"
        soundfile.write(a.out / name, speak(say, voice, rng), 16000)
        rows.append((name, half, kind, voice, before, say, after))

    for n, (kind, before, say, after) in enumerate(commands(root)):
        half = half_of(say)
        voices = VOICES[half]
        if kind == "grammar":
            voices = [voices[(n + k * len(voices) // 2) % len(voices)] for k in range(len(voices) // 4)]
        for voice in voices:
            add(half, kind, voice, before, say, after)
    alike = (root / "fixtures/commands/look-alikes.txt").read_text().splitlines()
    for n, say in enumerate(x for x in alike if not x.startswith("#")):
        half = half_of(say)
        add(half, "look-alike", VOICES[half][n % len(VOICES[half])], "|", say, "")
    for half, most in SENTENCES.items():
        found = list(sentences(root, half))
        for n, (before, say) in enumerate(found[:: max(1, len(found) // most)][:most]):
            add(half, "dictation", VOICES[half][n % len(VOICES[half])], " ".join(before) + "|", say, "")
    if a.dev:
        clips = list(csv.DictReader(a.dev.open(), delimiter="\t", quoting=csv.QUOTE_NONE))
        for n, clip in enumerate(clips):
            before = " ".join(c["transcript"].capitalize() + "." for c in clips[max(0, n - 3) : n])
            path = (a.dev.resolve().parent / clip["path"]).as_posix()
            half = half_of(clip["speaker"]) if clip["source"] != "philipp_lj" else half_of(clip["transcript"])
            rows.append((path, half, "real", clip["source"], before + "|", clip["transcript"].lower(), ""))
    write(a.out / "commands.tsv", rows)
    counts = {}
    for row in rows:
        counts[row[1:3]] = counts.get(row[1:3], 0) + 1
    print(counts)


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--out", type=Path, default=Path("commands"))
    p.add_argument("--fixtures", action="store_true")
    p.add_argument("--dev", type=Path)
    main(p.parse_args())
