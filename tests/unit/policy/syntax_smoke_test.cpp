#include <gtest/gtest.h>

#include "profgen/policy.hpp"

TEST(SyntaxSmoke, EmptyTreeHasNoItems) { EXPECT_TRUE(profgen::policy::Tree{}.items.empty()); }
