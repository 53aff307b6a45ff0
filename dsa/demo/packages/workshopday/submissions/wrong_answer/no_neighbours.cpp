// Takes a workshop that begins as another ends for one that overlaps it.
#include <algorithm>
#include <array>
#include <iostream>
#include <vector>

int main() {
    int n, k;
    std::cin >> n >> k;
    std::vector<std::array<long long, 3>> workshops(n);
    for (auto& [end, start, value] : workshops) std::cin >> start >> end >> value;
    std::sort(workshops.begin(), workshops.end());
    std::vector<long long> best(n + 1), following(n + 1);
    for (int taken = 0; taken < k; ++taken) {
        for (int i = 0; i < n; ++i) {
            auto [end, start, value] = workshops[i];
            auto before = std::lower_bound(workshops.begin(), workshops.end(), start,
                                           [](const auto& one, long long at) { return one[0] < at; });
            following[i + 1] = std::max(following[i], best[before - workshops.begin()] + value);
        }
        best = following;
    }
    std::cout << best[n] << '\n';
}
