// expect: TLE or MLE
#include <unistd.h>
int main(void) { for (;;) fork(); }
