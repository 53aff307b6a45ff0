import json
import sys

visitors, most = map(json.loads, sys.stdin.read().splitlines())
assert 1 <= len(visitors) <= 60_000
assert all(type(count) is int and 0 <= count <= 10**9 for count in visitors)
assert type(most) is int and 0 <= most <= 10**15
sys.exit(42)
