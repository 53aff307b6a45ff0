function nameTags(guests) {
  const seen = new Map();
  for (const name of guests) {
    for (let length = 1; length <= name.length; length++) {
      const start = name.slice(0, length);
      seen.set(start, (seen.get(start) ?? 0) + 1);
    }
  }
  return guests.map((name) => {
    let length = 1;
    while (length < name.length && seen.get(name.slice(0, length)) > 1) length++;
    return name.slice(0, length);
  });
}
