"""Prints what is said in recordings, with times, by a running `parlance serve`. Nothing but Python is needed.

Usage: transcribe.py FILE…
"""

import json
import os
import sys
import urllib.error
import urllib.request
import uuid

URL = os.environ.get("PARLANCE_URL", "http://127.0.0.1:8178")


def form(path):
    """The body of a form with a recording, and its kind."""
    mark = uuid.uuid4().hex
    with open(path, "rb") as file:
        sound = file.read()
    head = (
        f"--{mark}\r\nContent-Disposition: form-data; name=\"response_format\"\r\n\r\nverbose_json\r\n"
        f"--{mark}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{os.path.basename(path)}\"\r\n\r\n"
    )
    return head.encode() + sound + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def transcribe(path):
    body, kind = form(path)
    headers = {"Content-Type": kind}
    if token_file := os.environ.get("PARLANCE_TOKEN_FILE"):
        with open(token_file) as file:
            headers["Authorization"] = "Bearer " + file.read().strip()
    request = urllib.request.Request(URL + "/v1/audio/transcriptions", body, headers)
    # The loopback needs no proxy.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request) as answer:
        return json.load(answer)


status = 0
for path in sys.argv[1:] or sys.exit(__doc__):
    try:
        for segment in transcribe(path)["segments"]:
            print(f"{segment['start']:8.2f} {segment['end']:8.2f}  {segment['text']}")
    except urllib.error.HTTPError as error:
        print(f"{path}: {json.load(error)['error']['message']}", file=sys.stderr)
        status = 1
sys.exit(status)
