#include "refine/aa_dialogue.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "refine/aa_headers.hpp"

namespace profgen::inline v0::refine {

AaDialogue::AaDialogue(evidence::Evidence evidence, const policy::Policy& policy,
                       SessionOptions options, AaSettings settings, AaHost& host)
    : evidence_(std::move(evidence)),
      policy_(policy),
      options_(std::move(options)),
      settings_(std::move(settings)),
      host_(host) {}

std::vector<std::string> AaDialogue::begin(const std::vector<std::string>& inputs) {
  out_.push_back(aa_version_line());
  info("Profiles: " + policy_.options().policy_dir);
  for (const std::string& input : inputs) info("Log: " + input);
  hats_ = aa_missing_hats(evidence_, policy_, options_);
  std::reverse(hats_.begin(), hats_.end());
  next_hat();
  return sent();
}

std::vector<std::string> AaDialogue::take(std::string_view line) {
  if (state_ != State::open || text::trim(line).empty()) return {};
  const Result<AaReply> reply = read_aa_reply(prompt_, line);
  if (!reply) {
    important("Not understood: " + reply.error().reason);
    ask(prompt_, std::move(handler_));
    return sent();
  }
  // The handler sets the next one.
  const Handler handler = std::move(handler_);
  handler_ = nullptr;
  handler(*reply);
  return sent();
}

void AaDialogue::end_of_input() {
  if (state_ == State::open) state_ = State::cut_off;
}

void AaDialogue::ask(AaPrompt prompt, Handler handler) {
  prompt_ = std::move(prompt);
  handler_ = std::move(handler);
  out_.push_back(aa_prompt_line(prompt_));
  out_.emplace_back();
}

void AaDialogue::ask_yesno(std::string text, char proposed, std::function<void(bool)> handler) {
  AaPrompt prompt;
  prompt.dialog = AaDialog::yesno;
  prompt.text = std::move(text);
  prompt.proposed = std::string(1, proposed);
  ask(std::move(prompt),
      [handler = std::move(handler)](const AaReply& reply) { handler(reply.key == 'y'); });
}

void AaDialogue::ask_text(std::string text, std::string proposed,
                          std::function<void(std::string)> handler) {
  AaPrompt prompt;
  prompt.dialog = AaDialog::getstring;
  prompt.text = std::move(text);
  prompt.proposed = std::move(proposed);
  ask(std::move(prompt),
      [handler = std::move(handler)](const AaReply& reply) { handler(reply.text); });
}

void AaDialogue::ask_abort(std::function<void()> again) {
  ask_yesno("Leave without saving? The answers given so far are lost.", 'n',
            [this, again = std::move(again)](bool yes) {
              if (!yes) return again();
              info("Left: nothing (more) was changed.");
              state_ = State::aborted;
            });
}

std::vector<std::string> AaDialogue::sent() {
  std::vector<std::string> lines;
  lines.swap(out_);
  return lines;
}

void AaDialogue::next_hat() {
  if (hats_.empty()) {
    session_ = std::make_unique<Session>(evidence_, policy_, options_);
    return next_question();
  }
  ask_hat(hats_.back());
}

void AaDialogue::ask_hat(const AaHat& hat) {
  std::string other = settings_.default_hat(hat.subject.profile);
  if (other == hat.hat) other.clear();
  AaPrompt prompt;
  prompt.headers = {{"Profile", aa_profile_name(hat.subject.profile)}};
  if (!other.empty()) prompt.headers.push_back({"Default Hat", other});
  prompt.headers.push_back({"Requested Hat", hat.hat});
  prompt.menu_items = {"(A)dd Requested Hat", "(D)eny", "Abo(r)t", "(F)inish"};
  if (!other.empty()) prompt.menu_items.insert(prompt.menu_items.begin() + 1, "(U)se Default Hat");
  prompt.default_key = hat.complain ? 'a' : 'd';
  ask(std::move(prompt), [this, other](const AaReply& reply) {
    const AaHat asked = hats_.back();
    if (reply.key == 'r') return ask_abort([this] { next_hat(); });
    if (reply.key == 'f') {
      // What was not answered is not drafted.
      for (const AaHat& open : hats_) evidence_ = without_hat(evidence_, open);
      session_ = std::make_unique<Session>(evidence_, policy_, options_);
      return finish();
    }
    hats_.pop_back();
    if (reply.key == 'a') evidence_ = with_hat(std::move(evidence_), asked);
    if (reply.key == 'u') evidence_ = with_other_hat(evidence_, asked, other);
    if (reply.key == 'd') evidence_ = without_hat(evidence_, asked);
    next_hat();
  });
}

void AaDialogue::next_question() {
  const Question* question = session_->current();
  if (question == nullptr) return finish();
  if (std::holds_alternative<suggest::ExecQuestion>(question->about)) return ask_exec(false);
  rule_.emplace(std::get<suggest::Proposal>(question->about));
  ask_rule();
}

}  // namespace profgen::inline v0::refine
