import sys

n, k, *rest = map(int, sys.stdin.read().split())
lines = list(zip(rest[::2], rest[1::2]))


def buses_until(minute):
    return sum((minute - first) // period + 1 for first, period in lines if first <= minute)


low, high = 0, min(first + period * (k - 1) for first, period in lines)
while low < high:
    middle = (low + high) // 2
    if buses_until(middle) >= k:
        high = middle
    else:
        low = middle + 1
print(low)
