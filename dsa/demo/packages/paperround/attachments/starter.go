package main

import "fmt"

func main() {
	var a, b, x, y int64
	fmt.Scan(&a, &b, &x, &y)

	fmt.Println(0)
}
