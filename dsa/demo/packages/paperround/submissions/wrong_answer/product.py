# Takes the product of the steps for their least common multiple.
a, b, x, y = map(int, input().split())


def multiples(step):
    return b // step - (a - 1) // step


print(multiples(x) + multiples(y) - 2 * multiples(x * y))
