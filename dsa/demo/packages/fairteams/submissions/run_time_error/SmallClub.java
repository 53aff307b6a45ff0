import java.util.Scanner;

public class SmallClub {
    // Has room for a thousand members.
    static final boolean[][] quarrel = new boolean[1001][1001];
    static final char[] team = new char[1001];
    static int n;

    static boolean put(int member, char letter) {
        team[member] = letter;
        for (int other = 1; other <= n; other++) {
            if (!quarrel[member][other]) continue;
            if (team[other] == letter) return false;
            if (team[other] == 0 && !put(other, letter == 'A' ? 'B' : 'A')) return false;
        }
        return true;
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        n = in.nextInt();
        int m = in.nextInt();
        for (int i = 0; i < m; i++) {
            int a = in.nextInt(), b = in.nextInt();
            quarrel[a][b] = quarrel[b][a] = true;
        }
        for (int member = 1; member <= n; member++) {
            if (team[member] == 0 && !put(member, 'A')) {
                System.out.println("impossible");
                return;
            }
        }
        System.out.println(new String(team, 1, n));
    }
}
