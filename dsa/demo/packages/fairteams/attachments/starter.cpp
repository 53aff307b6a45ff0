#include <iostream>
#include <vector>

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<int> a(m), b(m);
    for (int i = 0; i < m; ++i) std::cin >> a[i] >> b[i];

    std::cout << "impossible\n";
}
