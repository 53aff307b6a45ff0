// Counts through all divisions.
#include <iostream>
#include <string>
#include <utility>
#include <vector>

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::pair<int, int>> pairs(m);
    for (auto &[a, b] : pairs) std::cin >> a >> b;
    std::string teams(n, 'A');
    for (;;) {
        bool fits = true;
        for (auto [a, b] : pairs) fits = fits && teams[a - 1] != teams[b - 1];
        if (fits) break;
        int last = n - 1;
        while (last >= 0 && teams[last] == 'B') teams[last--] = 'A';
        if (last < 0) {
            std::cout << "impossible\n";
            return 0;
        }
        teams[last] = 'B';
    }
    std::cout << teams << '\n';
}
