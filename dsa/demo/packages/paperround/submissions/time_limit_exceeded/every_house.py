a, b, x, y = map(int, input().split())
count = 0
house = a
while house <= b:
    if (house % x == 0) != (house % y == 0):
        count += 1
    house += 1
print(count)
