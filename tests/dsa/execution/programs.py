"""A program for each verdict in each language: on the input `NUMBERS` the accepted ones print `SUM`."""

from typing import Final

from dsa.execution import Language, Verdict

NUMBERS: Final = "20 22\n"
SUM: Final = "42\n"
# What SQL reads instead.
TABLES: Final = "CREATE TABLE numbers (x);\nINSERT INTO numbers VALUES (20), (22);\n"

PROGRAMS: Final[dict[Language, dict[Verdict, str]]] = {
    Language.PYTHON: {
        Verdict.AC: "print(sum(map(int, input().split())))",
        Verdict.WA: "print(41)",
        Verdict.TLE: "while True: pass",
        Verdict.MLE: "x = []\nwhile True: x.append(bytearray(b'x' * 1000000))",
        Verdict.OLE: "while True: print('x' * 1000)",
        Verdict.RTE: "print([][1])",
        Verdict.CE: "print((1)",
    },
    Language.C: {
        Verdict.AC: '#include <stdio.h>\nint main(void){int a,b;scanf("%d %d",&a,&b);printf("%d\\n",a+b);}',
        Verdict.WA: '#include <stdio.h>\nint main(void){puts("41");}',
        Verdict.TLE: "int main(void){for(volatile long i=0;;i++);}",
        Verdict.MLE: "#include <stdlib.h>\n#include <string.h>\n"
        "int main(void){for(;;)memset(malloc(1<<20),1,1<<20);}",
        Verdict.OLE: '#include <stdio.h>\nint main(void){for(;;)puts("xxxxxxxxxxxxxxxxxxxxxxxx");}',
        Verdict.RTE: "int main(void){return *(volatile int*)0;}",
        Verdict.CE: "int main(void){return x;}",
    },
    Language.CPP: {
        Verdict.AC: "#include <iostream>\nint main(){int a,b;std::cin>>a>>b;std::cout<<a+b<<'\\n';}",
        Verdict.WA: "#include <iostream>\nint main(){std::cout<<41;}",
        Verdict.TLE: "int main(){for(volatile long i=0;;i=i+1);}",
        Verdict.MLE: "#include <vector>\nint main(){std::vector<std::vector<int>> x;for(;;)x.emplace_back(1<<18,7);}",
        Verdict.OLE: '#include <iostream>\nint main(){for(;;)std::cout<<"xxxxxxxxxxxxxxxxxxxxxxxxx\\n";}',
        Verdict.RTE: "#include <vector>\nint main(){std::vector<int> x;return x.at(1);}",
        Verdict.CE: "int main(){return x;}",
    },
    Language.JAVA: {
        Verdict.AC: "import java.util.*;public class Main{public static void main(String[] a){"
        "Scanner s=new Scanner(System.in);System.out.println(s.nextInt()+s.nextInt());}}",
        Verdict.WA: "public class Main{public static void main(String[] a){System.out.println(41);}}",
        Verdict.TLE: "public class Main{static long i;public static void main(String[] a){for(;;)i++;}}",
        Verdict.MLE: "import java.util.*;public class Main{public static void main(String[] a){"
        "List<long[]> x=new ArrayList<>();for(;;)x.add(new long[100000]);}}",
        Verdict.OLE: 'public class Main{public static void main(String[] a){for(;;)System.out.println("xxxxxxxxxx");}}',
        Verdict.RTE: "public class Main{public static void main(String[] a){System.out.println(a[1]);}}",
        Verdict.CE: "public class Main{public static void main(String[] a){return x;}}",
    },
    Language.JAVASCRIPT: {
        Verdict.AC: "const [a,b]=require('fs').readFileSync(0,'utf8').split(' ').map(Number);console.log(a+b)",
        Verdict.WA: "console.log(41)",
        Verdict.TLE: "for(;;);",
        Verdict.MLE: "const x=[];for(;;)x.push(new Array(100000).fill(1.5));",
        Verdict.OLE: "const fs=require('fs');for(;;)fs.writeSync(1,'x'.repeat(1000));",
        Verdict.RTE: "null.x",
        Verdict.CE: "console.log((1;",
    },
    Language.GO: {
        Verdict.AC: 'package main\nimport "fmt"\nfunc main(){var a,b int;fmt.Scan(&a,&b);fmt.Println(a+b)}',
        Verdict.WA: 'package main\nimport "fmt"\nfunc main(){fmt.Println(41)}',
        Verdict.TLE: "package main\nfunc main(){for{}}",
        Verdict.MLE: "package main\nvar x [][]byte\nfunc main(){for{y:=make([]byte,1<<20);"
        "for i:=range y{y[i]=1};x=append(x,y)}}",
        Verdict.OLE: 'package main\nimport "fmt"\nfunc main(){for{fmt.Println("xxxxxxxxxxxxxxxxxx")}}',
        Verdict.RTE: "package main\nfunc main(){var x []int;println(x[len(x)])}",
        Verdict.CE: "package main\nfunc main(){x}",
    },
    Language.RUST: {
        Verdict.AC: "fn main(){let mut s=String::new();std::io::stdin().read_line(&mut s).unwrap();"
        'println!("{}",s.split_whitespace().map(|x|x.parse::<i32>().unwrap()).sum::<i32>());}',
        Verdict.WA: 'fn main(){println!("41");}',
        Verdict.TLE: "fn main(){loop{}}",
        Verdict.MLE: "fn main(){let mut x=Vec::new();loop{x.push(vec![1u8;1<<20]);}}",
        Verdict.OLE: 'fn main(){loop{println!("xxxxxxxxxxxxxxxxxxxxxxxxxxxx");}}',
        Verdict.RTE: 'fn main(){let x:Vec<i32>=vec![];println!("{}",x[1]);}',
        Verdict.CE: "fn main(){x}",
    },
    Language.TYPESCRIPT: {
        Verdict.AC: "import * as fs from 'fs';\nconst [a,b]:number[]=fs.readFileSync(0,'utf8').split(' ').map(Number);"
        "enum Name{One};console.log(a+b+Name.One)",
        Verdict.WA: "const name:number=41;console.log(name)",
        Verdict.TLE: "for(;;);",
        Verdict.MLE: "const x:number[][]=[];for(;;)x.push(new Array(100000).fill(1.5));",
        Verdict.OLE: "const fs=require('fs');for(;;)fs.writeSync(1,'x'.repeat(1000));",
        Verdict.RTE: "const x:any=null;x.y",
        Verdict.CE: "const x:number='a';",
    },
    Language.CSHARP: {
        Verdict.AC: "using System;using System.Linq;using System.Numerics;class P{static void Main(){"
        "var sum=Console.ReadLine().Split(' ').Select(BigInteger.Parse).Aggregate((a,b)=>a+b);"
        'Console.WriteLine($"{sum}");}}',
        Verdict.WA: "class P{static void Main(){System.Console.WriteLine(41);}}",
        Verdict.TLE: "class P{static void Main(){for(;;);}}",
        Verdict.MLE: "using System.Collections.Generic;class P{static void Main(){var x=new List<long[]>();"
        "for(;;){var y=new long[100000];for(int i=0;i<y.Length;i++)y[i]=7;x.Add(y);}}}",
        Verdict.OLE: 'class P{static void Main(){for(;;)System.Console.WriteLine("xxxxxxxxxxxxxxxxxxxx");}}',
        Verdict.RTE: "class P{static void Main(string[] a){System.Console.WriteLine(a[1]);}}",
        Verdict.CE: "class P{static void Main(){return x;}}",
    },
    Language.KOTLIN: {
        Verdict.AC: "fun main(){println(readln().split(' ').sumOf{it.toInt()})}".replace("' '", '" "'),
        Verdict.WA: "fun main(){println(41)}",
        Verdict.TLE: "var i=0L\nfun main(){while(true)i++}",
        Verdict.MLE: "fun main(){val x=mutableListOf<LongArray>();while(true)x.add(LongArray(100000))}",
        Verdict.OLE: 'fun main(){while(true)println("xxxxxxxxxx")}',
        Verdict.RTE: "fun main(){println(listOf<Int>()[1])}",
        Verdict.CE: "fun main(){return x}",
    },
    Language.RUBY: {
        Verdict.AC: "require 'set'\nputs gets.split.map(&:to_i).sum",
        Verdict.WA: "puts 41",
        Verdict.TLE: "loop {}",
        Verdict.MLE: "x = []\nloop { x << 'x' * 1_000_000 }",
        Verdict.OLE: "loop { puts 'x' * 1000 }",
        Verdict.RTE: "[].fetch(1)",
        Verdict.CE: "puts (1",
    },
    Language.PHP: {
        Verdict.AC: '<?php fscanf(STDIN, "%d %d", $a, $b); echo ctype_digit("1") ? $a + $b : "", "\n";',
        Verdict.WA: "<?php echo 41;",
        Verdict.TLE: "<?php for (;;);",
        Verdict.MLE: '<?php $x = []; for (;;) $x[] = str_repeat("x", 100000);',
        Verdict.OLE: '<?php for (;;) echo str_repeat("x", 1000);',
        Verdict.RTE: "<?php intdiv(1, 0);",
        Verdict.CE: "<?php echo (1;",
    },
    Language.BASH: {
        Verdict.AC: "read -r a b\necho $((a + b))",
        Verdict.WA: "echo 41",
        Verdict.TLE: "while :; do :; done",
        Verdict.MLE: "x=x\nwhile :; do x=$x$x; done",
        Verdict.OLE: "yes",
        Verdict.RTE: "exit 3",
        Verdict.CE: "if true; then echo 42",
    },
    Language.SQL: {
        Verdict.AC: "SELECT sum(x) FROM numbers",
        Verdict.WA: "SELECT 41;",
        Verdict.TLE: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;",
        Verdict.MLE: "CREATE TABLE big (x);\nWITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        "\nINSERT INTO big SELECT randomblob(1000000) FROM n;",
        Verdict.OLE: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT hex(zeroblob(99)) FROM n;",
        Verdict.RTE: "SELECT abs(-9223372036854775807 - 1);",
        Verdict.CE: "SELEC 1;",
    },
}
