"""What `first_pass.py` tries out: masks by chunks, and two states of a phone that begin as one."""
import pytest

torch = pytest.importorskip("torch")

from first_pass import Halved, halves  # noqa: E402
from whisper import LAYERS, WIDTH, PhoneHead, chunk_mask, stream_mask  # noqa: E402


def test_rows_see_to_the_end_of_their_chunk_and_no_further():
    mask = chunk_mask(24, back=75, chunk=3)
    for row in range(24):
        frame = row // 2
        assert mask[row].nonzero().max().item() // 2 == min(11, frame // 3 * 3 + 2)
        assert mask[row, row]


def test_both_masks_see_as_far_back():
    for mask in (stream_mask(200, back=5), chunk_mask(200, back=5)):
        assert mask[100].nonzero().min().item() == 2 * (50 - 4)


def test_halves_split_each_phone_and_leave_silence():
    target = torch.tensor([[0, 0, 7, 7, 7, 7, 9, 9, 9, 0]])
    assert halves(target).tolist() == [[0, 0, 7, 7, 46, 46, 9, 9, 48, 0]]


def test_two_states_begin_as_the_phone_that_they_were():
    torch.manual_seed(1)
    head = PhoneHead()
    rows = [torch.randn(1, 6, WIDTH) for _ in range(LAYERS + 1)]
    assert torch.allclose(Halved(head)(rows), head(rows), atol=1e-4)
