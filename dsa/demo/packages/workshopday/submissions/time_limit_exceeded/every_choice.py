import sys

sys.setrecursionlimit(10_000)
n, k, *rest = map(int, sys.stdin.read().split())
workshops = sorted(zip(rest[::3], rest[1::3], rest[2::3]))


def best(i, free_from, left):
    if i == n or left == 0:
        return 0
    start, end, value = workshops[i]
    without = best(i + 1, free_from, left)
    if start < free_from:
        return without
    return max(without, value + best(i + 1, end, left - 1))


print(best(0, 0, k))
