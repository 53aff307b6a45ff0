import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.StringTokenizer;

public class Bisect {
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        StringTokenizer words = new StringTokenizer(in.readLine());
        int n = Integer.parseInt(words.nextToken());
        long k = Long.parseLong(words.nextToken());
        long[] first = new long[n], period = new long[n];
        long low = 0, high = Long.MAX_VALUE;
        for (int i = 0; i < n; i++) {
            words = new StringTokenizer(in.readLine());
            first[i] = Long.parseLong(words.nextToken());
            period[i] = Long.parseLong(words.nextToken());
            high = Math.min(high, first[i] + period[i] * (k - 1));
        }
        while (low < high) {
            long middle = low + (high - low) / 2, buses = 0;
            for (int i = 0; i < n && buses < k; i++) {
                if (first[i] <= middle) buses += (middle - first[i]) / period[i] + 1;
            }
            if (buses >= k) high = middle;
            else low = middle + 1;
        }
        System.out.println(low);
    }
}
