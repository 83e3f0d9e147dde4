"""The peer: PocketSphinx 5 with its own US English model over a manifest, as `parlance bench wer`.

    python peer_pocketsphinx.py --manifest ../../shared/speech/manifest.tsv --split dev [--json]

Word and character error rates per source and in all with 95 % bootstrap intervals over utterances,
real-time factor on one thread. Words are normalised by `normalise.py` on both sides.
"""

import argparse, csv, json, time
from pathlib import Path

import numpy as np
from pocketsphinx import Decoder

from evaluate import distance
from normalise import normalise
from prepare import read


def intervals(errors, lengths, rounds=1000, seed=7):
    """Rate and its 2.5 and 97.5 percentiles over resampled utterances."""
    e, n = np.array(errors), np.array(lengths)
    draw = np.random.default_rng(seed).integers(len(e), size=(rounds, len(e)))
    rates = e[draw].sum(1) / np.maximum(n[draw].sum(1), 1)
    return [float(e.sum() / max(n.sum(), 1)), *(float(x) for x in np.percentile(rates, [2.5, 97.5]))]


def main(a):
    with open(a.manifest, encoding="utf-8") as f:
        rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [r for r in rows if not a.split or r["split"] == a.split]
    decoder = Decoder(samprate=16000, loglevel="FATAL")
    scores, seconds, spent = {}, 0.0, 0.0
    for k, r in enumerate(rows):
        wave = read(a.manifest.parent / r["path"])
        pcm = np.clip(np.round(wave * 32768), -32768, 32767).astype(np.int16).tobytes()
        begin = time.process_time()
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
        spent += time.process_time() - begin
        seconds += len(wave) / 16000
        heard = normalise(decoder.hyp().hypstr if decoder.hyp() else "")
        said = normalise(r["transcript"])
        # Word ids, so that the distance compares numbers.
        ids = {}
        words = [[ids.setdefault(w, len(ids)) for w in text.split()] for text in (heard, said)]
        letters = [[ord(x) for x in " ".join(text.split())] for text in (heard, said)]
        row = (distance(*words), len(words[1]), distance(*letters), len(letters[1]))
        for source in (r["source"], "all"):
            scores.setdefault(source, []).append(row)
        if k % 50 == 0:
            print(f"{k}/{len(rows)}", flush=True)
    result = {"rtf": round(spent / seconds, 4), "seconds": round(seconds, 1)}
    for source in sorted(scores):
        we, wn, ce, cn = zip(*scores[source])
        result[source] = {"utterances": len(we), "words": sum(wn), "wer": intervals(we, wn), "cer": intervals(ce, cn)}
    if a.json:
        print(json.dumps(result))
        return
    print(f"PocketSphinx, {seconds / 60:.1f} min of sound, {result['rtf']} x real time on one thread")
    for source in sorted(scores):
        w, c = result[source]["wer"], result[source]["cer"]
        print(
            f"{source:20} {len(scores[source]):5} clips  WER {w[0]:6.1%} [{w[1]:.1%}, {w[2]:.1%}]"
            f"  CER {c[0]:6.1%} [{c[1]:.1%}, {c[2]:.1%}]"
        )


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--manifest", type=Path, required=True)
    p.add_argument("--split", help="only rows whose column split says this")
    p.add_argument("--json", action="store_true")
    main(p.parse_args())
