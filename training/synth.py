"""Synthetic speech with exact phone times, from flite and espeak-ng through their libraries.

    python synth.py --shared ../../shared --out DATA --hours 10

Writes DATA/synth.{i16,lab,json} in the form of `prepare.py`. Texts: sentences of text/ (dev
sentences of speech/ are not in there) and dictation commands. Voice awb of flite and variant f4 of
espeak-ng are kept out of training (split "check").
"""

import argparse, ctypes, itertools, lzma, math, random, re, time
from collections import Counter
from ctypes import CFUNCTYPE, POINTER, Structure, Union, c_char, c_char_p, c_float, c_int, c_short, c_uint, c_void_p
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from commands_text import command
from model import TOKENS
from prepare import UNIT, Writer

INDEX = {t: i for i, t in enumerate(TOKENS)}
UNKNOWN = 255


def texts(root, rng):
    """Endless sentences of 2 to 24 words in pronounceable characters; every fifth is a command."""
    lines = []
    for name, share in (("sentences", 1.0), ("dialogue", 0.1), ("prose", 0.15), ("docs", 0.1)):
        with lzma.open(root / f"{name}.txt.xz", "rt", encoding="utf-8") as f:
            lines += [x.strip() for x in f if rng.random() < share]
    fine = re.compile(r"[A-Za-z ,.'?!-]{6,150}")
    lines = [x for x in lines if fine.fullmatch(x) and 2 <= len(x.split()) <= 24]
    print(f"{len(lines)} sentences", flush=True)
    while True:
        yield command(rng, lines) if rng.random() < 0.2 else rng.choice(lines)


# ---- flite -----------------------------------------------------------------------------------

FLITE_PHONES = {"ax": "AH", "pau": "SIL", "axr": "ER", "el": "L", "em": "M", "en": "N", "nx": "N", "dx": "T"}


class CstWave(Structure):
    _fields_ = [("type", c_char_p), ("rate", c_int), ("samples", c_int), ("channels", c_int), ("data", POINTER(c_short))]


class Flite:
    """One voice of flite; its segments' end times come from the utterance structure."""

    def __init__(self, name):
        lib = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
        for part in ("usenglish", "cmulex"):
            ctypes.CDLL(f"libflite_{part}.so.1", mode=ctypes.RTLD_GLOBAL)
        voice = ctypes.CDLL(f"libflite_cmu_us_{name}.so.1")
        for f, result, args in (
            ("flite_synth_text", c_void_p, [c_char_p, c_void_p]), ("utt_wave", POINTER(CstWave), [c_void_p]),
            ("utt_relation", c_void_p, [c_void_p, c_char_p]), ("relation_head", c_void_p, [c_void_p]),
            ("item_next", c_void_p, [c_void_p]), ("item_feat_string", c_char_p, [c_void_p, c_char_p]),
            ("item_feat_float", c_float, [c_void_p, c_char_p]), ("delete_utterance", None, [c_void_p]),
            ("feat_set_float", None, [c_void_p, c_char_p, c_float]),
        ):  # fmt: skip
            g = getattr(lib, f)
            g.restype, g.argtypes = result, args
        lib.flite_init()
        register = getattr(voice, f"register_cmu_us_{name}")
        register.restype, register.argtypes = c_void_p, [c_char_p]
        self.lib, self.voice = lib, register(None)
        # cst_voice begins with: name, then features.
        self.features = ctypes.cast(self.voice + ctypes.sizeof(c_void_p), POINTER(c_void_p))[0]
        self.pitch = {"slt": 170, "rms": 100, "awb": 130, "kal16": 105}[name]

    def speak(self, text, rng):
        lib = self.lib
        lib.feat_set_float(self.features, b"duration_stretch", rng.uniform(0.75, 1.3))
        lib.feat_set_float(self.features, b"int_f0_target_mean", self.pitch * rng.uniform(0.8, 1.3))
        utterance = lib.flite_synth_text(text.encode(), self.voice)
        w = lib.utt_wave(utterance).contents
        wave, rate = np.ctypeslib.as_array(w.data, (w.samples,)).copy(), w.rate
        segments, at = [], 0.0
        item = lib.relation_head(lib.utt_relation(utterance, b"Segment"))
        while item:
            name = lib.item_feat_string(item, b"name").decode()
            end = lib.item_feat_float(item, b"end")
            segments.append((FLITE_PHONES.get(name, name.upper()), at, end))
            at, item = end, lib.item_next(item)
        lib.delete_utterance(utterance)
        return wave, rate, segments


# ---- espeak-ng -------------------------------------------------------------------------------


class EventId(Union):
    _fields_ = [("number", c_int), ("name", c_char_p), ("string", c_char * 8)]


class Event(Structure):
    _fields_ = [
        ("type", c_int), ("unique", c_uint), ("text", c_int), ("length", c_int), ("audio", c_int),
        ("sample", c_int), ("user", c_void_p), ("id", EventId),
    ]  # fmt: skip


ESPEAK_PHONES = {
    "p": "P", "b": "B", "t": "T", "d": "D", "k": "K", "g": "G", "f": "F", "v": "V", "T": "TH", "D": "DH", "s": "S", "z": "Z",
    "S": "SH", "Z": "ZH", "h": "HH", "m": "M", "n": "N", "N": "NG", "l": "L", "r": "R", "w": "W", "j": "Y", "tS": "CH",
    "dZ": "JH", "t2": "T", "t#": "T", "d#": "D", "z#": "Z", "L": "L", "?": "T", "x": "K", "r-": "R", "n-": "N", "l/": "L",
    "l/2": "L", "l#": "L", "m-": "M", "w#": "W", "hw": "W", "R": "R", "s#": "S", "D#": "DH", "l/3": "L", "d2": "D", "k2": "K",
    "a": "AE", "a#": "AH", "aa": "AE", "A:": "AA", "A": "AA", "A#": "AA", "E": "EH", "E2": "EH", "E#": "EH", "e": "EH",
    "I": "IH", "I2": "IH", "I#": "IH", "i": "IY", "i:": "IY", "@": "AH", "@2": "AH", "@5": "AH", "@-": "AH", "@#": "AH",
    "3": "ER", "3:": "ER", "V": "AH", "0": "AA", "0#": "AA", "O": "AO", "O:": "AO", "O2": "AO", "U": "UH", "u:": "UW", "u": "UW",
    "aI": "AY", "aU": "AW", "eI": "EY", "oU": "OW", "OI": "OY", "e:": "EY", "o:": "OW", "o": "OW", "aI2": "AY", "@U": "OW",
    "A@": "AA R", "e@": "EH R", "O@": "AO R", "o@": "AO R", "U@": "UH R", "i@": "IH R", "i@3": "IH R", "aI@": "AY R",
    "aI3": "AY ER", "aU@": "AW R", "VR": "ER", "@L": "AH L", "IR": "ER", "A~": "AA N", "3r": "ER", "@r": "ER",
}  # fmt: skip
ACCENTS = {"en-us": 0.5, "en-gb": 0.14, "en-gb-scotland": 0.08, "en-gb-x-rp": 0.08, "en-gb-x-gbclan": 0.06, "en-029": 0.06, "en-us-nyc": 0.08}
RHOTIC = {"en-us", "en-gb-scotland"}
VARIANTS = (
    "m1 m2 m3 m4 m5 m6 m7 m8 f1 f2 f3 f5 Adam Andrea Andy Annie Alex Denis Diogo Gene Henrique Jacky Lee linda marcelo Marco Mario "
    "Michael Mike miguel norbert rob robert sandro steph Storm Tweaky zac grandma grandpa klatt2 anika Belinda ed edward iven quincy"
).split()  # fmt: skip


class Espeak:
    def __init__(self):
        lib = self.lib = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = lib.espeak_Initialize(2, 300, None, 1)
        self.wave, self.events = [], []

        def receive(wave, n, events):
            if wave and n > 0:
                self.wave.append(np.ctypeslib.as_array(wave, (n,)).copy())
            for i in itertools.count():
                e = events[i]
                if e.type == 0:
                    return 0
                if e.type == 7:
                    self.events.append((e.id.string.decode("utf-8", "replace"), e.audio / 1000))

        self.receive = CFUNCTYPE(c_int, POINTER(c_short), c_int, POINTER(Event))(receive)
        lib.espeak_SetSynthCallback(self.receive)
        self.unknown = Counter()

    def speak(self, text, rng, variant=None):
        accent = rng.choices(list(ACCENTS), ACCENTS.values())[0]
        self.lib.espeak_SetVoiceByName(f"{accent}+{variant or rng.choice(VARIANTS)}".encode())
        self.lib.espeak_SetParameter(1, rng.randint(120, 215), 0)  # words per minute
        self.lib.espeak_SetParameter(3, rng.randint(10, 90), 0)  # pitch
        self.lib.espeak_SetParameter(4, rng.randint(20, 80), 0)  # pitch range
        self.wave, self.events = [], []
        raw = text.encode()
        self.lib.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, 1, None, None)
        self.lib.espeak_Synchronize()
        wave = np.concatenate(self.wave) if self.wave else np.zeros(0, np.int16)
        ends = [t for _, t in self.events[1:]] + [len(wave) / self.rate]
        segments = []
        for (name, start), end in zip(self.events, ends):
            name = name.strip(",'%=:|_!;") if name not in ESPEAK_PHONES else name
            if not name:
                segments.append(("SIL", start, end))
                continue
            phones = ESPEAK_PHONES.get(name)
            if phones is None and name + ":" in ESPEAK_PHONES:
                phones = ESPEAK_PHONES[name + ":"]
            if phones is None:
                self.unknown[accent, name] += 1
                segments.append(("?", start, end))
                continue
            first, *rest = phones.split()
            if rest == ["R"] and accent not in RHOTIC:
                rest = []
            cut = start + (end - start) * (0.6 if rest else 1)
            segments.append((first, start, cut))
            if rest:
                segments.append((rest[0], cut, end))
        return wave, self.rate, segments


def labels(segments, samples):
    lab = np.zeros(samples // UNIT, np.uint8)
    for name, start, end in segments:
        lab[round(start * 100) : round(end * 100)] = INDEX.get(name, UNKNOWN)
    return lab


def to_16k(wave, rate):
    if rate == 16000:
        return wave
    common = math.gcd(rate, 16000)
    y = resample_poly(wave.astype(np.float32), 16000 // common, rate // common)
    return np.clip(y, -32768, 32767).astype(np.int16)


def main(a):
    rng = random.Random(a.seed)
    sentences = texts(a.shared / "text", rng)
    espeak = Espeak()
    engines = [("espeak", None, 0.55)] + [(v, Flite(v), s) for v, s in (("slt", 0.17), ("rms", 0.17), ("kal16", 0.09), ("awb", 0.02))]
    w = Writer(a.out, "synth")
    begin = last = time.time()
    while w.at < a.hours * 57.6e6:
        text = next(sentences)
        name, flite, _ = rng.choices(engines, [e[2] for e in engines])[0]
        split, voice = ("check" if name == "awb" else "train"), f"flite_{name}"
        if flite:
            wave, rate, segments = flite.speak(text, rng)
        else:
            check = rng.random() < 0.02
            split, voice = ("check" if check else "train"), "espeak"
            wave, rate, segments = espeak.speak(text, rng, "f4" if check else None)
        wave = to_16k(wave, rate)
        if len(wave) < 4000:
            continue
        w.add(wave, labels(segments, len(wave)), source=voice, split=split, transcript=text)
        if time.time() - last > 20:
            last = time.time()
            w.flush()
            print(f"{w.at / 57.6e6:.2f} h in {(last - begin) / 60:.1f} min", flush=True)
    w.close()
    print(f"{len(w.items)} utterances, {w.at / 57.6e6:.2f} h; unmapped phonemes {espeak.unknown.most_common(30)}")


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--shared", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--hours", type=float, default=10)
    p.add_argument("--seed", type=int, default=5)
    main(p.parse_args())
