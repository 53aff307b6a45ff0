def quietHours(visitors: list[int], most: int) -> int:
    best = start = total = 0
    for end, count in enumerate(visitors):
        total += count
        while total > most:
            total -= visitors[start]
            start += 1
        best = max(best, end - start + 1)
    return best
