"""The realtime client of the openai package against `parlance serve`.

Usage: realtime.py ADDRESS TOKEN CONVERSATION.wav (16 bits, one channel, 16 kHz)
"""

import asyncio
import base64
import sys
import wave

import openai

ADDRESS, TOKEN, CONVERSATION = sys.argv[1:]
client = openai.AsyncOpenAI(base_url=ADDRESS + "/v1", api_key=TOKEN, max_retries=0)
with wave.open(CONVERSATION, "rb") as sound:
    RATE = sound.getframerate()
    SOUND = sound.readframes(sound.getnframes())
PIECE = RATE // 5 * 2


async def append(connection, sound):
    for at in range(0, len(sound), PIECE):
        piece = base64.b64encode(sound[at : at + PIECE]).decode()
        await connection.input_audio_buffer.append(audio=piece)


async def next_of(connection, *kinds):
    seen = []
    while True:
        event = await asyncio.wait_for(connection.recv(), 300)
        seen.append(event)
        assert event.type != "error" or "error" in kinds, event
        if event.type in kinds:
            return event, seen


def session(turns):
    return {
        "type": "transcription",
        "audio": {
            "input": {
                "format": {"type": "audio/pcm", "rate": 24000},
                "transcription": {"model": "gpt-4o-transcribe", "language": "en", "prompt": "Keats"},
                "turn_detection": turns,
            }
        },
    }


async def main():
    resampled = resample(SOUND, 24000)
    async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
        event, _ = await next_of(connection, "session.created")
        assert event.session.type == "transcription", event
        await connection.session.update(session=session({"type": "server_vad"}))
        event, _ = await next_of(connection, "session.updated")
        assert event.session.audio.input.format.rate == 24000, event

        # Pauses end turns: each is told with its beginning, its end and its text.
        await append(connection, resampled)
        await connection.input_audio_buffer.commit()
        texts, kinds, items = [], [], []
        while "lington" not in " ".join(texts[1:]).lower():
            done, seen = await next_of(connection, "conversation.item.input_audio_transcription.completed")
            kinds += [event.type for event in seen]
            texts.append(done.transcript)
            items.append(done.item_id)
            of_it = [event for event in seen if getattr(event, "item_id", None) == done.item_id]
            order = [event.type.split(".")[-1] for event in of_it if not event.type.endswith("delta")]
            assert order == ["speech_started", "speech_stopped", "committed", "completed"], order
            started, stopped = of_it[0], [event for event in of_it if event.type.endswith("speech_stopped")][0]
            assert started.audio_start_ms < stopped.audio_end_ms, of_it
        assert len(set(items)) == len(items) > 1, items
        assert kinds.count("conversation.item.input_audio_transcription.delta") >= len(items), kinds
        assert "Keats" in " ".join(texts), texts

    async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
        # The client ends turns itself.
        await next_of(connection, "session.created")
        await connection.session.update(session=session(None))
        await next_of(connection, "session.updated")
        await connection.input_audio_buffer.commit()
        error, _ = await next_of(connection, "error")
        assert error.error.code == "input_audio_buffer_commit_empty", error
        half = resampled[: 24000 * 2 * 11]
        for _ in range(2):
            await append(connection, half)
            await connection.input_audio_buffer.commit()
            done, seen = await next_of(connection, "conversation.item.input_audio_transcription.completed")
            assert "lington" in done.transcript and "course" in done.transcript, done
            deltas = [event.delta for event in seen if event.type.endswith("delta")]
            assert len("".join(deltas).split()) > 20, deltas
            assert [event.type for event in seen].count("input_audio_buffer.committed") == 1

        # What was cleared is not heard; what is unknown is passed over; what is wrong is told, and nothing ends.
        await append(connection, half)
        await connection.input_audio_buffer.clear()
        await next_of(connection, "input_audio_buffer.cleared")
        await connection.send({"type": "something.new", "value": 1})
        await connection.send({"type": "input_audio_buffer.append", "audio": "%%%"})
        error, _ = await next_of(connection, "error")
        assert error.error.param == "audio", error
        await append(connection, half)
        await connection.input_audio_buffer.commit()
        done, _ = await next_of(connection, "conversation.item.input_audio_transcription.completed")
        assert done.transcript.count("lington") == 1, done
    print("ok")


def resample(sound, rate):
    """Linear interpolation: good enough to be understood."""
    import array

    samples = array.array("h", sound)
    n = len(samples) * rate // RATE
    out = array.array("h", bytes(2 * n))
    for i in range(n):
        at = i * RATE / rate
        low = int(at)
        high = min(low + 1, len(samples) - 1)
        out[i] = int(samples[low] + (samples[high] - samples[low]) * (at - low))
    return out.tobytes()


asyncio.run(main())
