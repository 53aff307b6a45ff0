#include <iostream>
#include <vector>

struct Workshop {
    long long start, end, value;
};

int main() {
    int n, k;
    std::cin >> n >> k;
    std::vector<Workshop> workshops(n);
    for (auto& [start, end, value] : workshops) std::cin >> start >> end >> value;

    std::cout << 0 << '\n';
}
