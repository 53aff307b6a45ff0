using System;
using System.Linq;

public static class Program {
    public static void Main() {
        long[] numbers = Console.ReadLine().Split(' ').Select(long.Parse).ToArray();
        long a = numbers[0], b = numbers[1], x = numbers[2], y = numbers[3];

        Console.WriteLine(0);
    }
}
