using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;

public static class Program {
    public static void Main() {
        string canary = Console.ReadLine();
        int port = int.Parse(Console.ReadLine());
        var leaks = new List<string> { "leaks:" };
        if (File.Exists(canary))
            leaks.Add("file");
        try {
            using (var channel = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
                channel.Connect("127.0.0.1", port);
            leaks.Add("network");
        } catch (SocketException) {
            // as it should be
        }
        if (!File.ReadLines("/proc/self/status").Contains("Seccomp:\t2"))
            leaks.Add("seccomp");
        Console.WriteLine(string.Join(" ", leaks));
    }
}
