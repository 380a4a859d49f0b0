// The proposals that still wait for an answer, in order. Finding those that an answer settles as
// well takes about as long as there are such, not as long as there are questions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "profgen/suggest.hpp"

namespace profgen::inline v0::refine {

class OpenQuestions {
 public:
  // Keeps pointers: the proposals must outlive it. To be called before the first settle().
  void add(const suggest::Proposal& proposal);
  // The one to ask now; nullptr: none is left.
  [[nodiscard]] const suggest::Proposal* front() const;
  void pop();
  // Asks this one now; those behind it follow, then those before it. False: it is not open.
  bool go_to(const suggest::Proposal* proposal);
  // In the order in which they will be asked.
  [[nodiscard]] std::vector<const suggest::Proposal*> all() const;
  // The answered ones, too, as they were added.
  [[nodiscard]] std::vector<const suggest::Proposal*> ever() const;
  [[nodiscard]] std::size_t size() const { return open_; }
  [[nodiscard]] bool empty() const { return open_ == 0; }

  // Takes out those of a profile for which `answers` holds. It is asked of those only which one of
  // the rules could be about; without rules (an include) of all.
  void settle(const evidence::Subject& subject, const std::vector<policy::Rule>& rules,
              const std::function<bool(const suggest::Proposal&)>& answers);

 private:
  struct Item {
    const suggest::Proposal* proposal;
    bool open;
  };
  // The questions of one profile.
  struct Index {
    std::vector<std::uint32_t> all;
    std::vector<std::uint32_t> others;  // that are about no path
    // By path, and by path read backwards: the index is made when it is first needed.
    bool sorted = false;
    std::vector<std::pair<std::string_view, std::uint32_t>> by_path;
    std::vector<std::pair<std::string, std::uint32_t>> backwards;
  };
  void sort(Index& index) const;
  void add_matching(const Index& index, std::string_view pattern,
                    std::vector<std::uint32_t>& to) const;
  void close(std::uint32_t item);
  void find_next();

  std::vector<Item> items_;
  std::size_t next_ = 0;
  std::size_t open_ = 0;
  std::unordered_map<const suggest::Proposal*, std::uint32_t> places_;  // made by go_to()
  std::map<evidence::Subject, Index> by_subject_;
};

}  // namespace profgen::inline v0::refine
