import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

public class Main {
    public static void main(String[] arguments) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        Path canary = Path.of(input.readLine());
        int port = Integer.parseInt(input.readLine().trim());
        StringBuilder leaks = new StringBuilder("leaks:");
        if (Files.exists(canary)) {
            leaks.append(" file");
        }
        try (Socket channel = new Socket("127.0.0.1", port)) {
            leaks.append(" network");
        } catch (IOException refused) {
            // as it should be
        }
        if (!Files.readString(Path.of("/proc/self/status")).contains("\nSeccomp:\t2\n")) {
            leaks.append(" seccomp");
        }
        System.out.println(leaks);
    }
}
