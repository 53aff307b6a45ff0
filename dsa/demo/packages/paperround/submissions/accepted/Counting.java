import java.util.Scanner;

public class Counting {
    static long gcd(long p, long q) {
        return q == 0 ? p : gcd(q, p % q);
    }

    static long multiples(long a, long b, long step) {
        return b / step - (a - 1) / step;
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        long a = in.nextLong(), b = in.nextLong(), x = in.nextLong(), y = in.nextLong();
        long both = x / gcd(x, y) * y;
        System.out.println(multiples(a, b, x) + multiples(a, b, y) - 2 * multiples(a, b, both));
    }
}
