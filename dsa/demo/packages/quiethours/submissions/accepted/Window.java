class Solution {
    static long quietHours(long[] visitors, long most) {
        long total = 0;
        int best = 0;
        int start = 0;
        for (int end = 0; end < visitors.length; end++) {
            total += visitors[end];
            while (total > most) total -= visitors[start++];
            best = Math.max(best, end - start + 1);
        }
        return best;
    }
}
