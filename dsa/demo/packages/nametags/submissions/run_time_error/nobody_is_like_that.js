function nameTags(guests) {
  return guests.map((name) => {
    const like = guests.find((other) => other !== name && other.startsWith(name[0]));
    return name.slice(0, like.length);
  });
}
