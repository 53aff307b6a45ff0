# Listens at every metre, which takes too many questions.
n = int(input())
found = []
for metre in range(1, n + 1):
    print("?", metre, metre, flush=True)
    if input() == "1":
        found.append(metre)
print("!", *found[:2], flush=True)
