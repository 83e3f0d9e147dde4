"""Load on `parlance serve`: mixed requests from several clients, and whether any is lost or anything grows.

    python3 benches/serve_load.py target/release/parlance --requests 200 --minutes 60
    python3 benches/serve_load.py target/release/parlance --latency

Nothing but Python is needed. It starts a server of its own, with folders of its own, and prints one line a tenth of the way
and the figures at the end; its exit code is 1 when a request was lost, a recording was left, or memory grew: the most of the
second half may be a tenth more than the most of the first one, after every kind of request was made once, all at one time.
"""

import argparse
import http.client
import json
import os
import pathlib
import queue
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

SPEECH = pathlib.Path(__file__).parent.parent / "fixtures" / "speech"
# What is asked for, in turn: the recording, the fields of the form, the status that is right.
MIX = [
    ("so-0457.wav", {"response_format": "json"}, 200),
    ("so-2355.flac", {"response_format": "verbose_json", "timestamp_granularities[]": "word"}, 200),
    ("ls-3259.mp3", {"response_format": "srt"}, 200),
    ("so-9101.wav", {"stream": "true"}, 200),
    ("ls-7278.ogg", {"response_format": "vtt", "prompt": "Keats"}, 200),
    ("so-1109.flac", {"response_format": "text"}, 200),
    ("transcripts.tsv", {}, 400),
    ("ls-4340.m4a", {"response_format": "diarized_json"}, 200),
]
TEN_SECONDS = "ls-328.wav"
# Clients at once: fewer than may wait, so that none is refused.
CLIENTS = 8


class Server:
    def __init__(self, program, folder):
        environment = {**os.environ, "PARLANCE_CONFIG": folder, "PARLANCE_DATA": folder}
        self.folder = pathlib.Path(folder)
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--no-token"], stdout=subprocess.PIPE, text=True, env=environment
        )
        for line in self.process.stdout:
            if "127.0.0.1:" in line and "listening" in line:
                self.port = int(line.split("127.0.0.1:")[1].split("/")[0])
            if "end it with" in line:
                return
        sys.exit("the server did not start")

    def memory_mb(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0.0

    def files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def uploads(self):
        return [path for path in self.folder.glob("server/uploads/*/*") if path.name != "lock"]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def ask(port, recording, fields):
    """Status, body and seconds of one request."""
    parts = [f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    head = f'--XX\r\nContent-Disposition: form-data; name="file"; filename="{recording}"\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + (SPEECH / recording).read_bytes() + b"\r\n--XX--\r\n"
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3600)
    connection.request(
        "POST", "/v1/audio/transcriptions", body, {"Content-Type": "multipart/form-data; boundary=XX"}
    )
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, time.monotonic() - began


def is_whole(fields, status, text, expected):
    if status != expected:
        return False
    if fields.get("stream"):
        return "transcript.text.done" in text and text.endswith("data: [DONE]\n\n")
    return bool(text.strip())


def load(server, n, minutes):
    jobs, done, lost = queue.Queue(), [], []
    first, lock = {}, threading.Lock()

    def client():
        while (job := jobs.get()) is not None:
            kind, due = job
            recording, fields, expected = MIX[kind]
            time.sleep(max(0, due - time.monotonic()))
            try:
                status, text, seconds = ask(server.port, recording, fields)
                whole = is_whole(fields, status, text, expected)
                # The same recording is read the same way every time.
                same = status != 200 or first.setdefault(kind, text) == text or fields.get("stream")
            except OSError as error:
                whole, same, text, seconds = False, False, str(error), 0
            with lock:
                done.append(seconds)
                if not (whole and same):
                    lost.append((recording, text[:200]))

    warm = [threading.Thread(target=ask, args=(server.port, recording, fields)) for recording, fields, _ in MIX]
    for thread in warm:
        thread.start()
    for thread in warm:
        thread.join()
    print(f"warm: {server.memory_mb():.0f} MB, {server.files()} files open", flush=True)
    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    began = time.monotonic()
    for i in range(n):
        jobs.put((i % len(MIX), began + i * minutes * 60 / n))
    for _ in clients:
        jobs.put(None)
    for thread in clients:
        thread.start()
    marks = []
    for tenth in range(1, 11):
        while len(done) < n * tenth // 10:
            time.sleep(0.2)
        marks.append((server.memory_mb(), server.files()))
        memory, files = marks[-1]
        print(f"{len(done):5} requests  {time.monotonic() - began:7.0f} s  {memory:6.0f} MB  {files} files open", flush=True)
    for thread in clients:
        thread.join()
    seconds = sorted(done)
    print(f"lost: {len(lost)} of {n}; seconds: median {statistics.median(seconds):.2f}, 95 % {seconds[int(n * 0.95)]:.2f}")
    for recording, text in lost[:5]:
        print(f"  {recording}: {text!r}")
    left = server.uploads()
    before, after = (max(memory for memory, _ in half) for half in (marks[:5], marks[5:]))
    grown = after / before - 1
    print(f"most memory in the first half: {before:.0f} MB, in the second: {after:.0f} MB ({grown:+.1%}); left: {len(left)}")
    return not lost and not left and grown <= 0.1


def latency(server, program, folder):
    """The API beside `transcribe`, whose own time for the recording leaves out loading and starting."""
    ask(server.port, TEN_SECONDS, {})
    through = [ask(server.port, TEN_SECONDS, {"response_format": "json"})[2] for _ in range(7)]
    plain = []
    for _ in range(7):
        ran = subprocess.run(
            [program, "transcribe", "--json", str(SPEECH / TEN_SECONDS)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PARLANCE_CONFIG": folder, "PARLANCE_DATA": folder},
            check=True,
        )
        told = json.loads(ran.stdout)
        plain.append(told["rtf"] * told["seconds"])
    api, alone = statistics.median(through), statistics.median(plain)
    print(f"API {api:.3f} s, transcribe without loading {alone:.3f} s: {api / alone:.2f} times")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--latency", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(args.program, folder)
        try:
            good = latency(server, args.program, folder) if args.latency else load(server, args.requests, args.minutes)
        finally:
            code = server.end()
        print(f"ended with code {code}")
    sys.exit(0 if good is not False and code == 0 else 1)


if __name__ == "__main__":
    main()
