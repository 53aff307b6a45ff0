// expect: AC
// cpu: 5
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.element.TypeElement;
@SupportedAnnotationTypes("*")
public class Main extends AbstractProcessor {
    public boolean process(Set<? extends TypeElement> types, RoundEnvironment round) {
        System.out.println("ESCAPED");
        return false;
    }
    public static void main(String[] arguments) throws Exception {
        try {
            new ProcessBuilder("/usr/bin/touch", "/box/x").start().waitFor();
            Runtime.getRuntime().halt(java.nio.file.Files.exists(java.nio.file.Path.of("/box/x")) ? 9 : print());
        } catch (java.io.IOException refused) {
            print();
        }
    }
    static int print() {
        System.out.println("contained");
        System.out.flush();
        return 0;
    }
}
