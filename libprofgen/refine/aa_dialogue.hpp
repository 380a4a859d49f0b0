// aa-logprof's JSON dialogue (protocol 2.12) over a session: a line in, lines out. Its existing
// front ends drive it as they drive aa-logprof; docs/aa-json.md tells what differs.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/refine.hpp"
#include "refine/aa_hats.hpp"
#include "refine/aa_options.hpp"
#include "refine/aa_saving.hpp"
#include "refine/aa_settings.hpp"
#include "refine/aa_wire.hpp"

namespace profgen::inline v0::refine {

// What the dialogue asks of the host.
class AaHost {
 public:
  struct Saved {
    bool done = false;
    std::vector<std::string> told;  // why not, or what is worth knowing
  };

  virtual ~AaHost() = default;
  // Checks and writes all of them, or none.
  virtual Saved save(const std::vector<FileChange>& changes) = 0;
  // Puts a text into a file that the front end can read, and gives its name.
  virtual Result<std::string> show(const std::string& text) = 0;
  // The front end has read it.
  virtual void shown() = 0;
};

class AaDialogue {
 public:
  enum class State {
    open,
    done,     // answered, and saved what there was to save
    aborted,  // by the user; what was saved before stays
    cut_off,  // the input ended before the dialogue did
  };

  // `inputs`: what is read, told at the begin. The policy and the host must outlive it.
  AaDialogue(evidence::Evidence evidence, const policy::Policy& policy, SessionOptions options,
             AaSettings settings, AaHost& host);

  // Each gives lines to send, without their line feed. A question is followed by an empty line, as
  // aa-logprof does it, and then waits for take(). An answer that cannot be understood gets an
  // `important` line and the same question again; nothing is changed by it.
  [[nodiscard]] std::vector<std::string> begin(const std::vector<std::string>& inputs);
  [[nodiscard]] std::vector<std::string> take(std::string_view line);
  // The front end is gone: nothing (more) is written.
  void end_of_input();

  [[nodiscard]] State state() const { return state_; }
  // A save was refused by the system, and none after it went well.
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  using Handler = std::function<void(const AaReply&)>;

  void info(std::string_view text) { out_.push_back(aa_info_line(text)); }
  void important(std::string_view text) { out_.push_back(aa_important_line(text)); }
  void ask(AaPrompt prompt, Handler handler);
  void ask_yesno(std::string text, char proposed, std::function<void(bool)> handler);
  void ask_text(std::string text, std::string proposed, std::function<void(std::string)> handler);
  // `again`: what is asked once more if they do not want to go.
  void ask_abort(std::function<void()> again);
  std::vector<std::string> sent();

  void next_hat();
  void ask_hat(const AaHat& hat);
  void next_question();

  void ask_exec(bool fallback);
  void exec_key(char key, bool fallback);
  void exec_named(bool fallback);
  void ask_target(char letter, bool fallback);
  void ask_scrub(char letter, bool fallback, std::string target);
  void ask_unconfined(bool fallback);
  void answer_exec(Act act, std::string qualifier, std::string target);

  void ask_rule();
  void rule_key(const AaReply& reply);
  void answer_rule(std::size_t option, Act act);
  void widen(std::size_t option, bool with_extension);
  void edit_path(std::size_t option);
  void new_path(const policy::Rule& rule, const std::string& path);

  void finish();
  void ask_save();
  void save_key(const AaReply& reply);
  void save(const std::vector<std::size_t>& which);
  void show_changes(std::size_t change, bool clean);

  evidence::Evidence evidence_;
  const policy::Policy& policy_;
  SessionOptions options_;
  AaSettings settings_;
  AaHost& host_;

  State state_ = State::open;
  bool failed_ = false;
  std::vector<std::string> out_;
  AaPrompt prompt_;
  Handler handler_;

  std::vector<AaHat> hats_;  // still to ask about, last first
  std::unique_ptr<Session> session_;
  std::optional<AaOptions> rule_;  // the question asked now
  std::vector<FileChange> changes_;
  std::vector<AaChanged> changed_;  // not saved yet
  std::size_t chosen_ = 0;
};

}  // namespace profgen::inline v0::refine
