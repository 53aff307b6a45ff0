def nameTags(guests):
    tags = []
    for i, name in enumerate(guests):
        others = guests[max(0, i - 1) : i] + guests[i + 1 : i + 2]
        length = 1
        while length < len(name) and any(other.startswith(name[:length]) for other in others):
            length += 1
        tags.append(name[:length])
    return tags
