a, b, x, y = gets.split.map(&:to_i)

puts 0
