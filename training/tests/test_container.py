"""The container of the program's binary files: what is written can be found again by the table, and the checksums hold."""
import struct

import numpy as np

import container


def test_sections_lie_where_the_table_says(tmp_path):
    path = tmp_path / "file.bin"
    sections = [b"words", np.arange(5, dtype="<u4"), b""]
    container.write(path, "NGRM", sections)
    data = path.read_bytes()
    assert data[:8] == b"PARLANCE" and data[8:12] == b"NGRM"
    version, n = struct.unpack_from("<II", data, 12)
    assert (version, n) == (container.VERSION, 3)
    for i, section in enumerate(sections):
        offset, length = struct.unpack_from("<QQ", data, 40 + 16 * i)
        assert offset % 8 == 0
        assert data[offset:offset + length] == (section.tobytes() if isinstance(section, np.ndarray) else section)
    words = np.frombuffer(data[40:], dtype="<u8").astype(object)
    assert struct.unpack_from("<Q", data, 24)[0] == sum(words) % 2**64
    assert struct.unpack_from("<Q", data, 32)[0] == sum((i + 1) * w for i, w in enumerate(words)) % 2**64
