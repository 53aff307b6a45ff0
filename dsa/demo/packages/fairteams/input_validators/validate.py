import re
import sys

text = sys.stdin.read()
if not re.fullmatch(r"(?:\d+ \d+\n)+", text):
    sys.exit(1)
n, m, *rest = map(int, text.split())
pairs = list(zip(rest[::2], rest[1::2]))
fits = (
    1 <= n <= 2000
    and 0 <= m <= 5000
    and len(pairs) == m == len(set(pairs))
    and all(1 <= a < b <= n for a, b in pairs)
)
sys.exit(42 if fits else 1)
