<?php
[$a, $b, $x, $y] = array_map("intval", explode(" ", trim(fgets(STDIN))));

echo 0, "\n";
