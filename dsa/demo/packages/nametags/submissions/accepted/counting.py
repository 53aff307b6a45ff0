from collections import Counter


def nameTags(guests: list[str]) -> list[str]:
    seen = Counter(name[:length] for name in guests for length in range(1, len(name) + 1))

    def tag(name):
        for length in range(1, len(name) + 1):
            if seen[name[:length]] == 1:
                return name[:length]
        return name

    return [tag(name) for name in guests]
