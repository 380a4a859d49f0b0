# Holds the includes of installed headers against what they may include and what they use. A name of the
# standard library needs its header, which another of ours that is included may bring.
BEGIN {
  split("array atomic deque function:functional initializer_list map unordered_map multimap:map memory" \
        " shared_ptr:memory unique_ptr:memory weak_ptr:memory optional nullopt:optional set multiset:set" \
        " span string string_view tuple variant monostate:variant holds_alternative:variant" \
        " get_if:variant vector pair:utility move:utility forward:utility swap:utility" \
        " in_place_index:utility uint8_t:cstdint uint16_t:cstdint uint32_t:cstdint uint64_t:cstdint" \
        " int32_t:cstdint int64_t:cstdint size_t:cstddef ptrdiff_t:cstddef less:functional" \
        " input_iterator_tag:iterator forward_iterator_tag:iterator mutex thread chrono filesystem" \
        " stop_token error_code:system_error", words, " ")
  for (i in words) {
    n = split(words[i], part, ":")
    header_of[part[1]] = part[n]
  }
  # Standard headers that stand for others by their own description.
  brings["string"] = "string_view initializer_list cstddef"
  brings["vector"] = brings["map"] = brings["set"] = brings["deque"] = "initializer_list cstddef"
  brings["unordered_map"] = brings["array"] = brings["span"] = brings["string_view"] = "cstddef"
  brings["map"] = brings["map"] " utility functional"
  brings["set"] = brings["set"] " functional"
  brings["tuple"] = brings["variant"] = brings["optional"] = "utility"
  brings["memory"] = brings["iterator"] = brings["functional"] = "cstddef"
}
FNR == 1 {
  file = FILENAME
  sub("^" include "/", "", file)
  files[++count] = file
}
/^[ \t]*#[ \t]*include/ {
  name = $0
  sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
  if (name ~ /^"profgen(\/[a-z_]+\.hpp|\.h)"$/)
    ours[file] = ours[file] " " substr(name, 2, length(name) - 2)
  else if (name ~ /^<([a-z_]+|std(def|int)\.h)>$/)
    standard[file] = standard[file] " " substr(name, 2, length(name) - 2)
  else {
    print file ":" FNR ": includes " name ", neither the standard library's nor ours"
    bad = 1
  }
  next
}
{
  line = $0
  sub(/\/\/.*/, "", line)
  while (match(line, /std::[a-z_0-9]+/)) {
    name = substr(line, RSTART + 5, RLENGTH - 5)
    if (name in header_of && !((file, header_of[name]) in used)) used[file, header_of[name]] = FNR
    line = substr(line, RSTART + RLENGTH)
  }
}
function collect(of, into, done,    list, i, n, more, j, k) {
  if (of in done) return
  done[of] = 1
  n = split(standard[of], list, " ")
  for (i = 1; i <= n; i++) {
    into[list[i]] = 1
    k = split(brings[list[i]], more, " ")
    for (j = 1; j <= k; j++) into[more[j]] = 1
  }
  n = split(ours[of], list, " ")
  for (i = 1; i <= n; i++) collect(list[i], into, done)
}
END {
  for (f = 1; f <= count; f++) {
    split("", into)
    split("", done)
    collect(files[f], into, done)
    for (key in used) {
      split(key, part, SUBSEP)
      if (part[1] == files[f] && !(part[2] in into)) {
        print files[f] ":" used[key] ": uses what <" part[2] "> declares, and nothing that it includes has it"
        bad = 1
      }
    }
  }
  exit bad
}
