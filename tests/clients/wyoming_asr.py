"""The wyoming package against `parlance serve --wyoming`.

Usage: wyoming_asr.py PORT RECORDING.wav
"""

import asyncio
import sys
import wave

from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info

PORT, RECORDING = sys.argv[1:]


async def answer(client):
    events = []
    while True:
        event = await asyncio.wait_for(client.read_event(), 300)
        assert event is not None, f"hung up after {events}"
        events.append(event)
        if TranscriptStop.is_type(event.type) or Error.is_type(event.type):
            return events


async def say(client, **options):
    await client.write_event(Transcribe(**options).event())
    with wave.open(RECORDING, "rb") as sound:
        form = dict(rate=sound.getframerate(), width=sound.getsampwidth(), channels=sound.getnchannels())
        await client.write_event(AudioStart(**form).event())
        while audio := sound.readframes(1_024):
            await client.write_event(AudioChunk(audio=audio, **form).event())
    await client.write_event(AudioStop().event())
    return await answer(client)


async def main():
    async with AsyncTcpClient("127.0.0.1", int(PORT)) as client:
        await client.write_event(Describe().event())
        info = Info.from_event(await client.read_event())
        (program,) = info.asr
        assert program.installed and program.supports_transcript_streaming, program
        assert "en" in program.models[0].languages, program

        # What is not known is passed over, and the connection stays.
        await client.write_event(Event("something-new", {"a": 1}, b"payload"))
        events = await say(client, language="en-US", name="any")
        assert TranscriptStart.is_type(events[0].type), events
        chunks = [TranscriptChunk.from_event(event).text for event in events if TranscriptChunk.is_type(event.type)]
        (whole,) = [Transcript.from_event(event) for event in events if Transcript.is_type(event.type)]
        assert "".join(chunks) == whole.text, events
        assert "unless you like" in whole.text and whole.language == "en", whole

        # A second one over the same connection, with names; then a language that nobody reads.
        again = await say(client, transcript_names=["Kowalczyk"], transcript_terms=["mel filter"])
        assert "unless you like" in Transcript.from_event(again[-2]).text, again
        await client.write_event(Transcribe(language="xx").event())
        refused = Error.from_event(await client.read_event())
        assert "xx" in refused.text, refused

        # Nothing was said.
        await client.write_event(AudioStart(rate=16000, width=2, channels=1).event())
        await client.write_event(AudioStop().event())
        assert Transcript.from_event(await client.read_event()).text == ""

    # A browser's request is no event: it is hung up on at once.
    reader, writer = await asyncio.open_connection("127.0.0.1", int(PORT))
    writer.write(b'POST / HTTP/1.1\r\nHost: evil.example\r\n\r\n{"type": "describe"}\n')
    assert await asyncio.wait_for(reader.read(), 60) == b""
    print("ok")


asyncio.run(main())
