#include "refine/open_questions.hpp"

#include <algorithm>

namespace profgen::inline v0::refine {
namespace {

// Empty: it is about no path.
std::string_view path_of(const suggest::Proposal& proposal) {
  if (proposal.evidence.empty()) return {};
  const Access& access = proposal.evidence.front().first.access;
  if (const auto* file = std::get_if<FileAccess>(&access)) return file->path;
  if (const auto* exec = std::get_if<ExecAccess>(&access)) return exec->path;
  if (const auto* link = std::get_if<LinkAccess>(&access)) return link->link;
  return {};
}

std::string reversed(std::string_view text) { return {text.rbegin(), text.rend()}; }

// What a pattern begins with, if variables and escapes leave that open: nothing. Where it ends the
// same way.
constexpr std::string_view specials = "*?[]{}@\\^";
std::string_view head_of(std::string_view pattern) {
  return pattern.substr(0, pattern.find_first_of(specials));
}
std::string_view tail_of(std::string_view pattern) {
  const std::size_t last = pattern.find_last_of(specials);
  if (last == std::string_view::npos) return pattern;
  // Behind an escape stands what it escapes.
  return pattern[last] == '\\' ? std::string_view() : pattern.substr(last + 1);
}

// The entries of a sorted list whose text begins with `head`.
template <typename List>
std::pair<typename List::const_iterator, typename List::const_iterator> beginning_with(
    const List& list, std::string_view head) {
  const auto first =
      std::lower_bound(list.begin(), list.end(), head,
                       [](const auto& entry, std::string_view text) { return entry.first < text; });
  const auto last = std::partition_point(first, list.end(), [&](const auto& entry) {
    return std::string_view(entry.first).substr(0, head.size()) == head;
  });
  return {first, last};
}

}  // namespace

void OpenQuestions::add(const suggest::Proposal& proposal) {
  const auto item = static_cast<std::uint32_t>(items_.size());
  items_.push_back({&proposal, true});
  ++open_;
  Index& index = by_subject_[proposal.subject];
  index.all.push_back(item);
  if (path_of(proposal).empty()) index.others.push_back(item);
}

const suggest::Proposal* OpenQuestions::front() const {
  return open_ == 0 ? nullptr : items_[next_].proposal;
}

void OpenQuestions::pop() {
  if (open_ != 0) close(static_cast<std::uint32_t>(next_));
}

bool OpenQuestions::go_to(const suggest::Proposal* proposal) {
  if (places_.empty())
    for (std::size_t i = 0; i < items_.size(); ++i)
      places_.emplace(items_[i].proposal, static_cast<std::uint32_t>(i));
  const auto found = places_.find(proposal);
  if (found == places_.end() || !items_[found->second].open) return false;
  next_ = found->second;
  return true;
}

std::vector<const suggest::Proposal*> OpenQuestions::all() const {
  std::vector<const suggest::Proposal*> found;
  found.reserve(open_);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const Item& item = items_[(next_ + i) % items_.size()];
    if (item.open) found.push_back(item.proposal);
  }
  return found;
}

std::vector<const suggest::Proposal*> OpenQuestions::ever() const {
  std::vector<const suggest::Proposal*> found;
  found.reserve(items_.size());
  for (const Item& item : items_) found.push_back(item.proposal);
  return found;
}

void OpenQuestions::close(std::uint32_t item) {
  if (!items_[item].open) return;
  items_[item].open = false;
  --open_;
  find_next();
}

void OpenQuestions::find_next() {
  if (open_ == 0) return;
  while (!items_[next_].open) next_ = next_ + 1 == items_.size() ? 0 : next_ + 1;
}

void OpenQuestions::sort(Index& index) const {
  index.sorted = true;
  for (const std::uint32_t item : index.all) {
    const std::string_view path = path_of(*items_[item].proposal);
    if (path.empty() || !items_[item].open) continue;
    index.by_path.emplace_back(path, item);
    index.backwards.emplace_back(reversed(path), item);
  }
  std::sort(index.by_path.begin(), index.by_path.end());
  std::sort(index.backwards.begin(), index.backwards.end());
}

// By its beginning or by its end, whichever leaves fewer.
void OpenQuestions::add_matching(const Index& index, std::string_view pattern,
                                 std::vector<std::uint32_t>& to) const {
  const auto forward = beginning_with(index.by_path, head_of(pattern));
  const auto backward = beginning_with(index.backwards, reversed(tail_of(pattern)));
  if (forward.second - forward.first <= backward.second - backward.first)
    std::for_each(forward.first, forward.second, [&](const auto& e) { to.push_back(e.second); });
  else
    std::for_each(backward.first, backward.second, [&](const auto& e) { to.push_back(e.second); });
}

void OpenQuestions::settle(const evidence::Subject& subject, const std::vector<policy::Rule>& rules,
                           const std::function<bool(const suggest::Proposal&)>& answers) {
  const auto found = by_subject_.find(subject);
  if (found == by_subject_.end()) return;
  Index& index = found->second;
  std::vector<std::uint32_t> about;
  bool everything = rules.empty();
  bool others = false;
  for (const policy::Rule& rule : rules) {
    const auto* file = std::get_if<policy::FileRule>(&rule.body);
    const auto* link = std::get_if<policy::LinkRule>(&rule.body);
    everything = everything || std::holds_alternative<policy::AllRule>(rule.body) ||
                 (file != nullptr && file->bare);
    if (file == nullptr && link == nullptr) others = true;
    if (everything || (file == nullptr && link == nullptr)) continue;
    if (!index.sorted) sort(index);
    add_matching(index, file != nullptr ? file->path : link->link, about);
  }
  if (others) about.insert(about.end(), index.others.begin(), index.others.end());
  if (everything) about = index.all;
  for (const std::uint32_t item : about)
    if (items_[item].open && answers(*items_[item].proposal)) close(item);
}

}  // namespace profgen::inline v0::refine
