def nameTags(guests):
    def tag(name):
        for length in range(1, len(name) + 1):
            if sum(other.startswith(name[:length]) for other in guests) == 1:
                return name[:length]
        return name

    return [tag(name) for name in guests]
