import json
import re
import sys

(guests,) = map(json.loads, sys.stdin.read().splitlines())
assert 1 <= len(guests) == len(set(guests)) <= 10_000
assert all(re.fullmatch("[a-z]{1,20}", name) for name in guests)
sys.exit(42)
