use std::io::Read;

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let mut words = input.split_whitespace();
    let (canary, port) = (words.next().unwrap(), words.next().unwrap());
    let mut leaks = String::from("leaks:");
    if std::path::Path::new(canary).exists() {
        leaks.push_str(" file");
    }
    if std::net::TcpStream::connect(("127.0.0.1", port.parse::<u16>().unwrap())).is_ok() {
        leaks.push_str(" network");
    }
    if !std::fs::read_to_string("/proc/self/status").unwrap().contains("\nSeccomp:\t2\n") {
        leaks.push_str(" seccomp");
    }
    println!("{leaks}");
}
