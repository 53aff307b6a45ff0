"""The cache forgets what was used least lately, by the bytes that values take."""

from talentsync.lib.bounded_cache import BoundedCache


def test_the_least_recently_used_makes_room() -> None:
    cache: BoundedCache[str, int] = BoundedCache(100)
    cache.put("a", 1, 40)
    cache.put("b", 2, 40)
    assert cache.get("a") == 1

    cache.put("c", 3, 40)

    assert [cache.get(key) for key in "abc"] == [1, None, 3]
    assert (len(cache), cache.total_bytes) == (2, 80)


def test_a_value_that_grows_makes_others_go() -> None:
    cache: BoundedCache[str, int] = BoundedCache(100)
    cache.put("a", 1, 40)
    cache.put("b", 2, 40)

    cache.put("a", 1, 90)

    assert [cache.get(key) for key in "ab"] == [1, None]
    assert cache.total_bytes == 90


def test_one_that_is_too_large_stays_as_long_as_it_is_alone() -> None:
    cache: BoundedCache[str, int] = BoundedCache(100)
    cache.put("a", 1, 500)
    assert cache.get("a") == 1

    cache.put("b", 2, 10)

    assert [cache.get(key) for key in "ab"] == [None, 2]
    cache.pop("b")
    cache.pop("never there")
    assert (len(cache), cache.total_bytes) == (0, 0)
