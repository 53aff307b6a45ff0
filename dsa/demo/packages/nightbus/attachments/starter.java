import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        long k = in.nextLong();
        long[] first = new long[n], period = new long[n];
        for (int i = 0; i < n; i++) {
            first[i] = in.nextLong();
            period[i] = in.nextLong();
        }

        System.out.println(0);
    }
}
