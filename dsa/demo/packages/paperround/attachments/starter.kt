fun main() {
    val (a, b, x, y) = readln().trim().split(" ").map { it.toLong() }

    println(0)
}
