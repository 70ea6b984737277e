"""Passwords, tokens, authenticators, recovery codes and the vault."""

import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pyotp
import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from cryptography.exceptions import InvalidTag

from veralot_server.core.certificates import PASSPHRASE, KeysUnreadable
from veralot_server.modules.identity import secrets
from veralot_server.modules.identity.secrets import Passwords, Vault, matching_step
from veralot_shared.ids import UserId

CHEAP = 64
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = datetime(2026, 3, 1, 12, 0, 15, tzinfo=UTC)

# --- passwords


@pytest.mark.requirement("P11-22")
def test_the_parameters_are_those_of_the_rfc() -> None:
    hashed = Passwords().hash("seven blue kettles sing")
    assert hashed.startswith("$argon2id$")
    assert extract_parameters(hashed) == RFC_9106_LOW_MEMORY


def test_a_password_matches_its_own_salted_hash_alone() -> None:
    passwords = Passwords(CHEAP)
    first, second = passwords.hash("seven blue kettles"), passwords.hash("seven blue kettles")
    assert first != second
    assert passwords.matches(first, "seven blue kettles")
    assert not passwords.matches(first, "seven blue kettle")
    assert not passwords.matches(None, "seven blue kettles")


def test_the_same_characters_from_another_keyboard_are_the_same_password() -> None:
    passwords = Passwords(CHEAP)
    assert passwords.matches(passwords.hash("caf\u00e9 au lait 1"), "cafe\u0301 au lait \uff11")


def test_other_parameters_make_a_hash_outdated() -> None:
    hashed = Passwords(CHEAP).hash("seven blue kettles")
    assert not Passwords(CHEAP).is_outdated(hashed)
    assert Passwords(2 * CHEAP).is_outdated(hashed)
    assert Passwords(2 * CHEAP).matches(hashed, "seven blue kettles")


def test_an_unknown_person_takes_as_long_as_a_wrong_password() -> None:
    passwords = Passwords(8192)
    hashed = passwords.hash("seven blue kettles")

    def seconds(password_hash: str | None) -> float:
        started = time.perf_counter()
        passwords.matches(password_hash, "wrong")
        return time.perf_counter() - started

    wrong, unknown = (median(seconds(case) for _ in range(9)) for case in (hashed, None))
    assert 0.3 < unknown / wrong < 3


# --- tokens


@pytest.mark.requirement("P11-05")
def test_tokens_are_random_and_only_their_hash_is_kept() -> None:
    tokens = {secrets.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 for token in tokens)
    token = tokens.pop()
    assert len(secrets.token_hash(token)) == 32
    assert token.encode() not in secrets.token_hash(token)


# --- authenticators


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_code_counts_one_step_before_and_after_its_time(seconds: int) -> None:
    code = pyotp.TOTP(SECRET).at(NOON + timedelta(seconds=seconds))
    assert matching_step(SECRET, code, NOON, None) == int(NOON.timestamp() + seconds) // 30


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_code_two_steps_away_does_not_count(seconds: int) -> None:
    code = pyotp.TOTP(SECRET).at(NOON + timedelta(seconds=seconds))
    assert matching_step(SECRET, code, NOON, None) is None


@pytest.mark.requirement("P11-21")
def test_no_step_counts_twice_nor_one_before_it() -> None:
    totp = pyotp.TOTP(SECRET)
    used = matching_step(SECRET, totp.at(NOON), NOON, None)
    assert matching_step(SECRET, totp.at(NOON), NOON, used) is None
    assert matching_step(SECRET, totp.at(NOON - timedelta(seconds=30)), NOON, used) is None
    assert matching_step(SECRET, totp.at(NOON + timedelta(seconds=30)), NOON, used) is not None


def test_the_published_vectors_of_rfc_6238_match() -> None:
    # RFC 6238, appendix B (SHA-1, last six digits).
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        at = datetime.fromtimestamp(seconds, UTC)
        assert matching_step(secret, code, at, None) == seconds // 30


def test_a_code_may_be_typed_with_spaces() -> None:
    code = pyotp.TOTP(SECRET).at(NOON)
    assert matching_step(SECRET, f"{code[:3]} {code[3:]}", NOON, None) is not None
    assert secrets.is_totp(" 123 456")
    assert not secrets.is_totp("ABCD-EFGH-2345-6723")


def test_the_uri_names_the_account_and_the_plant() -> None:
    uri = secrets.totp_uri(SECRET, "li.na", "Test plant")
    parsed = pyotp.parse_uri(uri)
    assert (parsed.name, parsed.issuer, parsed.secret) == ("li.na", "Test plant", SECRET)


# --- recovery codes


def test_ten_recovery_codes_of_eighty_bits() -> None:
    codes = secrets.new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) == 16 for code in codes)
    assert secrets.recovery_hash(codes[0]) == secrets.recovery_hash(codes[0].lower().replace("-", " "))
    assert codes[0] not in secrets.recovery_hash(codes[0])


# --- the vault


def test_what_is_sealed_opens_for_its_owner_alone(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path, {})
    sealed = vault.seal(UserId(7), SECRET)
    assert SECRET not in sealed
    assert sealed != vault.seal(UserId(7), SECRET)
    assert Vault.load(tmp_path, {}).open(UserId(7), sealed) == SECRET
    with pytest.raises(InvalidTag):
        vault.open(UserId(8), sealed)
    with pytest.raises(InvalidTag):
        Vault.create(tmp_path / "other", {}).open(UserId(7), sealed)


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    assert Vault.create(tmp_path, {}) == Vault.create(tmp_path, {})
    file = tmp_path / "identity" / "identity.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_missing_key_is_never_replaced_in_silence(tmp_path: Path) -> None:
    with pytest.raises(KeysUnreadable):
        Vault.load(tmp_path, {})


def test_the_passphrase_protects_the_key(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path, {PASSPHRASE: "open sesame"})
    assert Vault.load(tmp_path, {PASSPHRASE: "open sesame"}) == vault
    with pytest.raises(KeysUnreadable):
        Vault.load(tmp_path, {})


def test_the_key_is_not_in_its_representation(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path, {})
    assert repr(vault) == "Vault(***)"
