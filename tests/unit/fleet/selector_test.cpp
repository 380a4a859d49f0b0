#include <gtest/gtest.h>

#include "profgen/rollout.hpp"

namespace profgen::fleet {
namespace {

Inventory selector_fleet() {
  Inventory inventory;
  inventory.fleet = "x";
  inventory.nodes.resize(3);
  inventory.nodes[0].name = "web1";
  inventory.nodes[0].labels = {{"zone", "a"}, {"role", "web"}};
  inventory.nodes[0].groups = {"blue", "web"};
  inventory.nodes[1].name = "web2";
  inventory.nodes[1].labels = {{"zone", "b"}, {"role", "web"}, {"gpu", ""}};
  inventory.nodes[1].groups = {"web"};
  inventory.nodes[2].name = "db1";
  inventory.nodes[2].labels = {{"zone", "c"}};
  return inventory;
}

TEST(Select, TakesWhatTheSelectorSays) {
  const Inventory inventory = selector_fleet();
  const struct {
    const char* selector;
    std::vector<std::size_t> nodes;
  } cases[] = {
      {"", {0, 1, 2}},
      {"  ", {0, 1, 2}},
      {"role=web", {0, 1}},
      {"role==web", {0, 1}},
      {"role!=web", {2}},
      {"role=web,zone!=b", {0}},
      {" role = web , zone != b ", {0}},
      {"zone=a|c", {0, 2}},
      {"zone!=a|c", {1}},
      {"gpu=*", {1}},
      {"gpu=", {1}},
      {"gpu!=*", {0, 2}},
      {"role=w*", {0, 1}},
      {"role=*b", {0, 1}},
      {"role=*e*", {0, 1}},
      {"@web", {0, 1}},
      {"@web,@blue", {0}},
      {"!@blue", {1, 2}},
      {"web1", {0}},
      {"web1,db1", {0, 2}},
      {"web1,db1,@web", {0}},
      {"web*", {0, 1}},
      {"*1", {0, 2}},
      {"!web1", {1, 2}},
      {"web*,!web1", {1}},
      {"zone=z", {}},
  };
  for (const auto& one : cases) {
    const auto chosen = select(inventory, one.selector);
    ASSERT_TRUE(chosen) << one.selector << ": " << chosen.error().text();
    EXPECT_EQ(*chosen, one.nodes) << one.selector;
  }
}

TEST(Select, RefusesWhatItDoesNotUnderstand) {
  const Inventory inventory = selector_fleet();
  const struct {
    const char* selector;
    const char* reason;  // its beginning
  } cases[] = {
      {"a=b,", "a part of it is empty; a selector is KEY=VALUE"},
      {"=b", "it is empty;"},
      {"!", "it is empty;"},
      {"@", "it is empty;"},
      {"a b=c", "it holds ` `;"},
      {"-x", "it begins with `-`;"},
      {"a=\x1b[2J", "it holds control characters;"},
      {"web3", "no node of the fleet x is `web3`; did you mean `web1`?"},
      {"!web3", "no node of the fleet x is `web3`; did you mean `web1`?"},
      {"@wob", "no node of the fleet x is `@wob`; did you mean `@web`?"},
      {"web1,nothing-like-it",
       "no node of the fleet x is `nothing-like-it`; `profgen fleet nodes` lists names"},
  };
  for (const auto& one : cases) {
    const auto chosen = select(inventory, one.selector);
    ASSERT_FALSE(chosen) << one.selector;
    EXPECT_EQ(chosen.error().kind, ErrorKind::usage);
    EXPECT_EQ(chosen.error().reason.rfind(one.reason, 0), 0u)
        << one.selector << ": " << chosen.error().reason;
  }
}

}  // namespace
}  // namespace profgen::fleet
