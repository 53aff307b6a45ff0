import java.io.IOException;
import java.io.StreamTokenizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

public class Colours {
    static final StreamTokenizer in = new StreamTokenizer(System.in);

    static int next() throws IOException {
        in.nextToken();
        return (int) in.nval;
    }

    public static void main(String[] args) throws IOException {
        int n = next(), m = next();
        List<List<Integer>> near = new ArrayList<>();
        for (int i = 0; i <= n; i++) near.add(new ArrayList<>());
        for (int i = 0; i < m; i++) {
            int a = next(), b = next();
            near.get(a).add(b);
            near.get(b).add(a);
        }
        char[] team = new char[n];
        Arrays.fill(team, ' ');
        // From the last member, so that other teams come out than in Python.
        for (int start = n; start >= 1; start--) {
            if (team[start - 1] != ' ') continue;
            team[start - 1] = 'B';
            ArrayDeque<Integer> waiting = new ArrayDeque<>(List.of(start));
            while (!waiting.isEmpty()) {
                int one = waiting.poll();
                for (int other : near.get(one)) {
                    if (team[other - 1] == team[one - 1]) {
                        System.out.println("impossible");
                        return;
                    }
                    if (team[other - 1] == ' ') {
                        team[other - 1] = team[one - 1] == 'A' ? 'B' : 'A';
                        waiting.add(other);
                    }
                }
            }
        }
        System.out.println(new String(team));
    }
}
