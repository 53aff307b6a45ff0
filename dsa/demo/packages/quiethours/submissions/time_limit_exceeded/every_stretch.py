def quietHours(visitors, most):
    best = 0
    for start in range(len(visitors)):
        total = 0
        for end in range(start, len(visitors)):
            total += visitors[end]
            if total <= most:
                best = max(best, end - start + 1)
    return best
