import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.Comparator;
import java.util.StringTokenizer;

public class ByEnd {
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        StringTokenizer words = new StringTokenizer(in.readLine());
        int n = Integer.parseInt(words.nextToken()), k = Integer.parseInt(words.nextToken());
        long[][] workshops = new long[n][3];
        for (long[] workshop : workshops) {
            words = new StringTokenizer(in.readLine());
            for (int part = 0; part < 3; part++) workshop[part] = Long.parseLong(words.nextToken());
        }
        Arrays.sort(workshops, Comparator.comparingLong(workshop -> workshop[1]));
        int[] before = new int[n];
        for (int i = 0; i < n; i++) {
            int low = 0, high = n;
            while (low < high) {
                int middle = (low + high) / 2;
                if (workshops[middle][1] <= workshops[i][0]) low = middle + 1;
                else high = middle;
            }
            before[i] = low;
        }
        long[] best = new long[n + 1];
        for (int taken = 0; taken < k; taken++) {
            long[] following = new long[n + 1];
            for (int i = 0; i < n; i++) {
                following[i + 1] = Math.max(following[i], best[before[i]] + workshops[i][2]);
            }
            best = following;
        }
        System.out.println(best[n]);
    }
}
