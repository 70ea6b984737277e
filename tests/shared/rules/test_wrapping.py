"""What was wrapped for one key about one thing is opened by that key, about that thing, and by nothing else."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules.wrapping import NotWrapped, derived, unwrap, wrap

PLANT = derived(b"s" * 32, b"purpose")
PUBLIC = PLANT.public_key().public_bytes_raw()


@given(st.binary(max_size=64), st.binary(max_size=16))
def test_the_holder_opens_it(secret: bytes, about: bytes) -> None:
    assert unwrap(wrap(secret, PUBLIC, about), PLANT, about) == secret


@given(st.integers(min_value=0, max_value=31 + 12 + 32 + 16))
def test_one_other_bit_opens_nothing(place: int) -> None:
    wrapped = bytearray(wrap(b"k" * 32, PUBLIC, b"device"))
    # The last bit of a key on this curve is not looked at.
    wrapped[place] ^= 1
    with pytest.raises(NotWrapped):
        unwrap(bytes(wrapped), PLANT, b"device")


def test_another_key_or_another_device_opens_nothing() -> None:
    wrapped = wrap(b"key", PUBLIC, b"device")
    for private, about in ((X25519PrivateKey.generate(), b"device"), (PLANT, b"other")):
        with pytest.raises(NotWrapped):
            unwrap(wrapped, private, about)
    with pytest.raises(NotWrapped):
        unwrap(b"short", PLANT, b"device")
    with pytest.raises(NotWrapped):
        wrap(b"key", b"no key", b"device")


def test_each_purpose_has_a_key_of_its_own() -> None:
    assert derived(b"s" * 32, b"one").private_bytes_raw() != derived(b"s" * 32, b"other").private_bytes_raw()
