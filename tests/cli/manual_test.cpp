// The manual and the completions that are written from the command table: nothing may be missing in
// one of them, and those who read them have to take them.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

using ManualJson = nlohmann::json;

class Manual : public CliTest {
 protected:
  static std::string help(const std::string& format) {
    const Finished done = profgen({"help", "--format=" + format});
    EXPECT_EQ(done.exit_code, 0) << done.errors;
    return done.output;
  }
  // Every page below path("scd").
  void write_pages() const {
    const Finished done = profgen({"help", "--format=scdoc", "-o", path("scd")});
    ASSERT_EQ(done.exit_code, 0) << done.errors;
  }
  static Finished run(std::vector<std::string> words, const std::string& input = "") {
    const auto done =
        real_processes()->run({std::move(words), input, {{"LC_ALL", "C.UTF-8"}}, 120});
    EXPECT_TRUE(done);
    return done ? *done : Finished{};
  }
  static bool there_is(const char* program) { return !real_processes()->find(program).empty(); }
};

// What is no group, with subcommands.
std::vector<ManualJson> leaves(const ManualJson& book) {
  std::vector<ManualJson> out;
  for (const ManualJson& command : book["commands"]) {
    if (!command.contains("commands"))
      out.push_back(command);
    else
      for (const ManualJson& sub : command["commands"]) out.push_back(sub);
  }
  return out;
}

std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find(' ', at), name.size());
    out.push_back(name.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// "--output" of a line of --help that begins with it or with "-o [ --output ]".
std::set<std::string> options_in(const std::string& help) {
  std::set<std::string> out;
  const std::regex option(R"((?:^|\n)  (?:-\w \[ )?--([a-z-]+))");
  for (auto it = std::sregex_iterator(help.begin(), help.end(), option);
       it != std::sregex_iterator(); ++it)
    out.insert((*it)[1]);
  return out;
}

TEST_F(Manual, EveryCommandAndOptionIsInEachOutput) {
  const ManualJson book = ManualJson::parse(help("json"));
  const std::string bash = help("bash"), zsh = help("zsh"), fish = help("fish");
  write_pages();
  std::size_t seen = 0;
  for (const ManualJson& command : leaves(book)) {
    const auto name = command["name"].get<std::string>();
    std::vector<std::string> line = words_of(name);
    line.emplace_back("--help");
    const std::set<std::string> options = options_in(profgen(line).output);
    ASSERT_GE(options.size(), 10u) << name;
    std::string dashed = name, function = name;
    std::replace(dashed.begin(), dashed.end(), ' ', '-');
    std::replace_if(
        function.begin(), function.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
    const std::string page = read(path("scd/profgen-" + dashed + ".1.scd"));
    const std::size_t begin = bash.find("    '" + name + "') options='");
    ASSERT_NE(begin, std::string::npos) << name;
    const std::string bash_line = bash.substr(begin, bash.find('\n', begin) - begin) + " ";
    const std::size_t zsh_begin = zsh.find("\n_profgen_" + function + "() {");
    ASSERT_NE(zsh_begin, std::string::npos) << name;
    const std::string zsh_part = zsh.substr(zsh_begin, zsh.find("\n}\n", zsh_begin) - zsh_begin) +
                                 zsh.substr(0, zsh.find("\n)\n"));
    EXPECT_TRUE(has(fish, "'" + name + "'")) << name;
    for (const std::string& option : options) {
      ++seen;
      EXPECT_TRUE(has(page, "*--" + option + "*")) << name << " " << option;
      EXPECT_TRUE(has(bash_line, "--" + option + " ") || has(bash_line, "--" + option + "'"))
          << name << " " << option;
      EXPECT_TRUE(has(zsh_part, "--" + option + "[") || has(zsh_part, "--" + option + "=["))
          << name << " " << option;
      EXPECT_TRUE(has(fish, " -l " + option + " ")) << name << " " << option;
    }
    EXPECT_FALSE(command["examples"].empty()) << name << " has no example";
    for (const ManualJson& example : command["examples"])
      for (const std::string& word : words_of(example["command"])) {
        if (word == "--") break;  // of another program from here on
        if (word.compare(0, 2, "--") != 0) continue;
        EXPECT_EQ(options.count(word.substr(2, word.find('=') - 2)), 1u) << name << " " << word;
      }
  }
  EXPECT_GT(seen, 500u);
  const std::string overview = profgen({"--help"}).output;
  for (const ManualJson& command : book["commands"])
    EXPECT_TRUE(has(overview, "  " + command["name"].get<std::string>() + " "));
}

TEST_F(Manual, WordsThatAreOfferedAreThoseThatTheOptionNames) {
  for (const ManualJson& command : leaves(ManualJson::parse(help("json"))))
    for (const ManualJson& option : command["options"]) {
      const std::string kind = option.value("completes", "");
      if (kind.empty() || kind[0] != '=') continue;
      for (const std::string& word : words_of(kind.substr(1)))
        EXPECT_TRUE(has(option["text"], word))
            << command["name"] << " " << option["name"] << " " << word;
    }
}

TEST_F(Manual, ScdocTakesEveryPageAndThePagesAreClean) {
  if (!there_is("scdoc")) GTEST_SKIP() << "scdoc is not installed";
  write_pages();
  std::vector<std::string> pages;
  for (const auto& entry : std::filesystem::directory_iterator(path("scd"))) {
    const std::string scd = entry.path().string(), name = entry.path().stem().string();
    const Finished made = run({"scdoc"}, read(scd));
    EXPECT_EQ(made.exit_code, 0) << name << ": " << made.errors;
    write("man/" + name, made.output);
    pages.push_back(path("man/" + name));
  }
  EXPECT_GT(pages.size(), 40u);
  for (const char* document : {"guard", "inventory"}) {
    const Finished page = run({PROFGEN_PAGE, "x.yaml", "5", "1", "a file"},
                              read(std::string(PROFGEN_SOURCE_DIR) + "/docs/" + document + ".md"));
    const Finished made = run({"scdoc"}, page.output);
    EXPECT_EQ(made.exit_code, 0) << document << ": " << made.errors;
    write(std::string("man/") + document + ".5", made.output);
    pages.push_back(path(std::string("man/") + document + ".5"));
  }
  if (there_is("mandoc")) {
    std::vector<std::string> lint = {"mandoc", "-T", "lint", "-W", "error"};
    lint.insert(lint.end(), pages.begin(), pages.end());
    const Finished done = run(lint);
    EXPECT_EQ(done.exit_code, 0) << done.output << done.errors;
  }
  if (!there_is("man")) GTEST_SKIP() << "the rest passed; man-db is not installed";
  for (const char* name : {"profgen.1", "profgen-learn.1", "profgen-fleet-deploy.1", "guard.5"}) {
    const Finished shown =
        run({"man", "--warnings", "-E", "UTF-8", "-l", path(std::string("man/") + name)});
    EXPECT_EQ(shown.exit_code, 0) << name;
    EXPECT_EQ(shown.errors, "") << name;
  }
  EXPECT_TRUE(has(run({"man", "-l", path("man/profgen-events.1")}).output, "--follow, -f"));
}

class Bash : public Manual {
 protected:
  // What bash offers at the end of the line, of which the last word may be "".
  std::vector<std::string> offered(const std::vector<std::string>& words) const {
    std::string line;
    for (const std::string& word : words) line += " '" + word + "'";
    const Finished done = run({"bash", "--norc", "-c",
                               "cd \"$2\" && source \"$1\" && COMP_WORDS=(" + line.substr(1) +
                                   ") && COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) && _profgen && "
                                   "printf '%s\\n' \"${COMPREPLY[@]}\"",
                               "bash", path("completion"), directory_});
    EXPECT_EQ(done.errors, "");
    std::vector<std::string> out;
    for (std::size_t at = 0; at < done.output.size();) {
      const std::size_t end = done.output.find('\n', at);
      if (end > at) out.push_back(done.output.substr(at, end - at));
      at = end + 1;
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  void SetUp() override {
    Manual::SetUp();
    write("completion", help("bash"));
    write("logs/audit.log", "");
    write("policy/web", "profile web /bin/web {\n  profile child {\n  }\n  ^hat {\n  }\n}\n");
    write("policy/broken", "profile {");
    write("policy/tool", "/usr/bin/tool {\n}\n@{X}=/a\nprofile @{X} {\n}\n");
  }
};

TEST_F(Bash, CompletesWhatIsDueAtEachPlace) {
  using Words = std::vector<std::string>;
  const std::string program = PROFGEN_BINARY;
  const struct {
    Words line, offered;
  } cases[] = {
      {{"profgen", "ev"}, {"events"}},
      {{"profgen", "-q", "--root", "/", "ev"}, {"events"}},
      {{"profgen", "fleet", "pl"}, {"plan"}},
      {{"profgen", "fleet", "-i", "x", "pref"}, {"preflight"}},
      {{"profgen", "events", "--fo"}, {"--follow"}},
      {{"profgen", "events", "--policy-d"}, {"--policy-dir"}},
      {{"profgen", "events", "logs/"}, {"logs/audit.log"}},
      {{"profgen", "events", "--color", "a"}, {"always", "auto"}},
      {{"profgen", "events", "--color", "="}, {"always", "auto", "never"}},
      {{"profgen", "events", "--color", "=", "ne"}, {"never"}},
      {{"profgen", "suggest", "--format", "=", "d"}, {"decisions", "diff"}},
      {{"profgen", "generate", "-o", "lo"}, {"logs"}},
      {{"profgen", "events", "--host"}, {}},
      {{"profgen", "mode", "c"}, {"complain"}},
      {{program, "--policy-dir", path("policy"), "mode", "complain", "w"},
       {"web", "web//child", "web//hat"}},
      {{program, "--policy-dir", "=", path("policy"), "suggest", "--profile", "/usr"},
       {"/usr/bin/tool"}},
      {{program, "verify", "--policy-dir", path("policy"), "logs/"}, {"logs/audit.log"}},
      {{"profgen", "learn", "--", "x", "-"}, {}},
      {{"profgen", "ready", "--quiet-for", ""}, {}},
      {{"profgen", "no-such", "--js"}, {"--json"}},
  };
  for (const auto& one : cases) {
    std::string line;
    for (const std::string& word : one.line) line += word + " ";
    EXPECT_EQ(offered(one.line), one.offered) << line;
  }
}

TEST_F(Bash, ShellcheckHasNothingToSay) {
  if (!there_is("shellcheck")) GTEST_SKIP() << "shellcheck is not installed";
  const Finished done = run({"shellcheck", path("completion")});
  EXPECT_EQ(done.exit_code, 0) << done.output;
}

TEST_F(Manual, ZshAndFishReadTheirScripts) {
  write("_profgen", help("zsh"));
  write("profgen.fish", help("fish"));
  std::string missing;
  for (const auto& [shell, script] :
       {std::pair{"zsh", "_profgen"}, std::pair{"fish", "profgen.fish"}}) {
    if (!there_is(shell)) {
      missing += std::string(missing.empty() ? "" : " and ") + shell;
      continue;
    }
    const Finished done = run({shell, "-n", path(script)});
    EXPECT_EQ(done.exit_code, 0) << shell << ": " << done.errors;
    EXPECT_EQ(done.errors, "") << shell;
  }
  if (there_is("fish")) {
    const Finished done =
        run({"fish", "--no-config", "-c",
             "source " + path("profgen.fish") +
                 "; complete -C 'profgen fleet pl'; complete -C "
                 "'profgen suggest --format de'; complete -C 'profgen events --ign'"});
    for (const char* word : {"plan", "decisions", "--ignored"})
      EXPECT_TRUE(has(done.output, word)) << done.output << done.errors;
  }
  if (!missing.empty()) GTEST_SKIP() << missing << " not installed";
}

TEST_F(Manual, HelpOfACommandIsWhatItsHelpSays) {
  EXPECT_EQ(profgen({"help", "fleet", "plan"}).output, profgen({"fleet", "plan", "--help"}).output);
  EXPECT_EQ(profgen({"help"}).output, profgen({"--help"}).output);
  EXPECT_EQ(profgen({"help", "evnets"}).exit_code, 2);
  EXPECT_EQ(profgen({"help", "--format=troff"}).exit_code, 2);
  EXPECT_EQ(profgen({"help", "--format=scdoc", "no-such"}).exit_code, 2);
  EXPECT_TRUE(
      has(profgen({"help", "--format=scdoc", "fleet", "plan"}).output, "profgen-fleet-plan(1)"));
}

}  // namespace
}  // namespace profgen::test
