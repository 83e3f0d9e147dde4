"""The openai package's chat and responses against `parlance serve --model` with a tiny model of random weights.

Usage: chat.py ADDRESS TOKEN RECORDING.wav
"""

import base64
import struct
import sys
import zlib

import openai

ADDRESS, TOKEN, RECORDING = sys.argv[1:]
client = openai.OpenAI(base_url=ADDRESS + "/v1", api_key=TOKEN, max_retries=0)
ASKED = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello there"}]
GREEDY = dict(model="any", temperature=0)


def picture(side=96):
    """A red square as PNG."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff\0\0" * side for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def refused(kind, call, **options):
    try:
        call(**options)
    except kind as error:
        return error
    raise AssertionError(f"not refused: {options}")


complete, respond = client.chat.completions.create, client.responses.create
whole = complete(messages=ASKED, max_tokens=12, **GREEDY)
text = whole.choices[0].message.content
assert whole.model == "any" and whole.choices[0].finish_reason in ("length", "stop"), whole
assert text and 0 < whole.usage.completion_tokens <= 12, whole
assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens, whole

pieces = list(complete(messages=ASKED, max_tokens=12, stream=True, stream_options={"include_usage": True}, **GREEDY))
assert pieces[0].choices[0].delta.role == "assistant", pieces
assert "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices) == text, pieces
assert pieces[-2].choices[0].finish_reason == whole.choices[0].finish_reason, pieces
assert pieces[-1].usage == whole.usage, pieces

# What was answered before is part of what is asked now.
longer = complete(messages=ASKED + [{"role": "assistant", "content": "Hi."}, ASKED[1]], max_tokens=2, **GREEDY)
assert longer.usage.prompt_tokens > whole.usage.prompt_tokens, longer
cut = complete(messages=ASKED, max_tokens=12, stop=[text[2:4]], **GREEDY)
assert cut.choices[0].message.content == text[: text.index(text[2:4])], (text, cut)

seeded = [complete(model="any", messages=ASKED, max_tokens=16, temperature=1.5, seed=seed) for seed in (7, 7, 8)]
first, same, other = [answer.choices[0].message.content for answer in seeded]
assert first == same != other, seeded

response = respond(instructions="Be brief.", input="Hello there", max_output_tokens=12, **GREEDY)
assert response.output_text == text and response.usage.input_tokens == whole.usage.prompt_tokens, response
assert response.status in ("completed", "incomplete"), response
events = list(respond(instructions="Be brief.", input="Hello there", max_output_tokens=12, stream=True, **GREEDY))
assert events[0].type == "response.created" and events[-1].type == "response." + response.status, events
assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == text, events
assert [event.sequence_number for event in events] == list(range(len(events)))
with client.responses.stream(input="Hello there", max_output_tokens=4, **GREEDY) as stream:
    assert [event.type for event in stream].count("response.output_text.done") == 1

# Sound and pictures.
with open(RECORDING, "rb") as file:
    sound = base64.b64encode(file.read()).decode()
url = "data:image/png;base64," + base64.b64encode(picture()).decode()
heard = {"type": "input_audio", "input_audio": {"data": sound, "format": "wav"}}
seen = {"type": "image_url", "image_url": {"url": url}}
tokens = {}
for name, parts in {"none": [], "sound": [heard], "picture": [seen], "both": [seen, heard]}.items():
    content = [{"type": "text", "text": "What is this?"}, *parts]
    answer = complete(messages=[{"role": "user", "content": content}], max_tokens=4, **GREEDY)
    tokens[name] = answer.usage.prompt_tokens
assert tokens["none"] < min(tokens["sound"], tokens["picture"]), tokens
assert tokens["both"] - tokens["none"] == tokens["sound"] + tokens["picture"] - 2 * tokens["none"], tokens
parts = [{"type": "input_text", "text": "What is this?"}, {"type": "input_image", "image_url": url}]
answer = respond(input=[{"role": "user", "content": parts}], max_output_tokens=4, **GREEDY)
assert answer.usage.input_tokens == tokens["picture"], (answer, tokens)

elsewhere = {"type": "image_url", "image_url": {"url": "https://pictures.example/a.png"}}
for content in ([elsewhere], [{"type": "video"}], [{"type": "image_url", "image_url": {"url": url[:40]}}]):
    refused(openai.BadRequestError, complete, messages=[{"role": "user", "content": content}], **GREEDY)
refused(openai.BadRequestError, complete, messages=[], **GREEDY)
refused(openai.BadRequestError, complete, messages=ASKED, n=2, **GREEDY)
refused(openai.BadRequestError, respond, input="x", previous_response_id="resp_1", **GREEDY)
tool = {"type": "function", "function": {"name": "f", "parameters": {}}}
assert refused(openai.BadRequestError, complete, messages=ASKED, tools=[tool], **GREEDY).param == "tools"

# The same server transcribes.
with open(RECORDING, "rb") as file:
    assert client.audio.transcriptions.create(model="any", file=file).text
print("ok")
