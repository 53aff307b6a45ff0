// expect: MLE
// Reading one page of every 2 MB takes no memory but that of the page tables, which are no process's resident memory.
#include <stdio.h>
#include <sys/mman.h>
int main(void) {
    volatile char sum = 0;
    for (int i = 0; i < 100; i++) {
        size_t size = 4ul << 30;
        char *more = mmap(0, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (more == MAP_FAILED) break;
        madvise(more, size, MADV_NOHUGEPAGE);
        for (size_t at = 0; at < size; at += 2 << 20) sum += more[at];
    }
    puts("ESCAPED");
}
