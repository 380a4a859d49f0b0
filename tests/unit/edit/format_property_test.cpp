// Random policies in random layouts: formatting succeeds, changes no rule and no comment, and is
// idempotent.
#include <algorithm>
#include <random>

#include "edit/line.hpp"
#include "support/cases.hpp"
#include "support/mutate.hpp"
#include "unit/edit/format_helpers.hpp"

namespace profgen::edit {
namespace {

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::string file() {
    std::string out;
    if (one_in(2)) out += "abi <abi/4.0>" + gap() + "," + line_end();
    if (one_in(2)) out += "include <tunables/global>" + line_end();
    if (one_in(2)) out += "@{A}" + gap() + "=" + gap() + "x \"y  z\"" + line_end();
    for (int i = upto(2); i >= 0; --i) out += profile(0) + line_end();
    return out;
  }

 private:
  bool one_in(int n) { return random_() % static_cast<unsigned>(n) == 0; }
  int upto(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n + 1)); }
  template <typename T, std::size_t N>
  const T& any(const T (&from)[N]) {
    return from[random_() % N];
  }
  std::string gap() {
    static const char* const gaps[] = {"", " ", "  ", "\t", " \t "};
    return any(gaps);
  }
  std::string wide() { return one_in(8) ? "\n " : " " + gap(); }
  std::string comment() {
    static const char* const comments[] = {"# one", "#two", "#   three  ", "#aa:only apt", "# é"};
    return any(comments) + std::to_string(count_++);
  }
  // The end of a statement that needs a line end.
  std::string line_end() {
    std::string out = gap();
    if (one_in(6)) out += " " + comment();
    out += "\n";
    while (one_in(5)) out += gap() + "\n";
    while (one_in(8)) out += gap() + comment() + "\n";
    return out + gap();
  }
  // The end of one that does not.
  std::string end() { return one_in(7) ? " " + gap() : line_end(); }

  std::string rule() {
    static const char* const pool[] = {
        "/a r",
        "/b/** rw",
        "/usr/bin/x rix",
        "/usr/lib/y mr",
        "@{A}/c k",
        "\"/d e\" w",
        "/f Px -> g",
        "/h Cx -> i",
        "owner /j rw",
        "deny /k w",
        "audit deny owner /l wl",
        "file /m r",
        "r /n",
        "file",
        "link /o -> /p",
        "capability kill",
        "capability chown sys_admin",
        "capability",
        "network inet stream",
        "network",
        "unix ( send,receive ) type=stream peer=(addr=@a label=b)",
        "signal (send) set=(\"hup\", term) peer=q",
        "ptrace (readby)",
        "dbus send bus=system path=/r interface=s member=t peer=(label=u, name=v)",
        "dbus bind bus=session name=w.x",
        "mount options=(rw,bind) /y -> /z",
        "umount /z",
        "change_profile -> aa",
        "set rlimit nofile <= 5",
        "userns",
        "mqueue (read,write) /q",
    };
    return stretched(any(pool)) + gap() + "," + end();
  }
  // Other blanks between the words, outside quotes.
  std::string stretched(std::string_view text) {
    std::string out;
    bool quoted = false;
    for (const char c : text) {
      if (c == '"') quoted = !quoted;
      if (c == ' ' && !quoted)
        out += wide();
      else
        out += c;
    }
    return out;
  }

  std::string body(int depth) {
    std::string out = "{" + line_end();
    bool off = false;
    for (int i = upto(14); i > 0; --i) {
      if (one_in(40)) {
        out += "\n # fmt: " + std::string(off ? "on" : "off") + "\n";
        off = !off;
      }
      if (one_in(12))
        out += "include <abstractions/b" + std::to_string(upto(5)) + ">" + line_end();
      else if (one_in(14) && depth < 3)
        out += profile(depth + 1) + end();
      else if (one_in(20) && depth < 3)
        out += "if $B " + body(depth + 1) + (one_in(2) ? " else " + body(depth + 1) : "") + end();
      else if (one_in(20) && depth < 3)
        out += "audit " + body(depth + 1) + end();
      else
        out += rule();
    }
    return out + (one_in(2) ? "}" : "\n }");
  }
  std::string profile(int depth) {
    std::string out = depth > 0 && one_in(2) ? "hat" : "profile";
    out += " p" + std::to_string(count_++) + " ";
    if (one_in(3))
      out += "flags" + gap() + "=" + gap() + "(audit," + gap() + "complain" + gap() + ")";
    return out + wide() + body(depth);
  }

  std::mt19937 random_;
  int count_ = 0;
};

// Rules by meaning with the scope that they stand in, and every comment; sorted.
void collect(const policy::Tree& tree, const std::vector<policy::Item>& items,
             const std::string& scope, std::vector<std::string>& out) {
  for (const policy::Item& item : items) {
    std::string inner = scope;
    if (const auto* rule = std::get_if<policy::Rule>(&item.value)) {
      policy::Rule plain = normalised(*rule);
      if (auto* capability = std::get_if<policy::CapabilityRule>(&plain.body);
          capability != nullptr && !capability->names.empty()) {
        for (const std::string& name : capability->names)
          out.push_back(scope + policy::to_text({plain.prefix, policy::CapabilityRule{{name}}}));
        continue;
      }
      if (auto* dbus = std::get_if<policy::DbusRule>(&plain.body)) {
        std::sort(dbus->local.begin(), dbus->local.end());
        std::sort(dbus->peer.begin(), dbus->peer.end());
      }
      out.push_back(scope + policy::to_text(plain));
    } else if (std::holds_alternative<policy::Comment>(item.value)) {
      std::string text(tree.source->text(item.span));
      text.erase(text.find_last_not_of(" \t\r") + 1);
      out.push_back(scope + text);
    } else if (const auto* header = std::get_if<policy::ProfileHeader>(&item.value)) {
      inner += header->name + "/";
      out.push_back(inner);
    } else if (!item.children.empty()) {
      inner += std::to_string(item.value.index()) + "/";
    }
    collect(tree, item.children, inner, out);
  }
}

std::vector<std::string> contents(const std::string& text) {
  const policy::Tree tree = policy::parse(make_source("t", text));
  EXPECT_TRUE(tree.diagnostics.empty()) << render(tree.diagnostics.front()) << text;
  std::vector<std::string> out;
  collect(tree, tree.items, "", out);
  std::sort(out.begin(), out.end());
  return out;
}

TEST(FormatProperty, RandomPoliciesInRandomLayouts) {
  for (unsigned seed = 0; seed < proof::cases(1500); ++seed) {
    const std::string text = Maker(seed).file();
    const std::string once = formatted(text);
    ASSERT_EQ(contents(once), contents(text)) << "seed " << seed << "\n"
                                              << text << "\n->\n"
                                              << once;
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed << "\n" << text;
    if (text.find("fmt:") != std::string::npos) continue;
    ASSERT_EQ(once.find("\n\n\n"), std::string::npos) << "seed " << seed;
    ASSERT_EQ(once.find(" \n"), std::string::npos) << "seed " << seed << once;
  }
}

// Texts that nobody would write: whatever the reader takes is formatted, and only once.
TEST(FormatProperty, MutatedPolicies) {
  const std::string alphabet = "{}()\",\\#@$^<>=: \n\t\r/arwx*[]+&->";
  std::size_t read = 0;
  for (unsigned seed = 0; seed < proof::cases(6000); ++seed) {
    std::mt19937 random(seed);
    std::string text = Maker(seed % 100).file();
    for (unsigned i = random() % 4 + 1; i > 0; --i) proof::mutate(text, alphabet, random, 3, 30);
    const Result<std::string> once = format(policy::parse(make_source("t", text)));
    if (!once) {
      ASSERT_EQ(once.error().kind, ErrorKind::input) << once.error().text() << "\n" << text;
      continue;
    }
    ++read;
    formatted(*once);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed << "\n" << text;
  }
  EXPECT_GT(read, proof::cases(500));
}

// Layout alone never decides: the same policy, squeezed or stretched, comes out the same.
TEST(FormatProperty, BlanksBetweenWordsDoNotMatter) {
  for (unsigned seed = 0; seed < proof::cases(300); ++seed) {
    const std::string once = formatted(Maker(seed).file());
    if (once.find("fmt:") != std::string::npos) continue;
    std::mt19937 random(seed);
    std::string other;
    for (std::size_t i = 0; i < once.size(); ++i) {
      other += once[i];
      // Indentation of lines, and blanks at their ends.
      if (once[i] == '\n' && once[i + 1] != '\n') other.append(random() % 5, ' ');
      if (i + 1 < once.size() && once[i + 1] == '\n' && once[i] != '\n')
        other.append(random() % 3, ' ');
    }
    // Comments that go on in the column of another are no longer below it.
    if (formatted(other) == once) continue;
    ASSERT_NE(once.find("  #"), std::string::npos) << "seed " << seed << "\n" << once;
  }
}

}  // namespace
}  // namespace profgen::edit
