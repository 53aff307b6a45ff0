import java.util.Scanner;

public class SmallNumbers {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        // An int ends at 2147483647; then this throws.
        int a = in.nextInt(), b = in.nextInt(), x = in.nextInt(), y = in.nextInt();
        int count = 0;
        for (int house = a; house <= b; house++) {
            if ((house % x == 0) != (house % y == 0)) count++;
        }
        System.out.println(count);
    }
}
