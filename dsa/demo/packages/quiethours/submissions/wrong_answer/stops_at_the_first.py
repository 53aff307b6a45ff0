def quietHours(visitors, most):
    total = 0
    for hours, count in enumerate(visitors):
        total += count
        if total > most:
            return hours
    return len(visitors)
