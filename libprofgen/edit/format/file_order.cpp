#include "edit/format/file_order.hpp"

#include <string>
#include <string_view>

namespace profgen::inline v0::edit {
namespace {

// In the order in which rules stand; of several prefixes the longest decides.
struct OrderRow {
  std::string_view prefix;
  int group;
};
constexpr int elsewhere = 5, denied = 12;
constexpr OrderRow order_rows[] = {
    {"@{exec_path}", 0},
    {"@{bin}", 1},
    {"@{sbin}", 1},
    {"@{coreutils_path}", 1},
    {"@{shells_path}", 1},
    {"/bin", 1},
    {"/sbin", 1},
    {"/usr/bin", 1},
    {"/usr/sbin", 1},
    {"/usr/local/bin", 1},
    {"/usr/local/sbin", 1},
    {"/usr/games", 1},
    {"/usr/{bin", 1},
    {"/usr/{sbin", 1},
    {"/usr/{,s}bin", 1},
    {"/{bin", 1},
    {"/{sbin", 1},
    {"@{lib}", 2},
    {"@{libexec}", 2},
    {"/lib", 2},
    {"/usr/lib", 2},
    {"/usr/local/lib", 2},
    {"/usr/libexec", 2},
    {"/usr/{lib", 2},
    {"/{lib", 2},
    {"/usr/share", 3},
    {"/usr", 3},
    {"/etc", 4},
    {"@{etc_ro}", 4},
    {"@{etc_rw}", 4},
    {"@{HOME}", 6},
    {"@{HOMEDIRS}", 6},
    {"/home", 6},
    {"/root", 6},
    {"@{user_", 7},
    {"@{tmp}", 8},
    {"/tmp", 8},
    {"/var/tmp", 8},
    {"@{run}", 8},
    {"/run", 8},
    {"/var/run", 8},
    {"/{,var/}run", 8},
    {"/{var/,}run", 8},
    {"/{run,dev}/shm", 8},
    {"/{dev,run}/shm", 8},
    {"/dev/shm", 8},
    {"@{sys}", 9},
    {"/sys", 9},
    {"@{PROC}", 10},
    {"/proc", 10},
    {"/dev", 11},
};

// `/{,usr/}bin` and `/{usr/,}bin` stand where `/usr/bin` does.
std::string with_usr(std::string_view path) {
  for (const std::string_view optional : {"/{,usr/}", "/{usr/,}"})
    if (path.substr(0, optional.size()) == optional)
      return "/usr/" + std::string(path.substr(optional.size()));
  return std::string(path);
}

int group_of(std::string_view path) {
  if (path.empty()) return 0;  // `file,`
  const OrderRow* best = nullptr;
  for (const OrderRow& row : order_rows)
    if (path.substr(0, row.prefix.size()) == row.prefix &&
        (best == nullptr || row.prefix.size() > best->prefix.size()))
      best = &row;
  return best == nullptr ? elsewhere : best->group;
}

}  // namespace

FilePlace file_place(const policy::Rule& rule) {
  FilePlace place;
  if (const auto* file = std::get_if<policy::FileRule>(&rule.body))
    place.path = with_usr(file->path);
  if (const auto* link = std::get_if<policy::LinkRule>(&rule.body))
    place.path = with_usr(link->link);
  place.group = rule.prefix.decision == policy::Decision::deny ? denied : group_of(place.path);
  return place;
}

}  // namespace profgen::inline v0::edit
