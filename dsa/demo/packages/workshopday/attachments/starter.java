import java.util.Scanner;

public class Main {
    record Workshop(long start, long end, long value) {}

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt(), k = in.nextInt();
        Workshop[] workshops = new Workshop[n];
        for (int i = 0; i < n; i++) {
            workshops[i] = new Workshop(in.nextLong(), in.nextLong(), in.nextLong());
        }

        System.out.println(0);
    }
}
