#include <algorithm>
#include <array>
#include <iostream>

int main() {
    int n, k;
    std::cin >> n >> k;
    // The table ends too early, and says so when it is asked for more.
    std::array<std::array<long long, 3>, 1000> workshops{};
    for (int i = 0; i < n; ++i) {
        auto& [end, start, value] = workshops.at(i);
        std::cin >> start >> end >> value;
    }
    std::sort(workshops.begin(), workshops.begin() + n);
    std::array<long long, 1001> best{}, following{};
    for (int taken = 0; taken < k; ++taken) {
        for (int i = 0; i < n; ++i) {
            int before = 0;
            while (before < n && workshops[before][0] <= workshops[i][1]) ++before;
            following[i + 1] = std::max(following[i], best[before] + workshops[i][2]);
        }
        best = following;
    }
    std::cout << best[n] << '\n';
}
