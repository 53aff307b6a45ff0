import java.util.Scanner;

public class Departures {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        long k = in.nextLong();
        // For a large k this is a negative number or more than there can be.
        long[] departures = new long[Math.toIntExact(k)];
        long[] next = new long[n], period = new long[n];
        for (int i = 0; i < n; i++) {
            next[i] = in.nextLong();
            period[i] = in.nextLong();
        }
        for (int bus = 0; bus < departures.length; bus++) {
            int line = 0;
            for (int i = 1; i < n; i++) if (next[i] < next[line]) line = i;
            departures[bus] = next[line];
            next[line] += period[line];
        }
        System.out.println(departures[departures.length - 1]);
    }
}
