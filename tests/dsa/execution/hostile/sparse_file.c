// expect: RTE
#include <fcntl.h>
#include <unistd.h>
int main(void) { return ftruncate(open("/work/sparse", O_CREAT | O_WRONLY, 0600), 1L << 40) != 0; }
