/** Words of languages whose packages bring none for completion. Pure. */

const javascript = `async await break case catch class const continue debugger default delete do else export extends false finally
    for function if import in instanceof let new null of return static super switch this throw true try typeof undefined var
    void while with yield console process require Math JSON Object Array Map Set Number String Boolean BigInt Symbol Promise
    Infinity NaN parseInt parseFloat isNaN log readFileSync length push pop shift unshift slice splice concat join map filter
    reduce forEach find findIndex indexOf includes sort reverse some every flat flatMap keys values entries from isArray
    split trim replace replaceAll substring startsWith endsWith padStart padEnd charCodeAt toString toUpperCase toLowerCase
    has get set add clear size floor ceil round abs min max sqrt pow trunc random assign freeze`;

const lists: Readonly<Record<string, string>> = {
  python: `and as assert async await break case class continue def del elif else except False finally for from global if import in
    is lambda match None nonlocal not or pass raise return True try while with yield self sys math heapq bisect collections
    itertools functools string random re deque defaultdict Counter OrderedDict namedtuple heappush heappop heapify
    bisect_left bisect_right permutations combinations accumulate product lru_cache cache reduce stdin readline append extend
    insert remove pop popleft appendleft sort reverse index count keys values items get setdefault update add discard join
    split strip lower upper replace startswith endswith find isdigit isalpha format`,
  javascript,
  typescript: `${javascript} abstract any as declare enum implements interface keyof namespace never number string boolean object
    override private protected public readonly satisfies type unknown Record Partial Readonly ReadonlyArray`,
  go: `break case chan const continue default defer else fallthrough for func go goto if import interface map package range
    return select struct switch type var bool byte rune string int int64 uint64 float64 error true false nil iota append cap
    close copy delete len make max min new panic print recover fmt bufio os sort strings strconv math errors Println Printf
    Print Sprintf Scan Scanln Fscan Scanner NewScanner NewReader NewWriter Flush Stdin Stdout Text Buffer Fields Split Join
    Atoi Itoa Slice Ints Strings MaxInt64 MinInt64`,
  c: `auto break case char const continue default do double else enum extern float for goto if inline int long register
    restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool true false NULL
    size_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t include define ifdef ifndef endif printf scanf
    puts getchar putchar fgets malloc calloc realloc free memcpy memset strlen strcmp strcpy strncpy strtol qsort abs
    INT_MAX INT_MIN`,
  cpp: `alignas alignof auto bool break case catch char class const constexpr const_cast continue decltype default delete do
    double dynamic_cast else enum explicit export extern false final float for friend goto if inline int long mutable
    namespace new noexcept nullptr operator override private protected public return short signed sizeof static
    static_assert static_cast struct switch template this throw true try typedef typeid typename union unsigned using
    virtual void volatile while concept requires include define ifdef ifndef endif std string vector array deque list map
    set multimap multiset unordered_map unordered_set stack queue priority_queue pair tuple optional variant function cin
    cout cerr endl getline make_pair make_tuple make_unique make_shared unique_ptr shared_ptr move swap sort stable_sort
    reverse lower_bound upper_bound binary_search accumulate min max abs push_back emplace_back pop_back begin end size
    empty insert erase find count clear resize reserve numeric_limits int64_t uint64_t size_t ios sync_with_stdio`,
  java: `abstract assert boolean break byte case catch char class const continue default do double else enum extends final
    finally float for if implements import instanceof int interface long native new package private protected public
    record return sealed short static strictfp super switch synchronized this throw throws transient true false null try
    var void volatile while yield String StringBuilder Integer Long Double Character Boolean Object Math System Scanner
    BufferedReader InputStreamReader List ArrayList LinkedList Map HashMap TreeMap Set HashSet TreeSet Deque ArrayDeque
    PriorityQueue Queue Stack Arrays Collections Collectors Comparator Iterator Optional Stream IntStream Exception
    RuntimeException IllegalArgumentException IOException Override println print printf length size get put add remove
    contains containsKey getOrDefault isEmpty equals hashCode toString charAt substring split parseInt valueOf`,
  rust: `as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut
    pub ref return self Self static struct super trait true type unsafe use where while bool char str String i8 i16 i32 i64
    i128 isize u8 u16 u32 u64 u128 usize f32 f64 Vec VecDeque HashMap HashSet BTreeMap BTreeSet BinaryHeap Option Some None
    Result Ok Err Box Rc RefCell println print eprintln format vec assert assert_eq panic std collections stdin read_line
    read_to_string lines split_whitespace parse unwrap expect iter into_iter iter_mut map filter collect enumerate zip fold
    sum push pop insert remove contains contains_key get get_mut entry or_insert len is_empty clone sort sort_by derive
    Debug Clone Copy PartialEq Eq Hash PartialOrd Ord main`,
  csharp: `abstract as base bool break byte case catch char checked class const continue decimal default delegate do double
    else enum event explicit extern false finally fixed float for foreach get goto if implicit in int interface internal is
    lock long namespace new null object operator out override params private protected public readonly record ref return
    sbyte sealed set short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked
    unsafe ushort using var virtual void volatile when where while yield Console WriteLine ReadLine Write Math List
    Dictionary HashSet Queue Stack SortedDictionary SortedSet StringBuilder Linq Collections Generic System Length Count
    Add Remove Contains ContainsKey TryGetValue Split Join Parse ToString Select Where OrderBy ToArray ToList Sum Max Min`,
  kotlin: `abstract actual annotation as break by catch class companion const constructor continue data do else enum false
    final finally for fun get if import in inline interface internal is lateinit null object open operator out override
    package private protected public return sealed set super suspend this throw true try typealias val var vararg when
    where while Int Long Double Float Boolean String Char Array IntArray List MutableList Map MutableMap Set MutableSet
    ArrayDeque PriorityQueue Pair Triple println print readln readLine listOf mutableListOf mapOf mutableMapOf setOf
    mutableSetOf arrayOf intArrayOf map filter forEach fold sum sorted sortedBy groupBy associate split joinToString toInt
    toLong size isEmpty contains containsKey getOrDefault getOrPut maxOf minOf repeat until downTo step let also apply run`,
  php: `abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty
    enum extends final finally fn for foreach function global goto if implements include instanceof insteadof interface
    isset list match namespace new null or print private protected public readonly require return self static switch this
    throw trait true false try unset use var while yield fgets fscanf STDIN PHP_EOL count strlen strtolower strtoupper
    substr strpos str_replace explode implode trim intval array_map array_filter array_reduce array_sum array_push
    array_pop array_shift array_keys array_values array_key_exists in_array sort rsort usort range max min printf sprintf
    str_repeat str_contains is_numeric SplPriorityQueue SplQueue SplStack`,
  ruby: `puts print gets chomp split map each select reject reduce inject sort sort_by times upto downto push pop shift unshift
    length size first last include? empty? to_i to_s to_f to_a Hash Array String Integer Float Set attr_accessor
    attr_reader initialize new each_with_index each_char group_by sum max min join reverse freeze nil? is_a? lambda proc`,
};

/** Keywords and the most used names of the standard library; none where the language's own package has them. */
export function languageWords(language: string): readonly string[] {
  return lists[language]?.trim().split(/\s+/) ?? [];
}
