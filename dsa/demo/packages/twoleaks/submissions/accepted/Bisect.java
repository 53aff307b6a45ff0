import java.util.Scanner;

public class Bisect {
    static final Scanner in = new Scanner(System.in);

    static int leaks(int a, int b) {
        System.out.println("? " + a + " " + b);
        System.out.flush();
        return in.nextInt();
    }

    public static void main(String[] args) {
        int n = in.nextInt();
        int[] found = new int[2];
        for (int which = 0; which < 2; which++) {
            int low = 1, high = n;
            while (low < high) {
                int middle = (low + high) / 2;
                if (leaks(1, middle) > which) high = middle;
                else low = middle + 1;
            }
            found[which] = low;
        }
        System.out.println("! " + found[0] + " " + found[1]);
    }
}
