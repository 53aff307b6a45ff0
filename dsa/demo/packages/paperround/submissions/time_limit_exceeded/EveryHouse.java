import java.util.Scanner;

public class EveryHouse {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        long a = in.nextLong(), b = in.nextLong(), x = in.nextLong(), y = in.nextLong();
        long count = 0;
        for (long house = a; house <= b; house++) {
            if ((house % x == 0) != (house % y == 0)) count++;
        }
        System.out.println(count);
    }
}
