# Reads the XML that GoogleTest and ctest write (an element a line) and prints a line a test case,
# tab-separated: passed|failed|skipped, group.name, why it was skipped.
function attribute(name,    at, text) {
  at = index($0, " " name "=\"")
  if (!at) return ""
  text = substr($0, at + length(name) + 3)
  return substr(text, 1, index(text, "\"") - 1)
}
function plain(text) {
  # GoogleTest puts "file:line" and a line break before the message of a skip.
  sub(/^[^&]*:[0-9]+(&#x0A;|&#xA;|&#10;)/, "", text)
  gsub(/&#x0A;|&#xA;|&#10;|&#x09;/, " ", text)
  gsub(/&quot;/, "\"", text); gsub(/&apos;|&#39;/, "'", text)
  gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&amp;/, "\\&", text)
  gsub(/^ +| +$/, "", text)
  return text
}
function finish() {
  if (name == "") return
  if (state == "skipped" && reason == "") reason = "no reason given"
  printf "%s\t%s\t%s\n", state, name, reason
  name = ""
}
# Output of the tests themselves is no markup.
inside { if (index($0, "]]>")) inside = 0; next }
/<testcase / {
  finish()
  group = attribute("classname"); name = attribute("name"); reason = ""
  if (group != "" && group != name) name = group "." name
  status = attribute("status"); state = "passed"
  if (status == "fail") state = "failed"
  if (status == "disabled" || attribute("result") == "suppressed") {
    state = "skipped"
    reason = "disabled in the source"
  }
}
/<failure/ { state = "failed" }
/<skipped/ {
  message = attribute("message")
  # ctest: a test that cannot be started is no skip.
  if (status == "notrun" && message !~ /^SKIP_/) state = "failed"
  else if (state != "failed") state = "skipped"
  if (message !~ /^SKIP_/) reason = plain(message)
}
/<system-out>skipped: / {
  if (state == "skipped") {
    sub(/.*<system-out>skipped: /, ""); sub(/<\/system-out>.*/, "")
    reason = plain($0)
  }
}
/<!\[CDATA\[/ { if (!index($0, "]]>")) inside = 1 }
/<\/testcase>/ || /<testcase .*\/>/ { finish() }
END { finish() }
