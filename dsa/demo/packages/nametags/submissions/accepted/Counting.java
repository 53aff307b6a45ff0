import java.util.HashMap;
import java.util.Map;

class Solution {
    static String[] nameTags(String[] guests) {
        Map<String, Integer> seen = new HashMap<>();
        for (String name : guests) {
            for (int length = 1; length <= name.length(); length++) seen.merge(name.substring(0, length), 1, Integer::sum);
        }
        String[] tags = new String[guests.length];
        for (int i = 0; i < guests.length; i++) {
            int length = 1;
            while (length < guests[i].length() && seen.get(guests[i].substring(0, length)) > 1) length++;
            tags[i] = guests[i].substring(0, length);
        }
        return tags;
    }
}
