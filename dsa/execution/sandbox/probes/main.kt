import java.io.File
import java.io.IOException
import java.net.Socket

fun main() {
    val canary = readln()
    val port = readln().trim().toInt()
    val leaks = mutableListOf("leaks:")
    if (File(canary).exists()) leaks += "file"
    try {
        Socket("127.0.0.1", port).use { leaks += "network" }
    } catch (refused: IOException) {
        // as it should be
    }
    if ("Seccomp:\t2" !in File("/proc/self/status").readLines()) leaks += "seccomp"
    println(leaks.joinToString(" "))
}
