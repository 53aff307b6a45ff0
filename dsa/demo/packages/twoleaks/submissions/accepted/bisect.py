n = int(input())


def leaks(a, b):
    print("?", a, b, flush=True)
    return int(input())


def first_end_with(count):
    """The first metre up to which there are so many leaks."""
    low, high = 1, n
    while low < high:
        middle = (low + high) // 2
        if leaks(1, middle) >= count:
            high = middle
        else:
            low = middle + 1
    return low


x = first_end_with(1)
y = first_end_with(2)
print("!", x, y, flush=True)
