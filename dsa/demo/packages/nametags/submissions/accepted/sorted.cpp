#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

static std::size_t common(const std::string& a, const std::string& b) {
    return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + std::min(a.size(), b.size()), b.begin()).first - a.begin());
}

std::vector<std::string> nameTags(const std::vector<std::string>& guests) {
    std::vector<std::size_t> order(guests.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return guests[a] < guests[b]; });
    std::vector<std::string> tags(guests.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::size_t shared = 0;
        if (i > 0) shared = std::max(shared, common(guests[order[i]], guests[order[i - 1]]));
        if (i + 1 < order.size()) shared = std::max(shared, common(guests[order[i]], guests[order[i + 1]]));
        tags[order[i]] = guests[order[i]].substr(0, shared + 1);
    }
    return tags;
}
