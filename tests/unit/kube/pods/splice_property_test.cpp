// Manifests of random layout: only the values that were asked for change, and no byte elsewhere.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "kube/pods/manifest.hpp"
#include "kube/pods/yaml_bytes.hpp"

namespace profgen::kube {
namespace {

class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  std::string document(bool& json) {
    json = pick(8) == 0;
    json_ = json;
    text_.clear();
    const Json object = {{"kind", "Deployment"},
                         {"metadata", {{"name", "web"}, {"labels", noise(2)}}},
                         {"spec", {{"template", {{"metadata", noise(1)}, {"spec", pod()}}}}}};
    if (json_) return object.dump(pick(2) == 0 ? -1 : 2) + "\n";
    comment(0);
    block(object, 0, false);
    if (pick(4) == 0) text_ += "\n# the end\n";
    if (pick(6) == 0) text_.pop_back();
    return text_;
  }

 private:
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }

  Json noise(unsigned depth) {
    static const char* const words[] = {"a: b", "x", "it's", "\"q\"", "# no", "true",
                                        "12",   "",  "-",    "ä€",    "{",    "line\nline"};
    Json out = Json::object();
    for (unsigned i = pick(3); i > 0; --i) {
      Json value = words[pick(12)];
      if (depth > 0 && pick(2) == 0) value = noise(depth - 1);
      if (pick(4) == 0) value = Json::array({value, "z"});
      out["k" + std::to_string(pick(9))] = value;
    }
    return out;
  }

  Json profile() {
    if (pick(2) == 0) return {{"type", "RuntimeDefault"}};
    return {{"type", "Localhost"}, {"localhostProfile", "old"}};
  }

  Json security() {
    Json out = noise(1);
    if (pick(2) == 0) out["appArmorProfile"] = profile();
    return out;
  }

  Json pod() {
    Json out = {{"containers", Json::array()}};
    if (pick(3) == 0) out["securityContext"] = security();
    if (pick(3) == 0) out["volumes"] = Json::array({noise(1)});
    for (unsigned i = 0; i < 3; ++i) {
      Json one = noise(2);
      one["name"] = "c" + std::to_string(i);
      if (pick(2) == 0) one["securityContext"] = security();
      if (pick(5) == 0) one["securityContext"] = nullptr;
      out["containers"].push_back(one);
    }
    return out;
  }

  void comment(std::size_t indent) {
    if (pick(6) == 0) text_ += std::string(indent, ' ') + "# c: \"{\n";
    if (pick(12) == 0) text_ += "\n";
  }

  std::string scalar(const Json& value) {
    if (value.is_null()) return pick(2) == 0 ? "" : "null";
    const auto text = value.get<std::string>();
    const bool simple = yaml_scalar(text, false) == text;
    if (simple && pick(3) == 0) return "'" + text + "'";
    return yaml_scalar(text, pick(4) == 0);
  }

  void tail() {
    if (pick(8) == 0) text_ += "  # tail";
    text_ += "\n";
  }

  std::string flow(const Json& value) {
    if (value.is_object()) {
      std::string out = "{";
      for (const auto& [key, inner] : value.items())
        out += (out.size() > 1 ? ", " : "") + key + ": " + flow(inner);
      return out + "}";
    }
    if (value.is_array()) {
      std::string out = "[";
      for (const Json& inner : value) out += (out.size() > 1 ? ", " : "") + flow(inner);
      return out + "]";
    }
    return value.is_null() ? "null" : yaml_scalar(value.get<std::string>(), pick(2) == 0);
  }

  // Behind `key:` or `-`.
  void value(const Json& value, std::size_t indent) {
    if (value.is_string() || value.is_null()) {
      const std::string text = scalar(value);
      text_ += text.empty() ? "" : " " + text;
      return tail();
    }
    if (value.empty() || pick(6) == 0) {
      text_ += " " + flow(value);
      return tail();
    }
    tail();
    block(value, value.is_array() && pick(2) == 0 ? indent : indent + step_, false);
  }

  void block(const Json& value_of, std::size_t indent, bool in_line) {
    if (value_of.is_array()) {
      for (const Json& one : value_of) {
        comment(indent);
        text_ += std::string(indent, ' ') + "-";
        if (one.is_object() && !one.empty()) {
          text_ += " ";
          block(one, indent + 2, true);
        } else {
          value(one, indent);
        }
      }
      return;
    }
    for (const auto& [key, inner] : value_of.items()) {
      if (!in_line) {
        comment(indent);
        text_ += std::string(indent, ' ');
      }
      in_line = false;
      text_ += key + ":";
      value(inner, indent);
    }
  }

  std::mt19937 random_;
  std::string text_;
  bool json_ = false;
  std::size_t step_ = 2;
};

// What stands in `after` and not in `before` is in one piece or several; taking the lines of the
// first diff away must leave the rest as it was: before is a subsequence of after but for scalars
// that were replaced.
std::size_t common_prefix(const std::string& a, const std::string& b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                                  a.begin());
}
std::size_t common_suffix(const std::string& a, const std::string& b) {
  return static_cast<std::size_t>(std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first -
                                  a.rbegin());
}

TEST(PodSplices, ChangeNothingElse) {
  std::size_t changed = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    Writer writer(seed);
    bool json = false;
    const std::string first = writer.document(json), second = writer.document(json);
    const std::string text = first + (first.back() == '\n' ? "" : "\n") + "---\n" + second;
    std::vector<Diagnostic> diagnostics;
    const Manifest manifest = Manifest::read("x", text, diagnostics);
    ASSERT_TRUE(diagnostics.empty()) << diagnostics[0].message << "\n" << text;
    ASSERT_EQ(manifest.workloads().size(), 2u) << text;
    const ProfileChange change{{ProfileRef::Type::localhost, "new/p"},
                               {"c" + std::to_string(seed % 3)},
                               seed % 2 == 0 ? ProfileForm::field : ProfileForm::annotation};
    Json before, wanted;
    const auto made = manifest.change({1}, [&](const Json& object) {
      before = wanted = object;
      auto plan = plan_change(object, change, {1, 31});
      if (plan) edit_json(wanted, plan->values());
      return plan;
    });
    ASSERT_TRUE(made) << made.error().text() << "\n" << text;
    const Manifest after = Manifest::read("x", made->text, diagnostics);
    ASSERT_TRUE(diagnostics.empty()) << made->text;
    Json first_after, second_after;
    (void)after.change({0}, [&](const Json& object) -> Result<ChangePlan> {
      first_after = object;
      return ChangePlan{};
    });
    (void)after.change({1}, [&](const Json& object) -> Result<ChangePlan> {
      second_after = object;
      return plan_change(object, change, {1, 31});
    });
    EXPECT_EQ(second_after, wanted) << text << "\n=>\n" << made->text;
    // The first document, and what stands around the change, keep their bytes.
    const std::size_t marker = text.find("---\n");
    EXPECT_EQ(made->text.substr(0, marker), text.substr(0, marker));
    if (made->text == text) continue;
    ++changed;
    const std::size_t prefix = common_prefix(text, made->text);
    const std::size_t suffix = std::min(common_suffix(text, made->text), text.size() - prefix);
    EXPECT_GE(prefix, marker);
    // Between them only scalars of the profile were replaced: all lines but those are still there.
    const std::string middle = text.substr(prefix, text.size() - prefix - suffix);
    std::size_t at = 0;
    for (std::size_t line = 0; line < middle.size();) {
      const std::size_t end = std::min(middle.find('\n', line), middle.size());
      const std::string words = middle.substr(line, end - line);
      if (words.find("ofile") == std::string::npos && words.find("type") == std::string::npos &&
          line > 0 && end < middle.size()) {
        at = made->text.find(words + "\n", at);
        EXPECT_NE(at, std::string::npos) << words << "\n" << text << "\n=>\n" << made->text;
        if (at == std::string::npos) break;
      }
      line = end + 1;
    }
  }
  EXPECT_GT(changed, 120u);
}

TEST(PodSplices, BrokenManifestsAreNoTrouble) {
  std::mt19937 random(7);
  for (unsigned seed = 0; seed < 100; ++seed) {
    Writer writer(seed);
    bool json = false;
    std::string text = writer.document(json);
    for (unsigned i = 0; i < 3 && !text.empty(); ++i) {
      const std::size_t at = random() % text.size();
      static const std::string bytes = "{}[]\"':#&*-|>\n \t\\!";
      if (random() % 2 == 0)
        text[at] = bytes[random() % bytes.size()];
      else
        text.erase(at, 1 + random() % 5);
    }
    std::vector<Diagnostic> diagnostics;
    const Manifest manifest = Manifest::read("x", text, diagnostics);
    for (std::size_t i = 0; i < manifest.workloads().size(); ++i)
      for (const ProfileForm form : {ProfileForm::field, ProfileForm::annotation}) {
        Json wanted;
        const auto made = manifest.change({i}, [&](const Json& object) {
          auto plan = plan_change(object, {{ProfileRef::Type::localhost, "p"}, {}, form}, {1, 31});
          wanted = object;
          if (plan) edit_json(wanted, plan->values());
          return plan;
        });
        if (!made) continue;
        std::vector<Diagnostic> again;
        const Manifest after = Manifest::read("x", made->text, again);
        ASSERT_EQ(after.workloads().size(), manifest.workloads().size()) << text;
        (void)after.change({i}, [&](const Json& object) -> Result<ChangePlan> {
          EXPECT_EQ(object, wanted) << text;
          return ChangePlan{};
        });
      }
  }
}

}  // namespace
}  // namespace profgen::kube
