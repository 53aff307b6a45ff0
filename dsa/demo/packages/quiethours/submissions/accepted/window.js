function quietHours(visitors, most) {
  let best = 0;
  let start = 0;
  let total = 0;
  visitors.forEach((count, end) => {
    total += count;
    while (total > most) total -= visitors[start++];
    best = Math.max(best, end - start + 1);
  });
  return best;
}
