import sys


def main():
    n, m, *rest = map(int, sys.stdin.buffer.read().split())
    near = [[] for _ in range(n + 1)]
    for a, b in zip(rest[::2], rest[1::2]):
        near[a].append(b)
        near[b].append(a)
    team = [-1] * (n + 1)
    for start in range(1, n + 1):
        if team[start] >= 0:
            continue
        team[start] = 0
        waiting = [start]
        while waiting:
            one = waiting.pop()
            other_team = 1 - team[one]
            for other in near[one]:
                if team[other] < 0:
                    team[other] = other_team
                    waiting.append(other)
                elif team[other] != other_team:
                    print("impossible")
                    return
    print("".join("AB"[one] for one in team[1:]))


main()
