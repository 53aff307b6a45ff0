// expect: AC
// Few lines upon which the compiler says some megabytes.
#define A(x) x x x x x x x x
#define B(x) A(A(A(A(A(x)))))
B(_Pragma("GCC warning \"a flood of words that somebody has to read and to keep\""))
#include <stdio.h>
int main(void) { puts("contained"); }
