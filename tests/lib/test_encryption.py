"""Stored secrets are read only with SECRET_KEY, for what they were stored for, and unchanged."""

import pytest
from pytest_django import Settings

from talentsync.lib.encryption import Undecryptable, decrypted, encrypted

TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ä"


def test_it_comes_back_and_is_not_there_before() -> None:
    stored = encrypted(TEXT, purpose="webhook secret")
    assert TEXT[6:20] not in stored
    assert decrypted(stored, purpose="webhook secret") == TEXT
    # The same text looks different each time.
    assert encrypted(TEXT, purpose="webhook secret") != stored


def test_another_purpose_reads_nothing() -> None:
    with pytest.raises(Undecryptable):
        decrypted(encrypted(TEXT, purpose="webhook secret"), purpose="second factor")


@pytest.mark.parametrize(
    "change", [lambda text: text[:-2], lambda text: "A" + text[1:], lambda _: "", lambda _: TEXT]
)
def test_what_was_changed_is_refused(change: object) -> None:
    stored = encrypted(TEXT, purpose="webhook secret")
    with pytest.raises(Undecryptable):
        decrypted(change(stored), purpose="webhook secret")  # type: ignore[operator]


def test_a_new_secret_reads_what_a_former_one_encrypted(settings: Settings) -> None:
    former = settings.SECRET_KEY
    stored = encrypted(TEXT, purpose="webhook secret")
    settings.SECRET_KEY = "another secret, long enough for the reader of it"
    with pytest.raises(Undecryptable):
        decrypted(stored, purpose="webhook secret")
    settings.SECRET_KEY_FALLBACKS = [former]
    assert decrypted(stored, purpose="webhook secret") == TEXT
    # What is written from then on needs the new one alone.
    settings.SECRET_KEY_FALLBACKS, renewed = [], encrypted(TEXT, purpose="webhook secret")
    assert decrypted(renewed, purpose="webhook secret") == TEXT
