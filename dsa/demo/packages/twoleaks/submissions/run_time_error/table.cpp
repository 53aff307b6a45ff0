// Remembers every answer in a table that is far too small.
#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<int> upto(1000, -1);
    int found[2];
    for (int which = 0; which < 2; ++which) {
        int low = 1, high = n;
        while (low < high) {
            int middle = (low + high) / 2;
            int &known = upto.at(middle);
            if (known < 0) {
                std::cout << "? 1 " << middle << std::endl;
                std::cin >> known;
            }
            if (known > which) high = middle;
            else low = middle + 1;
        }
        found[which] = low;
    }
    std::cout << "! " << found[0] << ' ' << found[1] << std::endl;
}
