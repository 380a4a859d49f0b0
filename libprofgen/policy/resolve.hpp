// From trees to meaning: includes followed, variables collected, conditionals evaluated, qualifier
// blocks folded into their rules, hats and children under their full names.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "policy/body.hpp"
#include "policy/library.hpp"
#include "policy/variables.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {

// A profile with what its matcher needs to know besides the rules.
struct ResolvedProfile {
  Profile profile;  // without its matcher
  std::string written_name;
  // What no other profile may have: the name before variables are expanded, below its parent's.
  std::string declared_as;
  EnvironmentPtr environment;
  Names hats;  // that change_hat reaches; null: none
};

class Resolver {
 public:
  Resolver(Library& library, std::vector<Diagnostic>& diagnostics);

  // Every profile, child and hat that a file declares; parents before their children.
  [[nodiscard]] std::vector<ResolvedProfile> profiles_of(const SourceFile& file);
  // The variables that hold after the file was read first of all.
  [[nodiscard]] EnvironmentPtr environment_of(const SourceFile& file);
  // The rules of an include file and of what it includes, as they would be in a profile's body.
  [[nodiscard]] ResolvedRules rules_of(const SourceFile& file, const EnvironmentPtr& environment);
  // To be called before a file gets other text: what was made of the old one is dropped.
  void forget(const std::string& path);
  // The files that profiles_of() followed includes to, by path.
  [[nodiscard]] const std::map<std::string, const SourceFile*>& followed() const {
    return followed_;
  }
  // Before the next of several files that are judged each for itself: followed() begins anew. What
  // is kept is not told again: a resolver that has found something wrong is of no use for another
  // file.
  void next_text();
  // Where what is found wrong goes from now on.
  void report_to(std::vector<Diagnostic>& diagnostics) { diagnostics_ = &diagnostics; }

 private:
  struct Declared {
    const SourceFile* file;
    const Item* item;
  };
  struct Preamble {
    std::shared_ptr<Environment> environment;
    bool shared = false;  // it is cached: copy before a change
    std::set<const SourceFile*> included;
    std::vector<Declared> profiles;
  };
  struct Parent {
    std::string name, name_space, declared_as;
    EnvironmentPtr environment;
  };
  struct Gathered;

  // Whether a child may be added; tells why not.
  bool may_add(const Declared& child, int depth);
  // What is wrong with a file that many profiles include is told once.
  void report(Diagnostic diagnostic);
  void read_preamble(const SourceFile& file, Preamble& preamble, int depth);
  void include_in_preamble(const SourceFile& file, const Item& item, Preamble& preamble, int depth);
  // What an included file may not hold where it is included.
  void check_place(const SourceFile& file, const Item& item, const Preamble& preamble);
  Environment& own(Preamble& preamble);
  std::size_t add_profile(const Declared& declared, const Parent& parent,
                          std::vector<ResolvedProfile>& out, int depth);
  void gather(const Body& body, const SourceFile& file, const EnvironmentPtr& environment,
              Gathered& gathered);
  void follow(const Inclusion& inclusion, const SourceFile& from, const EnvironmentPtr& environment,
              Gathered& gathered);
  std::shared_ptr<const Body> body_of(const SourceFile& file, const Prefix& prefix,
                                      const EnvironmentPtr& environment);
  void check_variables(const std::shared_ptr<const Body>& body, const SourceFile& file,
                       const EnvironmentPtr& environment, bool has_attachment);
  // What is wrong with a variable; an empty message: nothing.
  const AssignmentError& problem_of(const std::string& name, const EnvironmentPtr& environment);
  [[nodiscard]] std::vector<const SourceFile*> files_of(const Inclusion& inclusion,
                                                        const SourceFile& from);

  Library& library_;
  std::vector<Diagnostic>* diagnostics_;
  std::map<std::string, const SourceFile*> followed_;
  std::vector<const Item*> open_profiles_;  // the profile that is being added, and its parents
  std::set<const Item*> added_;             // of the file that profiles_of() is asked for
  std::size_t repeated_ = 0;                // how many profiles were added again
  std::map<const SourceFile*, Preamble> first_includes_;
  std::unordered_map<const SourceFile*, std::shared_ptr<const Body>> plain_bodies_;
  std::set<std::tuple<std::string, Position, std::string>> told_;  // file, place, id
  std::set<std::pair<const Body*, const Environment*>> checked_;
  std::map<std::pair<EnvironmentPtr, std::string>, AssignmentError> problems_;
};

}  // namespace profgen::inline v0::policy
