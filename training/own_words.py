"""A test set for own words: names and terms in sentences of voices that no training heard.

    python own_words.py --dictionary cmudict.dict --dev DEV/dev.tsv --out OWN
    parlance bench wer --manifest OWN/own.tsv --vocabulary OWN/few.txt         # how many are heard
    parlance bench wer --manifest OWN/own.tsv --vocabulary OWN/thousand.txt    # and among a thousand others
    parlance bench wer --manifest DEV/dev.tsv --vocabulary OWN/few.txt         # how often where nobody said them
    parlance bench wer --manifest DEV/dev.tsv --vocabulary OWN/thousand.txt    # what a thousand cost elsewhere

Voices: flite's awb; espeak-ng's variant f4 in four accents; festival's kal and ked where installed. espeak and
flite read a foreign name by English rules, or as their dictionaries say. `few.txt` has the words of the
sentences, `thousand.txt` those and words of the dictionary that the dev transcripts lack.
"""

import argparse, csv, random, re, shutil, subprocess, tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

WORDS = (
    "Kowalczyk Parlance GGUF Wojciechowski Szymanski Siobhan Tokio PostgreSQL kubectl OAuth Anthropic Grzegorz "
    "Xiaomi Ahmedov"
).split()
SENTENCES = ("please send the report to {} before friday", "{} is the name that i was looking for", "we talked about {}")
VOICES = {
    "flite_awb": ["flite", "-voice", "awb", "-t", "{text}", "-o", "{file}"],
    **{
        f"espeak_{accent}_f4": ["espeak-ng", "-v", f"{accent}+f4", "-s", "150", "-w", "{file}", "{text}"]
        for accent in ("en-us", "en-gb", "en-gb-scotland", "en-029")
    },
    **{
        f"festival_{voice}": ["text2wave", "-eval", f"(voice_{voice})", "-o", "{file}", "{script}"]
        for voice in ("kal_diphone", "ked_diphone")
    },
}


def speak(command, text, folder):
    """16 kHz samples of a voice, or none when it is not there."""
    file, script = folder / "said.wav", folder / "text.txt"
    script.write_text(text)
    file.unlink(missing_ok=True)
    call = [part.format(text=text, file=file, script=script) for part in command]
    if not shutil.which(call[0]) or subprocess.run(call, capture_output=True).returncode or not file.exists():
        return None
    wave, rate = soundfile.read(file, dtype="float32")
    wave = resample_poly(wave, 16000, rate) if rate != 16000 else wave
    rest = np.zeros(4800, np.float32)
    return np.concatenate([rest, 0.3 * wave / max(abs(wave).max(), 1e-6), rest])


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--dictionary", type=Path, required=True, help="cmudict.dict")
    p.add_argument("--dev", type=Path, required=True, help="manifest whose words the thousand must not have")
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for voice, command in VOICES.items():
            for w, word in enumerate(WORDS):
                for s, sentence in enumerate(SENTENCES):
                    text = sentence.format(word)
                    wave = speak(command, text, Path(folder))
                    if wave is not None:
                        name = f"{voice}__{w}_{s}.wav"
                        soundfile.write(a.out / name, wave, 16000, subtype="PCM_16")
                        rows.append([name, text, voice])
    with open(a.out / "own.tsv", "w", newline="") as f:
        csv.writer(f, delimiter="\t").writerows([["path", "transcript", "source"], *rows])
    said = set(re.findall(r"[a-z']+", a.dev.read_text().lower()))
    listed = {line.split()[0].partition("(")[0] for line in a.dictionary.open()}
    names = sorted(w for w in listed if re.fullmatch("[a-z]{5,12}", w) and w not in said)
    others = [w.capitalize() for w in random.Random(3).sample(names, 1000 - len(WORDS))]
    (a.out / "few.txt").write_text("\n".join(WORDS) + "\n")
    (a.out / "thousand.txt").write_text("\n".join(WORDS + others) + "\n")
    print(f"{len(rows)} sentences of {len({r[2] for r in rows})} voices in {a.out}")


if __name__ == "__main__":
    main()
