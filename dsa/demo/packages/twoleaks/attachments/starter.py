n = int(input())


def leaks(a, b):
    print("?", a, b, flush=True)
    return int(input())


print("!", 1, 2, flush=True)
