# Was written for a station with two lines, and looks for both.
import sys

n, k, *rest = map(int, sys.stdin.read().split())
lines = [(rest[0], rest[1]), (rest[2], rest[3])]


def buses_until(minute):
    return sum((minute - first) // period + 1 for first, period in lines if first <= minute)


if n > 2:
    raise SystemExit("more than two lines")
low, high = 0, min(first + period * (k - 1) for first, period in lines)
while low < high:
    middle = (low + high) // 2
    if buses_until(middle) >= k:
        high = middle
    else:
        low = middle + 1
print(low)
