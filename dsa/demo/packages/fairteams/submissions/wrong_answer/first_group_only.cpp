// Looks at the members that member 1 is connected with; all others are in team A.
#include <iostream>
#include <string>
#include <vector>

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::vector<int>> near(n);
    for (int i = 0, a, b; i < m; ++i) {
        std::cin >> a >> b;
        near[a - 1].push_back(b - 1);
        near[b - 1].push_back(a - 1);
    }
    std::string teams(n, ' ');
    std::vector<int> waiting{0};
    teams[0] = 'A';
    while (!waiting.empty()) {
        int one = waiting.back();
        waiting.pop_back();
        for (int other : near[one]) {
            if (teams[other] == teams[one]) {
                std::cout << "impossible\n";
                return 0;
            }
            if (teams[other] == ' ') {
                teams[other] = teams[one] == 'A' ? 'B' : 'A';
                waiting.push_back(other);
            }
        }
    }
    for (char &team : teams)
        if (team == ' ') team = 'A';
    std::cout << teams << '\n';
}
