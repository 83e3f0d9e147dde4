"""The dev split as 16 kHz WAVs with a manifest, for `parlance bench wer` (which reads no Opus).

    python dev_wavs.py --shared ../../shared --out DEV
    parlance bench wer --manifest DEV/dev.tsv
"""

import argparse, csv
from pathlib import Path

import soundfile


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--shared", type=Path, required=True, help="the folder that holds speech/")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--split", default="dev")
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    speech = a.shared / "speech"
    with open(speech / "manifest.tsv", newline="") as f:
        rows = [r for r in csv.DictReader(f, delimiter="\t") if r["split"] == a.split]
    with open(a.out / f"{a.split}.tsv", "w", newline="") as f:
        out = csv.writer(f, delimiter="\t")
        out.writerow(["path", "transcript", "source", "speaker"])
        for row in rows:
            wave, rate = soundfile.read(speech / row["path"], dtype="int16")
            name = row["path"].removeprefix("audio/").replace("/", "__").removesuffix(".opus") + ".wav"
            soundfile.write(a.out / name, wave, rate, subtype="PCM_16")
            out.writerow([name, row["transcript"], row["source"], row["speaker"]])
    print(f"{len(rows)} clips in {a.out}")


if __name__ == "__main__":
    main()
