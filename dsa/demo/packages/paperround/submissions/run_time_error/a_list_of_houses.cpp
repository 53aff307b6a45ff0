#include <iostream>
#include <vector>

int main() {
    long long a, b, x, y;
    std::cin >> a >> b >> x >> y;
    // Far more houses than any vector holds: std::length_error.
    std::vector<char> gets(static_cast<std::size_t>(b - a) * 16 + 16);
    long long count = 0;
    for (long long house = a; house <= b; ++house) {
        gets[house - a] = (house % x == 0) != (house % y == 0);
        count += gets[house - a];
    }
    std::cout << count << '\n';
}
