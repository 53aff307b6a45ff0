// expect: CE
char table[1L << 31] = {1};
int main(void) { return table[5]; }
