<?php
$canary = trim(fgets(STDIN));
$port = (int) fgets(STDIN);
$leaks = ["leaks:"];
if (file_exists($canary)) {
    $leaks[] = "file";
}
if (@fsockopen("127.0.0.1", $port, $code, $message, 1)) {
    $leaks[] = "network";
}
if (!in_array("Seccomp:\t2\n", file("/proc/self/status"))) {
    $leaks[] = "seccomp";
}
echo implode(" ", $leaks), "\n";
