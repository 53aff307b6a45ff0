from math import lcm

a, b, x, y = map(int, input().split())


def multiples(step):
    return b // step - (a - 1) // step


print(multiples(x) + multiples(y) - 2 * multiples(lcm(x, y)))
