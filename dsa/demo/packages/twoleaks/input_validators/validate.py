import re
import sys

text = sys.stdin.read()
if not re.fullmatch(r"\d+ \d+ \d+\n", text):
    sys.exit(1)
n, x, y = map(int, text.split())
sys.exit(42 if 1 <= x < y <= n <= 100_000 else 1)
