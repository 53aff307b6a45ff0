// Adds up every bus until far beyond the k-th; the sum turns negative.
#include <iostream>
#include <vector>

int main() {
    int n;
    unsigned long long k;
    std::cin >> n >> k;
    std::vector<unsigned long long> first(n), period(n);
    for (int i = 0; i < n; ++i) std::cin >> first[i] >> period[i];
    unsigned long long low = 0, high = 2'000'000'000'000'000'000;
    while (low < high) {
        unsigned long long middle = low + (high - low) / 2, buses = 0;
        for (int i = 0; i < n; ++i)
            if (first[i] <= middle) buses += (middle - first[i]) / period[i] + 1;
        if (static_cast<long long>(buses) >= static_cast<long long>(k)) high = middle;
        else low = middle + 1;
    }
    std::cout << low << '\n';
}
