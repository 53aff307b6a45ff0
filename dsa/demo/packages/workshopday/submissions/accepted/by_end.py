import sys
from bisect import bisect_right

n, k, *rest = map(int, sys.stdin.read().split())
workshops = sorted(zip(rest[1::3], rest[::3], rest[2::3]))
ends = [end for end, _, _ in workshops]
before = [bisect_right(ends, start) for _, start, _ in workshops]

best = [0] * (n + 1)
for _ in range(min(k, n)):
    following = [0] * (n + 1)
    for i, (_, _, value) in enumerate(workshops):
        following[i + 1] = max(following[i], best[before[i]] + value)
    if following == best:
        break
    best = following
print(best[n])
