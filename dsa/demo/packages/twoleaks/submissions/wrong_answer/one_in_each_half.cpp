// Takes for granted that there is one leak in each half.
#include <iostream>

static int search(int low, int high) {
    while (low < high) {
        int middle = (low + high) / 2, count;
        std::cout << "? " << low << ' ' << middle << std::endl;
        std::cin >> count;
        if (count > 0) high = middle;
        else low = middle + 1;
    }
    return low;
}

int main() {
    int n;
    std::cin >> n;
    int x = search(1, n / 2), y = search(n / 2 + 1, n);
    std::cout << "! " << x << ' ' << y << std::endl;
}
