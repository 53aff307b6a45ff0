// expect: MLE
// cpu: 5
import java.util.ArrayList;
public class Main {
    public static void main(String[] a) {
        ArrayList<long[]> kept = new ArrayList<>();
        while (true) kept.add(new long[100_000]);
    }
}
