#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "unit/bundle/bundles.hpp"

namespace profgen::bundle {
namespace {

constexpr std::string_view golden_bundle =
    R"({"profgen-bundle":1,"name":"web","selector":"role=web,zone!=b","minimal_abi":"3.0",)"
    R"("features":["file","network_v8"],)"
    R"("evidence":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",)"
    R"("provenance":{"author":"Zoë","commit":"4f1c"},"profiles":[{"name":"nginx",)"
    R"("file":"usr.sbin.nginx","mode":"complain","children":["nginx//worker"]}],"files":2})"
    "\n"
    R"({"path":"local/usr.sbin.nginx",)"
    R"("sha256":"sha256:d7f4b612111b61cdf477038ca93c9a943ebf645403cbdc173345d3eab72c4f7d",)"
    R"("text":"  /srv/** r,\n"})"
    "\n"
    R"({"path":"usr.sbin.nginx",)"
    R"("sha256":"sha256:999504c7a7f228d18aa7c5e2e7973309e8f3cb616151c043c93933931b8d51f8",)"
    R"("text":"abi <abi/3.0>,\n\nprofile nginx /usr/sbin/nginx flags=(complain) {\n)"
    R"(  profile worker {\n  }\n\n  include if exists <local/usr.sbin.nginx>\n}\n"})"
    "\n";

std::string why_refused(std::string_view bytes) {
  const auto result = read(bytes, "x.bundle");
  if (result) return "accepted";
  EXPECT_EQ(result.error().kind, ErrorKind::input);
  EXPECT_EQ(result.error().object, "x.bundle");
  return result.error().reason;
}

// The bundle as it stands, but for what `spoil` does to it.
std::string why_refused(const std::function<void(Bundle&)>& spoil) {
  Bundle bundle = small_bundle();
  spoil(bundle);
  return why_refused(write(bundle));
}

TEST(BundleFile, IsGolden) {
  const std::string bytes = write(small_bundle());
  EXPECT_EQ(bytes, golden_bundle);
  EXPECT_EQ(digest(bytes),
            "sha256:c492c9a69c9294366213901e1b36c251f9ac7e0a215212b0cb0663587710815c");
  const auto back = read(bytes, "x.bundle");
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(*back, small_bundle());
}

TEST(BundleFile, WhatIsNoUtf8IsBase64) {
  Bundle bundle = small_bundle();
  bundle.files[0].text = "\xff\n";
  const std::string bytes = write(bundle);
  EXPECT_NE(bytes.find(R"("text":{"base64":"/wo="})"), std::string::npos) << bytes;
  const auto back = read(bytes, "x");
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(*back, bundle);
}

TEST(BundleFile, AnyBundleComesBack) {
  std::mt19937 random(20261127);
  for (int i = 0; i < 400; ++i) {
    const Bundle bundle = random_bundle(random);
    const std::string bytes = write(bundle);
    const auto back = read(bytes, "x");
    ASSERT_TRUE(back) << back.error().text() << "\n" << bytes;
    ASSERT_EQ(*back, bundle) << bytes;
    ASSERT_EQ(write(*back), bytes);
  }
}

// Whatever one byte becomes: it is refused, or there is another digest for what it says now.
TEST(BundleFile, NoByteCanChangeUnseen) {
  const std::string whole = write(small_bundle());
  std::mt19937 random(7);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1 + random() % 255));
    if (const auto result = read(bytes, "x")) {
      EXPECT_NE(*result, small_bundle()) << at;
      EXPECT_EQ(write(*result), bytes) << at;
    }
  }
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(read(whole.substr(0, size), "x")) << size;
  EXPECT_FALSE(read(whole + "\n", "x"));
  EXPECT_FALSE(read(whole + whole, "x"));
}

TEST(BundleFile, OtherFilesAreTold) {
  EXPECT_NE(why_refused("").find("it is no bundle"), std::string::npos);
  EXPECT_NE(why_refused("profile a {}\n").find("it is no bundle"), std::string::npos);
  EXPECT_NE(why_refused("[1]\n").find("it is no bundle"), std::string::npos);
  EXPECT_NE(why_refused("{\"profgen-bundle\":2}\n").find("take a newer profgen"),
            std::string::npos);
  EXPECT_NE(why_refused("{\"profgen-bundle\":\"1\"}\n").find("line 1"), std::string::npos);
  EXPECT_NE(why_refused("{\"profgen-bundle\":1}\n").find("files"), std::string::npos);
}

TEST(BundleFile, DamageIsToldWithItsLine) {
  std::string bytes = write(small_bundle());
  bytes.replace(bytes.find("/srv/"), 5, "/etc/");
  EXPECT_NE(why_refused(bytes).find("line 2: the text of `local/usr.sbin.nginx` has not the SHA"),
            std::string::npos)
      << why_refused(bytes);
  bytes = write(small_bundle());
  bytes.insert(bytes.find("\"text\""), " ");
  EXPECT_NE(why_refused(bytes).find("line 2: it is not as profgen writes it"), std::string::npos);
  bytes = write(small_bundle());
  bytes.insert(1, "\"name\":\"other\",");
  EXPECT_NE(why_refused(bytes).find("line 1: it is not as"), std::string::npos);
  bytes = write(small_bundle());
  bytes.resize(bytes.find('\n') + 1);
  EXPECT_NE(why_refused(bytes).find("it says there are 2 files, there are 0"), std::string::npos);
}

TEST(BundleFile, PathsOutsideThePolicyDirectoryAreRefused) {
  const struct {
    std::string path;
    const char* why;
  } cases[] = {
      {"", "it is empty"},
      {"/etc/passwd", "it is absolute"},
      {"../passwd", "`..`"},
      {"local/../../passwd", "`..`"},
      {"local/..", "`..`"},
      {"local//x", "it has empty"},
      {"local/", "it has empty"},
      {"./x", "`.`"},
      {".hidden", "begins with a dot"},
      {"local/.x.swp", "begins with a dot"},
      {"a\nb", "no printable text"},
      {std::string("a\0b", 3), "no printable text"},
      {"a\x1b[2J", "no printable text"},
      {"\xff", "it is not as profgen writes it"},
      {"disable/usr.sbin.nginx", "`disable` holds no policy text"},
      {"force-complain/usr.sbin.nginx", "`force-complain` holds no policy text"},
      {"cache/x", "`cache` holds no policy text"},
      {"cache.d/x", "`cache.d` holds no policy text"},
      {"cache", "`cache` holds no policy text"},
      {"README", "AppArmor skips"},
      {"usr.bin.x.dpkg-new", "AppArmor skips"},
      {std::string(256, 'x'), "255"},
  };
  for (const auto& one : cases) {
    const std::string why = why_refused([&](Bundle& bundle) {
      bundle.files.push_back({one.path, ""});
      std::sort(bundle.files.begin(), bundle.files.end(),
                [](const File& a, const File& b) { return a.path < b.path; });
    });
    EXPECT_NE(why.find(one.why), std::string::npos) << one.path << ": " << why;
  }
}

TEST(BundleFile, WhatItSaysOfItselfHasToHold) {
  const struct {
    const char* why;
    std::function<void(Bundle&)> spoil;
  } cases[] = {
      {"its name is `Web`", [](Bundle& b) { b.name = "Web"; }},
      {"its name is ``", [](Bundle& b) { b.name.clear(); }},
      {"its selector", [](Bundle& b) { b.selector = "a\x1b[0m"; }},
      {"its abi is `four`", [](Bundle& b) { b.minimal_abi = "four"; }},
      {"the digest of its evidence", [](Bundle& b) { b.evidence = "sha256:12"; }},
      {"its features are not sorted", [](Bundle& b) { std::swap(b.features[0], b.features[1]); }},
      {"its provenance `author`", [](Bundle& b) { b.provenance["author"] = "a\nb"; }},
      {"stands twice", [](Bundle& b) { b.files.push_back(b.files.back()); }},
      {"not in its place", [](Bundle& b) { std::swap(b.files[0], b.files[1]); }},
      {"has a NUL byte", [](Bundle& b) { b.files[0].text = std::string("\0", 1); }},
      {"`local` is a file and a folder",
       [](Bundle& b) {
         b.files.insert(b.files.begin(), {"local", ""});
       }},
      {"no mode, but `learning`", [](Bundle& b) { b.profiles[0].mode = "learning"; }},
      {"is listed in enforce mode, its text says complain",
       [](Bundle& b) { b.profiles[0].mode = "enforce"; }},
      {"which is no profile file of the bundle", [](Bundle& b) { b.profiles[0].file = "other"; }},
      {"which is no profile file of the bundle",
       [](Bundle& b) { b.profiles[0].file = "local/usr.sbin.nginx"; }},
      {"the profile `ngin` is in none of the files",
       [](Bundle& b) {
         b.profiles[0].name = "ngin";
         b.profiles[0].children.clear();
       }},
      {"holds the profile `nginx`, which the list of profiles leaves out",
       [](Bundle& b) { b.profiles.clear(); }},
      {"holds the profile `docker-default`",
       [](Bundle& b) { b.files[1].text += "profile docker-default {\n}\n"; }},
      {"a profile of a policy namespace",
       [](Bundle& b) { b.files[1].text += "profile :ns:x {\n}\n"; }},
      {"is of a policy namespace",
       [](Bundle& b) {
         b.profiles[0].name = ":ns:x";
         b.profiles[0].children.clear();
       }},
      {"is no name of a top profile", [](Bundle& b) { b.profiles[0].name = "a//b"; }},
      {"`other//x` is no child", [](Bundle& b) { b.profiles[0].children = {"other//x"}; }},
      {"stands twice", [](Bundle& b) { b.profiles.push_back(b.profiles[0]); }},
      {"one stands twice",
       [](Bundle& b) { b.profiles[0].children.push_back(b.profiles[0].children[0]); }},
  };
  for (const auto& one : cases) {
    const std::string why = why_refused(one.spoil);
    EXPECT_NE(why.find(one.why), std::string::npos) << one.why << "\n" << why;
  }
}

TEST(BundleFile, NamesThatVariablesMakeAndConditionsChooseAreTakenAsListed) {
  Bundle bundle = small_bundle();
  bundle.files[1].text =
      "@{n}=x\nprofile @{n}y {\n}\nif $yes {\n  profile a {\n  }\n} else {\n  profile b {\n  "
      "}\n}\n";
  bundle.profiles = {{"a", "usr.sbin.nginx", "enforce", {}}, {"xy", "usr.sbin.nginx", "kill", {}}};
  const auto back = read(write(bundle), "x");
  EXPECT_TRUE(back) << back.error().text();
}

}  // namespace
}  // namespace profgen::bundle
