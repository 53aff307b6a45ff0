import re
import sys

text = sys.stdin.read()
if not re.fullmatch(r"\d+ \d+\n(?:\d+ \d+ \d+\n)+", text):
    sys.exit(1)
n, k, *rest = map(int, text.split())
starts, ends, values = rest[::3], rest[1::3], rest[2::3]
fits = (
    1 <= n <= 2000
    and 1 <= k <= 50
    and len(starts) == len(ends) == len(values) == n
    and all(start < end <= 10**9 for start, end in zip(starts, ends))
    and 1 <= min(values)
    and max(values) <= 10**9
)
sys.exit(42 if fits else 1)
