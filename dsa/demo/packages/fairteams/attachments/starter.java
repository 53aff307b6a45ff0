import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt(), m = in.nextInt();
        int[] a = new int[m], b = new int[m];
        for (int i = 0; i < m; i++) {
            a[i] = in.nextInt();
            b[i] = in.nextInt();
        }

        System.out.println("impossible");
    }
}
