# Tries one division after the other.
import sys
from itertools import product

n, m, *rest = map(int, sys.stdin.buffer.read().split())
pairs = list(zip(rest[::2], rest[1::2]))
for teams in product("AB", repeat=n):
    if all(teams[a - 1] != teams[b - 1] for a, b in pairs):
        print("".join(teams))
        break
else:
    print("impossible")
