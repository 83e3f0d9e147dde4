"""The container of parlance's own binary files (read by src/speech/container.rs).

    bytes  0..8   magic "PARLANCE"
           8..12  kind, four letters ("NGRM", "LEXI", "G2PM")
          12..16  version, u32
          16..20  number of sections, u32
          20..24  zero
          24..32  checksum: sum of the 64-bit words from byte 40 on, modulo 2^64
          32..40  checksum: sum of (i + 1) * word i from byte 40 on, modulo 2^64
          40..    for each section: offset u64, length in bytes u64
                  the sections, each beginning on a multiple of 8 and followed by zeros up to one

Everything is little-endian. The two sums find every change of one word and every swap of two.
"""
import struct

import numpy as np

VERSION = 1


def write(path, kind, sections):
    """Writes sections (bytes or arrays) under a kind of four letters."""
    blobs = [np.ascontiguousarray(s).tobytes() if isinstance(s, np.ndarray) else bytes(s) for s in sections]
    offset = 40 + 16 * len(blobs)
    table, body = b"", b""
    for blob in blobs:
        table += struct.pack("<QQ", offset, len(blob))
        padded = blob + bytes(-len(blob) % 8)
        body += padded
        offset += len(padded)
    words = np.frombuffer(table + body, "<u8")
    first = int(words.sum(dtype=np.uint64))
    second = int((words * np.arange(1, len(words) + 1, dtype=np.uint64)).sum(dtype=np.uint64))
    head = b"PARLANCE" + kind.encode() + struct.pack("<IIIQQ", VERSION, len(blobs), 0, first, second)
    with open(path, "wb") as file:
        file.write(head + table + body)
    return 40 + len(table) + len(body)
