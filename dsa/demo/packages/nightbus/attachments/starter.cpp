#include <iostream>
#include <vector>

int main() {
    int n;
    long long k;
    std::cin >> n >> k;
    std::vector<long long> first(n), period(n);
    for (int i = 0; i < n; ++i) std::cin >> first[i] >> period[i];

    std::cout << 0 << '\n';
}
