"""Two programs for `paperround` of which one is the other in disguise, for recruiters to see what is found of that."""

from typing import Final

FIRST: Final = """\
def common_divisor(p, q):
    while q:
        p, q = q, p % q
    return p


def delivered(last, courier, herald):
    # Houses from 1 to last that get exactly one paper.
    both = courier * herald // common_divisor(courier, herald)
    houses = 0
    for step in (courier, herald):
        houses += last // step - last // both
    return houses


def main():
    first, last, courier, herald = [int(word) for word in input().split()]
    print(delivered(last, courier, herald) - delivered(first - 1, courier, herald))


main()
"""
SECOND: Final = '''\
"""Paper round. Counts up to n, then takes the difference."""


def f(n, a, b):
    m = a * b // g(a, b)
    res = 0
    for s in (a, b):
        res += n // s - n // m
    return res


def g(x, y):  # Euclid
    while y:
        x, y = y, x % y
    return x


def solve():
    lo, hi, a, b = [int(t) for t in input().split()]
    print(f(hi, a, b) - f(lo - 1, a, b))


solve()
'''
