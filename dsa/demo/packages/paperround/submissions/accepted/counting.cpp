#include <iostream>
#include <numeric>

int main() {
    long long a, b, x, y;
    std::cin >> a >> b >> x >> y;
    auto multiples = [&](long long step) { return b / step - (a - 1) / step; };
    std::cout << multiples(x) + multiples(y) - 2 * multiples(std::lcm(x, y)) << '\n';
}
