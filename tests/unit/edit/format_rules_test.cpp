// The canonical text of every kind of statement, one at a time.
#include "unit/edit/format_helpers.hpp"

namespace profgen::edit {
namespace {

struct FormatRow {
  const char* before;
  const char* after;
};

TEST(FormatRules, InABody) {
  const FormatRow rows[] = {
      // file and link
      {"/a   rwm ,", "/a mrw,\n"},
      {"/a klwr,", "/a rwlk,\n"},
      {"/a ixrm,", "/a mrix,\n"},
      {"/a Pxr -> b//c,", "/a rPx -> b//c,\n"},
      {"/a RW,", "/a rw,\n"},
      {"/a PUx,", "/a PUx,\n"},
      {"\"/a b\"\tr,", "\"/a b\" r,\n"},
      {"\"/plain\" r,", "/plain r,\n"},
      {"/a\\ b r,", "/a\\ b r,\n"},
      {"file,", "file,\n"},
      {"file   /a  r,", "file /a r,\n"},
      {"rw /a,", "rw /a,\n"},
      {"unsafe /a Px,", "unsafe /a Px,\n"},
      {"user /a r,", "owner /a r,\n"},
      {"audit   deny\n owner /a w,", "audit deny owner /a w,\n"},
      {"priority = +5 /a r,", "priority=5 /a r,\n"},
      {"link subset /a->/b,", "error: it has syntax errors and stays as it is"},
      {"link   subset /a   ->   /b,", "link subset /a -> /b,\n"},
      {"/a r,/b r,", "/a r,\n/b r,\n"},
      // the others
      {"capability,", "capability,\n"},
      {"capability   kill chown,", "capability chown,\ncapability kill,\n"},
      {"audit deny capability kill chown,",
       "audit deny capability chown,\naudit deny capability kill,\n"},
      {"network   inet  stream ,", "network inet stream,\n"},
      {"network (send,receive) ip=::1 peer=( ip=::2 ),",
       "network (send receive) ip=::1 peer=(ip=::2),\n"},
      {"unix (receive),", "unix receive,\n"},
      {"unix ( receive,send ) type = stream peer=( addr=@a label=\"b\" ),",
       "unix (send receive) type=stream peer=(addr=@a, label=b),\n"},
      {"signal (send) set=(\"kill\") peer=unconfined,", "signal send set=kill peer=unconfined,\n"},
      {"signal set=(hup, term),", "signal set=(hup term),\n"},
      {"ptrace (readby , trace),", "ptrace (trace readby),\n"},
      {"mount options=(rw,bind) /a   ->   /b,", "mount options=(rw bind) /a -> /b,\n"},
      {"mount options in (ro),", "mount options in (ro),\n"},
      {"unmount /a,", "umount /a,\n"},
      {"remount   options=ro /a,", "remount options=ro /a,\n"},
      {"pivot_root oldroot=/o   /n ->  p,", "pivot_root oldroot=/o /n -> p,\n"},
      {"change_profile   safe /a   ->   b,", "change_profile safe /a -> b,\n"},
      {"userns   create ,", "userns create,\n"},
      {"mqueue (write,read) type=posix /q,", "mqueue (read write) type=posix /q,\n"},
      {"io_uring (sqpoll) label=a,", "io_uring sqpoll label=a,\n"},
      {"set   rlimit cpu<=10   minutes,", "set rlimit cpu <= 10 minutes,\n"},
      {"all ,", "all,\n"},
      {"#include   <abstractions/base>", "include <abstractions/base>\n"},
      {"#include   if   exists \"a b\"", "include if exists \"a b\"\n"},
      {"include   plain/path", "include plain/path\n"},
      {"include \"a\\ \"", "include \"a\\ \"\n"},
      {"include a\\  ", "include a\\ \n"},
      // bodies
      {"^h   { /a r, }", "^h {\n  /a r,\n}\n"},
      {"hat  h  { }", "hat h {\n}\n"},
      {"profile \"a b\"   /x   ( complain )   { }", "profile \"a b\" /x flags=(complain) {\n}\n"},
      {"profile a /b= xattrs = ( user.a ) { }", "profile a /b= xattrs=(user.a) {\n}\n"},
      {"profile a flags = ( audit , complain mediate_deleted ) { }",
       "profile a flags=(complain,audit,mediate_deleted) {\n}\n"},
      {"profile a xattrs=( user.a = \"v  *\"   user.b ) { }",
       "profile a xattrs=(user.a=\"v  *\" user.b) {\n}\n"},
      {"audit   deny{ /a r, }", "audit deny {\n  /a r,\n}\n"},
      {"if   $A   and not ( $B ) { /a r, }\nelse   if defined @{C} { /b r, }\n\nelse { /c r, }",
       "if $A and not ( $B ) {\n  /a r,\n} else if defined @{C} {\n  /b r,\n} else {\n  /c "
       "r,\n}\n"},
  };
  for (const FormatRow& row : rows) EXPECT_EQ(formatted_body(row.before), row.after) << row.before;
}

TEST(FormatRules, InAFile) {
  const FormatRow rows[] = {
      {"", ""},
      {"\n\n \n", ""},
      {"# c", "# c\n"},
      {"abi   <abi/4.0> ,", "abi <abi/4.0>,\n"},
      {"abi \"a b\",", "abi \"a b\",\n"},
      {"alias   /a  ->   /b ,", "alias /a -> /b,\n"},
      {"rewrite /a -> /b,", "alias /a -> /b,\n"},
      {"@{A}=a   \"b  c\"   d", "@{A} = a \"b  c\" d\n"},
      {"@{A}+=a", "@{A} += a\n"},
      {"@A  ?=  a", "@A ?= a\n"},
      {"${B}=true", "${B} = true\n"},
      {"${B}  =  $C   and  not  $D", "${B} = $C and not $D\n"},
      {"@{A}=a \\\n  b   c \\\n\td", "@{A} = a \\\n    b c \\\n    d\n"},
      {"@{A}= \\\n  b # c", "@{A} = \\\n    b # c\n"},
      {"@{A}=a   \\    b", "@{A} = a \\  b\n"},
      {"@{A}=a#b\n", "@{A} = a#b\n"},  // one word
      {"@{A}=\"a\"#b\n", "@{A} = \"a\" #b\n"},
      {"/bin/x{ }", "error: it has syntax errors and stays as it is"},
      {"/bin/x { }", "/bin/x {\n}\n"},
      {":ns:p   { }", ":ns:p {\n}\n"},
      {"profile#p { }", "profile#p {\n}\n"},
      {"profile\"p q\"{ }", "profile \"p q\" {\n}\n"},
      {"profile p { /a r }", "error: it has syntax errors and stays as it is"},
  };
  for (const FormatRow& row : rows) EXPECT_EQ(formatted(row.before), row.after) << row.before;
}

TEST(FormatRules, LongRulesGoOnBelowTheirFirstWord) {
  EXPECT_EQ(formatted_body("dbus send bus=system path=/a interface=i member=m peer=(name=n),"),
            "dbus send bus=system path=/a\n     interface=i\n     member=m\n     peer=(name=n),\n");
  EXPECT_EQ(formatted_body("dbus\n  bind\n  bus=session\n  name=org.x,"),
            "dbus bind bus=session name=org.x,\n");
  EXPECT_EQ(formatted_body("dbus (send,receive) bus=system path=/a peer=(label=x),"),
            "dbus (send receive) bus=system path=/a peer=(label=x),\n");
  const std::string name(60, 'n');
  EXPECT_EQ(formatted_body("unix (connect send receive) type=stream peer=(addr=@" + name + "),"),
            "unix (connect send receive) type=stream\n     peer=(addr=@" + name + "),\n");
  EXPECT_EQ(formatted_body("mount fstype=ext4 /" + name + " -> /" + name + ","),
            "mount fstype=ext4\n      /" + name + " -> /" + name + ",\n");
  EXPECT_EQ(formatted_body("deny signal send set=(hup int) peer=" + name + name + ","),
            "deny signal send set=(hup int)\n       peer=" + name + name + ",\n");
  // A path is never broken.
  EXPECT_EQ(formatted_body("/" + name + name + " r,"), "/" + name + name + " r,\n");
}

TEST(FormatRules, WithACommentInsideKeepTheirBytes) {
  EXPECT_EQ(formatted_body("      /a     # why\n         rw,\n      /b   r,"),
            "/a     # why\n   rw,\n/b r,\n");
  EXPECT_EQ(formatted_body("capability kill # why\n  chown,"), "capability kill # why\n  chown,\n");
  EXPECT_EQ(formatted("profile a # name\n        flags=(complain)   {\n  /a  r, }"),
            "profile a # name\n        flags=(complain)   {\n  /a r,\n}\n");
}

}  // namespace
}  // namespace profgen::edit
