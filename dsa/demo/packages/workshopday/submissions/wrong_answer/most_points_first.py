# Greedy: takes the most valuable workshop that still fits.
import sys

n, k, *rest = map(int, sys.stdin.read().split())
workshops = sorted(zip(rest[2::3], rest[::3], rest[1::3]), reverse=True)
chosen, total = [], 0
for value, start, end in workshops:
    if len(chosen) < k and all(end <= other_start or other_end <= start for other_start, other_end in chosen):
        chosen.append((start, end))
        total += value
print(total)
