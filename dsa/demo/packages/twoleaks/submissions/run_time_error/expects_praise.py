# Reads a word after the answer, where there is none.
n = int(input())
found = []
for which in (1, 2):
    low, high = 1, n
    while low < high:
        middle = (low + high) // 2
        print("?", 1, middle, flush=True)
        if int(input()) >= which:
            high = middle
        else:
            low = middle + 1
    found.append(low)
print("!", *found, flush=True)
print(input().upper())
