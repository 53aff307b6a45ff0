#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int n;
    long long k;
    std::cin >> n >> k;
    std::vector<long long> first(n), period(n);
    long long low = 0, high = 2'000'000'000'000'000'000;
    for (int i = 0; i < n; ++i) {
        std::cin >> first[i] >> period[i];
        high = std::min(high, first[i] + period[i] * (k - 1));
    }
    while (low < high) {
        long long middle = low + (high - low) / 2, buses = 0;
        // Stops at k: the whole sum may not fit.
        for (int i = 0; i < n && buses < k; ++i)
            if (first[i] <= middle) buses += (middle - first[i]) / period[i] + 1;
        if (buses >= k) high = middle;
        else low = middle + 1;
    }
    std::cout << low << '\n';
}
