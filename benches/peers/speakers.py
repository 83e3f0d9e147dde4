#!/usr/bin/env python3
r"""parlance's speakers against resemblyzer with plain clustering, on the same conversations, in one run.

    python3 -m venv venv
    venv/bin/pip install pyannote.metrics soundfile scipy librosa webrtcvad-wheels torch safetensors
    venv/bin/pip install --no-deps resemblyzer==0.1.4
    venv/bin/python training/conversations.py --shared SHARED --out TALKS
    venv/bin/python training/conversations.py --shared SHARED --out TUNE --split train
    venv/bin/python benches/peers/speakers.py --parlance target/release/parlance \
        --manifest TALKS/plain.tsv --tune TUNE/plain.tsv

The peer: resemblyzer 0.1.4 (the encoder that parlance has in 8 bits), windows of 1.6 s every 0.4 s as it cuts them, those
that webrtcvad holds for speech by half; average linkage by cosine distance up to the one of a grid that is best on the
conversations of --tune; each tick of 10 ms has the speaker of the nearest window. Both are counted with a collar of 0.25 s
and overlaps included: the peer by pyannote.metrics, parlance by `parlance bench speakers`, which counts alike (a test holds
that). The peer hears the whole recording before it says anything; parlance's figure at the end is beside it, not the live one.
"""

import argparse
import csv
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import soundfile
import webrtcvad
from pyannote.core import Annotation, Segment
from pyannote.metrics.diarization import DiarizationErrorRate
from resemblyzer import VoiceEncoder
from scipy.cluster.hierarchy import fcluster, linkage

RATE, TICK, VAD_FRAME = 16000, 160, 480
WINDOWS_PER_SECOND = 2.5
DISTANCES = np.arange(0.14, 0.5, 0.02)


def rows(manifest):
    with open(manifest, newline="") as f:
        return [(manifest.parent / r["path"], manifest.parent / r["rttm"]) for r in csv.DictReader(f, delimiter="\t")]


def truth(rttm):
    turns = Annotation()
    for i, line in enumerate(rttm.read_text().splitlines()):
        fields = line.split()
        if fields and fields[0] == "SPEAKER":
            start, length = float(fields[3]), float(fields[4])
            turns[Segment(start, start + length), i] = fields[7]
    return turns


def speech(wave):
    """Whether each tick is speech: webrtcvad's strictest mode, the majority of half a second."""
    vad, pcm = webrtcvad.Vad(3), (np.clip(wave, -1, 1) * 32767).astype(np.int16)
    starts = range(0, len(pcm) - VAD_FRAME + 1, VAD_FRAME)
    frames = [vad.is_speech(pcm[i : i + VAD_FRAME].tobytes(), RATE) for i in starts]
    smooth = np.convolve(frames, np.ones(17) / 17, "same") >= 0.5
    return np.repeat(smooth, VAD_FRAME // TICK)


def heard(encoder, path):
    """Prints of the windows that are speech, their middles in ticks, and which ticks are speech."""
    wave, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    is_speech = speech(wave)
    _, prints, slices = encoder.embed_utterance(wave, return_partials=True, rate=WINDOWS_PER_SECOND)
    middles = np.array([(s.start + s.stop) // 2 // TICK for s in slices])
    ticks = [is_speech[s.start // TICK : s.stop // TICK] for s in slices]
    kept = np.array([len(window) > 0 and window.mean() >= 0.5 for window in ticks])
    return prints[kept], middles[kept], is_speech


def turns(prints, middles, is_speech, distance):
    out = Annotation()
    if len(prints) == 0:
        return out
    labels = np.ones(1, int)
    if len(prints) > 1:
        labels = fcluster(linkage(prints, "average", "cosine"), distance, "distance")
    ticks = np.flatnonzero(is_speech)
    nearest = np.searchsorted((middles[1:] + middles[:-1]) / 2, ticks)
    of_tick = np.zeros(len(is_speech) + 1, int)
    of_tick[ticks] = labels[nearest]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], of_tick])))
    for start, end in zip(edges, edges[1:]):
        if of_tick[start]:
            out[Segment(start / 100, end / 100)] = str(of_tick[start])
    return out


def score(references, found):
    """(diarization error rate in per cent, recordings with the right number of speakers)"""
    # pyannote's collar is the whole width around a border.
    metric = DiarizationErrorRate(collar=0.5, skip_overlap=False)
    for reference, hypothesis in zip(references, found):
        metric(reference, hypothesis)
    right = sum(len(r.labels()) == len(h.labels()) for r, h in zip(references, found))
    return 100 * abs(metric), right


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--parlance", type=Path, required=True)
    p.add_argument("--manifest", type=Path, required=True)
    p.add_argument("--tune", type=Path, required=True, help="conversations on which the peer's one threshold is chosen")
    a = p.parse_args()
    encoder = VoiceEncoder("cpu", verbose=False)
    tuning = [(heard(encoder, wav), truth(rttm)) for wav, rttm in rows(a.tune)]
    errors = {d: score([t for _, t in tuning], [turns(*h, d) for h, _ in tuning])[0] for d in DISTANCES}
    best = min(errors, key=errors.get)
    begun = time.process_time()
    talks = rows(a.manifest)
    hearings = [heard(encoder, wav) for wav, _ in talks]
    found = [turns(*h, best) for h in hearings]
    spent, seconds = time.process_time() - begun, sum(len(h[2]) for h in hearings) / 100
    rate, right = score([truth(rttm) for _, rttm in talks], found)
    print(f"resemblyzer and average linkage up to {best:.2f}: {rate:.1f} % at the end, "
          f"right count {right} of {len(talks)}, {spent / seconds:.3f} CPU seconds per second", flush=True)
    bench = subprocess.run([a.parlance, "bench", "speakers", "--manifest", a.manifest], stdout=subprocess.PIPE, text=True)
    if bench.returncode != 0:
        sys.exit("parlance bench speakers failed")
    print(f"parlance bench speakers, the same {len(talks)}:\n{bench.stdout}")


if __name__ == "__main__":
    main()
