import heapq
import sys

n, k, *rest = map(int, sys.stdin.read().split())
station = list(zip(rest[::2], rest[1::2]))
heapq.heapify(station)
for _ in range(k):
    minute, period = station[0]
    heapq.heapreplace(station, (minute + period, period))
print(minute)
