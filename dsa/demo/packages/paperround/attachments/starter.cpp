#include <iostream>

int main() {
    long long a, b, x, y;
    std::cin >> a >> b >> x >> y;

    std::cout << 0 << '\n';
}
