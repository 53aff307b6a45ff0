#include <iostream>

int leaks(int a, int b) {
    std::cout << "? " << a << ' ' << b << std::endl;
    int count;
    std::cin >> count;
    return count;
}

int main() {
    int n;
    std::cin >> n;

    std::cout << "! " << 1 << ' ' << 2 << std::endl;
}
