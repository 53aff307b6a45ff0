#include <iostream>

static int leaks(int a, int b) {
    std::cout << "? " << a << ' ' << b << std::endl;
    int count;
    std::cin >> count;
    return count;
}

int main() {
    int n;
    std::cin >> n;
    int found[2];
    for (int which = 0; which < 2; ++which) {
        int low = 1, high = n;
        while (low < high) {
            int middle = (low + high) / 2;
            if (leaks(1, middle) > which) high = middle;
            else low = middle + 1;
        }
        found[which] = low;
    }
    std::cout << "! " << found[0] << ' ' << found[1] << std::endl;
}
