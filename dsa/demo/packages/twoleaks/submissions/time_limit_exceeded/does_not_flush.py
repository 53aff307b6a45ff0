# Each waits for the other: what is written here never leaves.
import sys

n = int(sys.stdin.readline())
low, high = 1, n
while low < high:
    middle = (low + high) // 2
    sys.stdout.write(f"? 1 {middle}\n")
    if int(sys.stdin.readline()) >= 1:
        high = middle
    else:
        low = middle + 1
sys.stdout.write(f"! {low} {n}\n")
