"""How often a connection may send what."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from interviews.models import Interview, Invitation, User
from rooms.events.rate_limits import RateLimit, TokenBucket
from tests.rooms.conftest import OpenPage
from tests.servers import ServerProcess


def test_a_bucket_starts_full_and_refills() -> None:
    bucket = TokenBucket(RateLimit(per_second=2, burst=3), now=100.0)
    assert [bucket.consume(100.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.consume(100.5), bucket.consume(100.5)] == [True, False]
    assert [bucket.consume(1000.0) for _ in range(4)] == [True, True, True, False]


@given(
    st.floats(0.1, 100),
    st.integers(1, 50),
    st.lists(st.floats(0, 10, allow_nan=False), min_size=1, max_size=200),
)
def test_no_pattern_gets_more_than_burst_and_rate(rate: float, burst: int, pauses: list[float]) -> None:
    """However the attempts are spread, what passes is at most the burst plus the rate times the time."""
    bucket = TokenBucket(RateLimit(rate, burst), now=0.0)
    now, consumed = 0.0, 0
    for pause in pauses:
        now += pause
        consumed += bucket.consume(now)
    assert consumed <= burst + rate * now + 1e-6


def test_tokens_are_consumed_all_or_none() -> None:
    bucket = TokenBucket(RateLimit(per_second=2, burst=10), now=0.0)
    assert [bucket.consume(0.0, 8), bucket.consume(0.0, 3), bucket.consume(0.0, 2)] == [True, False, True]


def test_a_factor_scales_rate_and_burst() -> None:
    assert RateLimit(2, 10).scaled(0.5) == RateLimit(1, 5)
    assert RateLimit(1, 1).scaled(0.1) == RateLimit(0.1, 1)


def test_a_flood_is_refused_and_not_relayed(
    open_page: OpenPage,
    start_server: Callable[..., ServerProcess],
    ivan: User,
    cara: Invitation,
    interview: Interview,
) -> None:
    """Each kind of event has a bucket of its own: a flood of one leaves the others usable."""
    strict = start_server(ROOM_RATE_FACTOR="1")
    ivans_page, caras_page = open_page(ivan, at=strict), open_page(cara, at=strict)
    ivans_page.join(interview.pk)
    caras_page.join(interview.pk)

    acks = [ivans_page.ask("push_question", {"questionText": f"Question {n}?"}) for n in range(14)]

    refused = [ack["error"]["code"] for ack in acks if "error" in ack]
    assert set(refused) == {"rate_limited"}
    assert len(refused) >= 2
    caras_page.hears_from(ivans_page)
    assert len(caras_page.pending("push_question")) == len(acks) - len(refused)


def test_guessing_event_names_is_limited(
    open_page: OpenPage, start_server: Callable[..., ServerProcess], ivan: User
) -> None:
    """Unknown names share one bucket, so that making names up gains nothing."""
    page = open_page(ivan, at=start_server(ROOM_RATE_FACTOR="1"))
    codes = {page.refusal(f"event_{number}", {}) for number in range(14)}
    assert codes == {"unknown_event", "rate_limited"}


def test_a_flood_of_bytes_is_refused_before_it_is_read(
    open_page: OpenPage, start_server: Callable[..., ServerProcess], ivan: User, interview: Interview
) -> None:
    """Of a few large events as of many small ones; what is refused for other reasons counts as well."""
    page = open_page(ivan, at=start_server(ROOM_RATE_FACTOR="0.1"))
    page.join(interview.pk)
    codes = [page.refusal("doc_update", {"update": b"\xff" * 400_000}) for _ in range(4)]
    assert codes == ["invalid_payload", "invalid_payload", "rate_limited", "rate_limited"]
    assert page.ask("doc_update", {"update": b"\x00\x00"}) == {}
