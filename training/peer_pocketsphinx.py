"""The peer: PocketSphinx 5 with its own US English model over a manifest, as `parlance bench wer`.

    python peer_pocketsphinx.py --manifest ../../shared/speech/manifest.tsv --split dev [--json]

Error rates per source and in all as `score.py` has them, and the real-time factor on one thread.
"""

import argparse, json, time
from pathlib import Path

import numpy as np
from pocketsphinx import Decoder

from prepare import read
from score import report, show, table


def main(a):
    rows = [r for r in table(a.manifest) if not a.split or r["split"] == a.split]
    decoder = Decoder(samprate=16000, loglevel="FATAL")
    heard, seconds, spent = {}, 0.0, 0.0
    for k, r in enumerate(rows):
        wave = read(a.manifest.parent / r["path"])
        pcm = np.clip(np.round(wave * 32768), -32768, 32767).astype(np.int16).tobytes()
        begin = time.process_time()
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
        spent += time.process_time() - begin
        seconds += len(wave) / 16000
        heard[r["path"]] = decoder.hyp().hypstr if decoder.hyp() else ""
        if k % 50 == 0 and not a.json:
            print(f"{k}/{len(rows)}", flush=True)
    result = report(rows, heard)
    if a.hypotheses:
        lines = ["path\thypothesis", *(f"{path}\t{text}" for path, text in heard.items())]
        a.hypotheses.write_text("\n".join(lines) + "\n")
    if a.json:
        print(json.dumps(result | {"rtf": spent / seconds, "seconds": seconds}))
        return
    print(f"PocketSphinx, {seconds / 60:.1f} min of sound, {spent / seconds:.3f} x real time on one thread")
    show(result)


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--manifest", type=Path, required=True)
    p.add_argument("--split", help="only rows whose column split says this")
    p.add_argument("--hypotheses", type=Path, help="write path and hypothesis here, for score.py")
    p.add_argument("--json", action="store_true")
    main(p.parse_args())
