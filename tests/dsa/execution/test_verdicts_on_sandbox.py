"""Every verdict, in every language that this machine has, by programs that really do it."""

import pytest

from dsa.execution import CompileResult, Language, Limits, Program, Stop, Test, TestResult, Verdict, judge
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.toolchains import find_all

LIMITS = Limits(cpu_seconds=1, wall_seconds=20, memory_kb=128 * 1024, output_bytes=100_000)
TEST = Test(stdin=b"20 22\n", expected=b"42\n")

PROGRAMS: dict[Language, dict[Verdict, str]] = {
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
# SQL reads the tables.
TABLES = Test(stdin=b"CREATE TABLE numbers (x);\nINSERT INTO numbers VALUES (20), (22);\n", expected=b"42\n")
CASES = [
    pytest.param(language, verdict, id=f"{language}-{verdict}")
    for language in Language
    for verdict in PROGRAMS[language]
]


@pytest.mark.parametrize(("language", "verdict"), CASES)
def test_program_gets_its_verdict(sandbox: SandboxBackend, language: Language, verdict: Verdict) -> None:
    if reason := sandbox.why_not(language):
        pytest.skip(reason)

    test = TABLES if language is Language.SQL else TEST
    compiled, *results = judge(sandbox, Program(language, PROGRAMS[language][verdict]), [test], LIMITS)

    assert isinstance(compiled, CompileResult)
    if verdict is Verdict.CE:
        assert not compiled.ok
        assert compiled.output
        assert results == []
    else:
        assert compiled.ok, compiled.output
        (result,) = results
        assert isinstance(result, TestResult)
        assert result.verdict is verdict, result.run


def test_the_languages_that_every_installation_brings_are_here(sandbox: SandboxBackend) -> None:
    """Those that `make test` installs; without them the cases above would be skipped."""
    assert set(sandbox.languages()) >= {
        Language.PYTHON,
        Language.C,
        Language.CPP,
        Language.JAVA,
        Language.JAVASCRIPT,
    }


def test_every_toolchain_that_is_here_passes_its_self_test(sandbox: SandboxBackend) -> None:
    """Otherwise the cases above would be skipped for a language that is installed."""
    found, _ = find_all()

    assert {language: sandbox.why_not(language) for language in found} == dict.fromkeys(found, "")


def test_ie_is_for_a_sandbox_that_breaks(sandbox: SandboxBackend) -> None:
    """Stopped from outside, a run is nobody's fault."""
    from dsa.execution.sandbox.jail import Command
    from dsa.execution.sandbox.running import ResourceLimits

    limits = ResourceLimits(cpu_seconds=1, wall_seconds=5, memory_kb=65_536, output_bytes=1000, processes=8)
    with sandbox.workdir.submission() as folder:
        run = sandbox.jail.run(
            Command(["/usr/bin/sleep", "5"], folder), limits, stdin=b"", slot=0, stopped=lambda: True
        )

    assert run.error is not None


def test_how_a_run_ended_is_told(sandbox: SandboxBackend) -> None:
    program = Program(Language.PYTHON, "import os, sys\nos.kill(os.getpid(), int(input())) or sys.exit(7)")
    tests = [Test(stdin=b"0"), Test(stdin=b"11")]

    _, *results = judge(sandbox, program, tests, LIMITS)

    by_index = {result.index: result.run for result in results if isinstance(result, TestResult)}
    assert (by_index[0].exit_code, by_index[0].signal) == (7, None)
    assert (by_index[1].exit_code, by_index[1].signal) == (None, 11)


def test_output_is_cut_and_marked(sandbox: SandboxBackend) -> None:
    program = Program(
        Language.PYTHON, "import sys\nprint('x' * 200_000, file=sys.stderr)\nprint('y' * 200_000)"
    )

    _, result = judge(sandbox, program, [Test()], LIMITS)

    assert isinstance(result, TestResult)
    assert result.run.stopped is Stop.OUTPUT
    assert result.run.stdout == b"y" * LIMITS.output_bytes
    assert result.run.stdout_truncated
    assert result.run.stderr_truncated
    assert len(result.run.stderr) < 70_000


def test_results_come_as_they_finish_and_the_rest_can_be_stopped(sandbox: SandboxBackend) -> None:
    program = Program(Language.PYTHON, "import time\ntime.sleep(int(input()))")
    limits = Limits(cpu_seconds=1, wall_seconds=100)
    events = judge(sandbox, program, [Test(stdin=b"60"), Test(stdin=b"0")], limits)

    assert next(events) == CompileResult(ok=True)
    first = next(events)
    events.close()

    assert isinstance(first, TestResult)
    assert first.index == 1
    assert list((sandbox.workdir.path / "submissions").iterdir()) == []
