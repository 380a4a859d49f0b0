// suggest LOG POLICY_DIR: what the profiles lack, as a diff; every question is answered by its best
// candidate. A reading of more than a million events is cut short.
#include <atomic>
#include <iostream>
#include <profgen/profgen.hpp>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: suggest LOG POLICY_DIR\n";
    return 2;
  }
  // Any thread may set it, or the callback itself.
  std::atomic<bool> stop = false;
  profgen::log::ReadOptions reading;
  reading.stop = &stop;
  profgen::evidence::Evidence evidence;
  std::size_t events = 0;
  const profgen::log::ReadReport report = profgen::log::read_logs(
      {argv[1]},
      [&](const profgen::Record& record, const profgen::Event& event) {
        evidence.add(record, event);
        if (++events == 1'000'000) stop = true;
      },
      reading);
  evidence.note(report);
  for (const profgen::Error& failure : report.failures) std::cerr << failure.text() << "\n";
  if (!report.failures.empty()) return 3;

  const auto files = profgen::real_files();
  profgen::policy::LoadOptions where;
  where.policy_dir = argv[2];
  const auto policy = profgen::policy::Policy::load(*files, where);
  const profgen::refine::Recommendation recommendation =
      profgen::refine::recommend(evidence, policy, profgen::suggest::default_guard(), {});
  std::cout << events << " events, " << evidence.distinct() << " accesses, "
            << recommendation.answers.size() << " answers\n";
  for (const profgen::FileChange& change : recommendation.outcome.changes) {
    std::cout << profgen::edit::unified_diff(change.path, change.before.value_or(""), change.after,
                                             !change.before);
    // What was made is checked as the compiler would.
    for (const profgen::Diagnostic& wrong :
         profgen::policy::check_text(*files, change.path, change.after, where))
      std::cerr << profgen::render(wrong);
  }
}
