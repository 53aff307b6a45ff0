// expect: MLE or RTE
// memory: 65536
// Shared pages that were written and then dropped from the process stay in memory, but in no process's count.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
int main(void) {
    for (int i = 0; i < 600; i++) {
        char *more = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (more == MAP_FAILED) abort();
        memset(more, 1, 1 << 20);
        madvise(more, 1 << 20, MADV_DONTNEED);
    }
    puts("ESCAPED");
}
