// expect: AC
#include <stdio.h>
#include <sys/socket.h>
int main(void) {
    int opened = 0, ends[2];
    for (int family = 2; family < 50; family++)
        for (int kind = 1; kind < 6; kind++)
            opened += socket(family, kind, 0) >= 0 || socketpair(family, kind, 0, ends) == 0;
    puts(opened ? "ESCAPED" : "contained");
}
