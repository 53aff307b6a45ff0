def quietHours(visitors, most):
    best = start = total = 0
    for end in range(len(visitors) + 1):
        total += visitors[end]
        while total > most:
            total -= visitors[start]
            start += 1
        best = max(best, end - start + 1)
    return best
