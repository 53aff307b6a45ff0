n, m = map(int, input().split())
quarrels = [tuple(map(int, input().split())) for _ in range(m)]

print("impossible")
