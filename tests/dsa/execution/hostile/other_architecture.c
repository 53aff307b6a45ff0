// expect: RTE
// The 32-bit calls have other numbers, which a filter for 64 bits would not know.
#include <stdlib.h>
int main(void) {
#ifdef __x86_64__
    long result = 20;
    __asm__ volatile("int $0x80" : "+a"(result));
    return 0;
#endif
    abort();
}
