"""The openai package against `parlance serve`: every format, streams, names of models, errors.

Usage: transcriptions.py ADDRESS TOKEN RECORDING CONVERSATION
ADDRESS has no /v1. RECORDING is one utterance with "Keats", CONVERSATION has two speakers.
"""

import sys

import openai

ADDRESS, TOKEN, RECORDING, CONVERSATION = sys.argv[1:]
client = openai.OpenAI(base_url=ADDRESS + "/v1", api_key=TOKEN, max_retries=0)


def transcribe(path=RECORDING, to=client, **options):
    options.setdefault("model", "whisper-1")
    with open(path, "rb") as file:
        return to.audio.transcriptions.create(file=file, **options)


def refused(kind, **options):
    try:
        transcribe(**options)
    except kind as error:
        assert error.body["message"] and error.body["type"], error.body
        return error
    raise AssertionError(f"not refused: {options}")


plain = transcribe()
text = plain.text
assert "Keats" in text and len(text.split()) > 20, text
assert plain.usage.type == "duration" and 8 < plain.usage.seconds < 10, plain

# Any name of a model, and the address without /v1.
assert transcribe(model="something-else").text == text
bare = openai.OpenAI(base_url=ADDRESS, api_key=TOKEN, max_retries=0)
assert transcribe(to=bare).text == text

assert transcribe(response_format="text").strip() == text
srt = transcribe(response_format="srt")
assert srt.startswith("1\n00:00:0") and " --> " in srt and "Keats" in srt, srt
vtt = transcribe(response_format="vtt")
assert vtt.startswith("WEBVTT\n\n00:00:0") and "Keats" in vtt, vtt

verbose = transcribe(response_format="verbose_json", timestamp_granularities=["word", "segment"])
raw = verbose.to_dict()
assert (verbose.language, raw["task"], verbose.text) == ("english", "transcribe", text), raw
assert 8.5 < float(verbose.duration) < 9.5, raw
assert verbose.segments and verbose.words, raw
for segment in raw["segments"]:
    missing = {
        "id", "seek", "start", "end", "text", "tokens", "temperature",
        "avg_logprob", "compression_ratio", "no_speech_prob",
    } - set(segment)  # fmt: skip
    assert not missing, missing
    assert 0 <= segment["start"] < segment["end"] <= 9.5, segment
    assert segment["avg_logprob"] <= 0 < segment["compression_ratio"], segment
spoken = [word.word for word in verbose.words]
assert "Keats" in spoken and len(spoken) == len(text.split()), (spoken, text)
times = [(word.start, word.end) for word in verbose.words]
assert times == sorted(times) and all(start <= end for start, end in times), times
assert transcribe(response_format="verbose_json").to_dict().get("words") is None

logprobs = transcribe(include=["logprobs"]).logprobs
assert len(logprobs) > 20 and all(word.logprob <= 0 for word in logprobs), logprobs

diarized = transcribe(CONVERSATION, response_format="diarized_json", model="gpt-4o-transcribe-diarize")
speakers = [segment.speaker for segment in diarized.segments]
assert set(speakers) == {"A", "B"} and speakers[0] == speakers[-1] == "A", diarized
assert all(segment.type == "transcript.text.segment" for segment in diarized.segments)

events = list(transcribe(CONVERSATION, stream=True))
deltas = [event.delta for event in events if event.type == "transcript.text.delta"]
done = events[-1]
assert done.type == "transcript.text.done" and len(deltas) > 1, events
assert "".join(deltas) == done.text == transcribe(CONVERSATION).text, (deltas, done)
events = list(transcribe(CONVERSATION, stream=True, response_format="diarized_json"))
assert [event.type for event in events].count("transcript.text.segment") == len(diarized.segments), events

# What it should know comes along with the recording, and is forgotten after it.
known = transcribe(prompt="Keetz, Kates", extra_body={"keywords": ["Keatz"]}).text
assert known and transcribe().text == text

with open(RECORDING, "rb") as file:
    translated = client.audio.translations.create(model="whisper-1", file=file)
assert "Keats" in translated.text, translated

names = [model.id for model in client.models.list()]
assert "whisper-1" in names, names
assert client.models.retrieve("org/any").id == "org/any"

assert refused(openai.BadRequestError, response_format="doc").param == "response_format"
assert refused(openai.BadRequestError, language="Klingon").param == "language"
assert refused(openai.BadRequestError, stream=True, response_format="srt").param == "stream"
noise = refused(openai.BadRequestError, path=__file__)
assert "transcriptions.py" in noise.message and "uploads" not in noise.message, noise.message
assert transcribe(language="en").text == text

stranger = openai.OpenAI(base_url=ADDRESS + "/v1", api_key="no-such-token", max_retries=0)
assert refused(openai.AuthenticationError, to=stranger).code == "invalid_api_key"
try:
    client.embeddings.create(model="m", input="text")
    raise AssertionError("there are no embeddings")
except openai.NotFoundError as error:
    assert "/v1/embeddings" in error.message, error.message
try:
    client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hello"}])
    raise AssertionError("no language model is loaded")
except openai.NotFoundError as error:
    assert error.code == "model_not_found" and "--model" in error.message, error
print("ok")
