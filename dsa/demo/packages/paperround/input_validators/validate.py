import re
import sys

text = sys.stdin.read()
if not re.fullmatch(r"[1-9]\d* [1-9]\d* [1-9]\d* [1-9]\d*\n", text):
    sys.exit(1)
a, b, x, y = map(int, text.split())
sys.exit(42 if a <= b <= 10**18 and max(x, y) <= 10**9 else 1)
