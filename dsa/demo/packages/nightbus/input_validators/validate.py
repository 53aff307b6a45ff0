import re
import sys

text = sys.stdin.read()
if not re.fullmatch(r"(?:\d+ \d+\n)+", text):
    sys.exit(1)
n, k, *rest = map(int, text.split())
first, period = rest[::2], rest[1::2]
fits = (
    1 <= n <= 1000
    and 1 <= k <= 10**12
    and len(first) == len(period) == n
    and max(first) <= 10**6
    and 1 <= min(period)
    and max(period) <= 10**6
)
sys.exit(42 if fits else 1)
