import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        long a = in.nextLong(), b = in.nextLong(), x = in.nextLong(), y = in.nextLong();

        System.out.println(0);
    }
}
