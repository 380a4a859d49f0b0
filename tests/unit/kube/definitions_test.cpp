// deploy/base/crds.yaml is what definitions() says. With PROFGEN_WRITE=1 the test writes it anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "kube/objects/objects.hpp"
#include "kube/objects/yaml_text.hpp"
#include "profgen/system.hpp"

namespace profgen::kube {
namespace {

const std::string crds_path = PROFGEN_SOURCE_DIR "/deploy/base/crds.yaml";

TEST(KubeDefinitions, StandInTheFile) {
  const std::string text =
      "# Made from libprofgen/kube/objects/definitions.cpp; a test holds it to that.\n" +
      yaml_text(definitions());
  const auto files = real_files();
  if (std::getenv("PROFGEN_WRITE") != nullptr) {
    ASSERT_TRUE(files->make_directories(PROFGEN_SOURCE_DIR "/deploy/base"));
    ASSERT_TRUE(files->replace(crds_path, text));
  }
  const auto file = files->read(crds_path);
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(*file, text) << "run this test with PROFGEN_WRITE=1";
}

// What a server asks of a structural schema, for each of its values.
void hold_structural(const Json& schema, const std::string& where) {
  ASSERT_TRUE(schema.contains("type")) << where;
  if (schema.contains("properties"))
    for (const auto& [name, one] : schema["properties"].items())
      hold_structural(one, where + "." + name);
  if (schema.contains("items")) hold_structural(schema["items"], where + "[]");
  EXPECT_EQ(schema["type"] == "array", schema.contains("items")) << where;
  if (schema["type"] == "object" && !where.ends_with(".metadata")) {
    EXPECT_NE(schema.contains("properties"), schema.contains("additionalProperties")) << where;
  }
  for (const Json& name : schema.value("required", Json::array()))
    EXPECT_TRUE(schema["properties"].contains(name.get<std::string>())) << where;
  const std::string key = where.substr(where.rfind('.') + 1);
  if (key != "apiVersion" && key != "kind" && key != "metadata") {
    EXPECT_TRUE(schema.contains("description")) << where;
  }
}

// A field that no schema names is pruned by the server, and silently lost.
void hold_known(const Json& value, const Json& schema, const std::string& where) {
  if (value.is_array())
    for (const Json& one : value) hold_known(one, schema["items"], where + "[]");
  if (!value.is_object() || schema.contains("additionalProperties")) return;
  for (const auto& [key, one] : value.items()) {
    if (where.empty() && key == "metadata") continue;
    ASSERT_TRUE(schema["properties"].contains(key)) << where << "." << key;
    hold_known(one, schema["properties"][key], where + "." + key);
  }
}

Json schema_at(std::size_t i) {
  return definitions()[i]["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
}

TEST(KubeDefinitions, AreStructural) {
  for (std::size_t i = 0; i < 2; ++i) hold_structural(schema_at(i), "");
}

TEST(KubeDefinitions, KnowEveryFieldThatIsWritten) {
  ProfileBundle bundle;
  bundle.name = "x";
  bundle.bytes = "text";
  bundle.signature = "s";
  bundle.signature_kind = bundle::SignatureKind::ssh;
  bundle.profiles = {{"a", "b", "c"}};
  hold_known(to_object(bundle).value(), schema_at(0), "");
  bundle.bytes = "\xff";
  hold_known(to_object(bundle).value(), schema_at(0), "");
  fleet::RunView view;
  view.nodes.emplace_back();
  hold_known(status_patch(view, {"line"}, 0), schema_at(0), "");
  NodeStatus status;
  status.reply = {"id", 0, 1, ""};
  status.profiles.emplace_back();
  status.problems.emplace_back();
  status.drift.emplace_back();
  status.usage["x"] = 1;
  hold_known(status_patch(status), schema_at(1), "");
  hold_known(request_object("n", {"id", "line", "bundle", 0}), schema_at(1), "");
}

TEST(KubeDefinitions, YamlQuotesWhatItWouldTakeForSomethingElse) {
  const Json value = {{"a", "yes"},
                      {"b", "x: y"},
                      {"c", ""},
                      {"d", "plain words"},
                      {"e", "1"},
                      {"f", {"a,b", "c"}},
                      {"g", Json::array()},
                      {"h", "# no"},
                      {"i", "a\nb"},
                      {"j", {{{"k", 1}, {"name", "first"}}, {{"k", true}}}}};
  EXPECT_EQ(yaml_text(value),
            "a: \"yes\"\nb: \"x: y\"\nc: \"\"\nd: plain words\ne: \"1\"\nf: [\"a,b\", c]\ng: []\n"
            "h: \"# no\"\ni: \"a\\nb\"\nj:\n  - name: first\n    k: 1\n  - k: true\n");
}

}  // namespace
}  // namespace profgen::kube
