// expect: TLE
// wall: 2
#include <signal.h>
int main(void) { return raise(SIGSTOP); }
