import java.util.Arrays;
import java.util.Comparator;
import java.util.Scanner;

public class EveryChoice {
    static long[][] workshops;

    static long best(int i, long freeFrom, int left) {
        if (i == workshops.length || left == 0) return 0;
        long without = best(i + 1, freeFrom, left);
        if (workshops[i][0] < freeFrom) return without;
        return Math.max(without, workshops[i][2] + best(i + 1, workshops[i][1], left - 1));
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt(), k = in.nextInt();
        workshops = new long[n][3];
        for (long[] workshop : workshops) for (int part = 0; part < 3; part++) workshop[part] = in.nextLong();
        Arrays.sort(workshops, Comparator.comparingLong(workshop -> workshop[0]));
        System.out.println(best(0, 0, k));
    }
}
