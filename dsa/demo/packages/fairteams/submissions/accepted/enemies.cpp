// Union-find over members and their opposites. Its teams are other ones than those of colours.py.
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

static std::vector<int> parent;

static int root(int x) {
    while (parent[x] != x) x = parent[x] = parent[parent[x]];
    return x;
}

int main() {
    std::ios::sync_with_stdio(false);
    int n, m;
    std::cin >> n >> m;
    parent.resize(2 * n);
    std::iota(parent.begin(), parent.end(), 0);
    for (int i = 0, a, b; i < m; ++i) {
        std::cin >> a >> b;
        --a, --b;
        parent[root(a)] = root(b + n);
        parent[root(b)] = root(a + n);
    }
    std::string teams(n, ' ');
    std::vector<char> letter(2 * n, 0);
    for (int i = 0; i < n; ++i) {
        if (root(i) == root(i + n)) {
            std::cout << "impossible\n";
            return 0;
        }
        if (!letter[root(i)]) {
            letter[root(i)] = 'B';
            letter[root(i + n)] = 'A';
        }
        teams[i] = letter[root(i)];
    }
    std::cout << teams << '\n';
}
