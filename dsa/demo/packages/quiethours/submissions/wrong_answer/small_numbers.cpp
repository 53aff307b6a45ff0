#include <algorithm>
#include <vector>

long long quietHours(const std::vector<long long>& visitors, long long most) {
    int total = 0, best = 0, start = 0;
    for (int end = 0; end < static_cast<int>(visitors.size()); ++end) {
        total = static_cast<int>(static_cast<unsigned>(total) + static_cast<unsigned>(visitors[end]));
        while (start <= end && total > most) total -= static_cast<int>(visitors[start++]);
        best = std::max(best, end - start + 1);
    }
    return best;
}
