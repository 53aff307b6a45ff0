#include <algorithm>
#include <vector>

long long quietHours(const std::vector<long long>& visitors, long long most) {
    long long total = 0;
    std::size_t best = 0, start = 0;
    for (std::size_t end = 0; end < visitors.size(); ++end) {
        total += visitors[end];
        while (total > most) total -= visitors[start++];
        best = std::max(best, end - start + 1);
    }
    return static_cast<long long>(best);
}
