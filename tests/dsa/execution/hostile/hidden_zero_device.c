// expect: MLE or RTE
// memory: 65536
// Mapping /dev/zero makes the same memory as an anonymous shared mapping; all but one page of each is unmapped again.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
int main(void) {
    int zero = open("/dev/zero", O_RDWR);
    if (zero < 0) abort();
    for (int i = 0; i < 600; i++) {
        char *more = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, zero, 0);
        if (more == MAP_FAILED) abort();
        memset(more, 1, 1 << 20);
        munmap(more + 4096, (1 << 20) - 4096);
    }
    puts("ESCAPED");
}
