# Puts each member where nobody is yet that they quarrelled with, and never thinks again.
import sys

n, m, *rest = map(int, sys.stdin.buffer.read().split())
near = [[] for _ in range(n + 1)]
for a, b in zip(rest[::2], rest[1::2]):
    near[b].append(a)
team = [""] * (n + 1)
for member in range(1, n + 1):
    taken = {team[other] for other in near[member]}
    team[member] = next((letter for letter in "AB" if letter not in taken), "")
    if not team[member]:
        print("impossible")
        break
else:
    print("".join(team))
