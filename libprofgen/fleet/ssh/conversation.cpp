#include "fleet/ssh/conversation.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

namespace profgen::inline v0::fleet::ssh {
namespace {

constexpr std::size_t kept_errors = std::size_t{8} << 10;
// Times request_seconds: for one program or request that moves, but slowly.
constexpr double most_sending = 10;
constexpr std::string_view ask_again = "what was asked may have been done: ask again";

// ConnectTimeout is for TCP and the key exchange; the same again for the login behind it.
double login_seconds(const SshOptions& options) { return 2 * options.connect_seconds; }

// `line` without the word that it begins with; nullopt where it does not.
std::optional<std::string_view> after(std::string_view line, std::string_view word) {
  if (line.substr(0, word.size()) != word) return std::nullopt;
  return line.substr(word.size());
}

}  // namespace

std::chrono::steady_clock::duration seconds_of(double seconds) {
  // A year is for ever, and fits.
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(std::clamp(seconds, 0.0, 31536000.0)));
}

Conversation::Conversation(Child child, const Programs& programs, const SshOptions& options,
                           const Timing& timing, Time now)
    : child_(std::move(child)),
      programs_(programs),
      options_(options),
      timing_(timing),
      deadline_(now + seconds_of(login_seconds(options))) {}

bool Conversation::writing() const {
  return sent_ && written_ < sent_->size() + (line_end_ ? 1 : 0) && child_.in() >= 0;
}

void Conversation::ask(std::shared_ptr<const std::string> line, Time now) {
  request_ = std::move(line);
  if (phase_ != Phase::serving) return;
  begin_sending(request_, true, now);
}

void Conversation::begin_sending(std::shared_ptr<const std::string> bytes, bool line_end,
                                 Time now) {
  sent_ = std::move(bytes);
  written_ = 0;
  line_end_ = line_end;
  deadline_ = now + seconds_of(options_.request_seconds);
  send_limit_ = now + seconds_of(most_sending * options_.request_seconds);
  write_more(now);
}

void Conversation::write_more(Time now) {
  while (writing()) {
    const std::string_view rest =
        written_ < sent_->size() ? std::string_view(*sent_).substr(written_) : "\n";
    const ssize_t n = child_.write(rest);
    if (n <= 0) return;  // where nobody reads any more, the end of its output says why
    written_ += static_cast<std::size_t>(n);
    // A slow line is no hung node; a byte a minute is.
    deadline_ = std::min(now + seconds_of(options_.request_seconds), send_limit_);
  }
}

void Conversation::line_came(const std::string& line, Time now) {
  if (is_reply(line)) {
    if (phase_ == Phase::serving && request_ && !writing()) {
      reply_ = line;
      request_.reset();
      sent_.reset();
      replied_ = true;
      deadline_ = now + seconds_of(timing_.idle);
    } else if (phase_ == Phase::serving) {
      // Nobody asked: whatever comes next would be taken for another request's reply.
      std::optional<Failure> why;
      if (request_)
        why = {Answer::State::broken, "it replied before it was asked", std::string(ask_again),
               false};
      end_as(why);
    }
    return;
  }
  if (phase_ != Phase::greeting && phase_ != Phase::sending) return;
  const std::string_view words = std::string_view(line).substr(marker.size());
  if (words == "ready") {
    phase_ = Phase::serving;
    served_ = true;
    if (request_) ask(request_, now);
  } else if (const auto machine = after(words, "want "); machine && phase_ == Phase::greeting) {
    const auto program = programs_.find(std::string(*machine));
    if (program == programs_.end()) {
      failed_ = "machine " + std::string(*machine);
      return end_soon(now);
    }
    phase_ = Phase::sending;
    begin_sending(program->second.bytes, false, now);
  } else if (const auto why = after(words, "failed ")) {
    failed_ = *why;
    end_soon(now);
  }
}

void Conversation::read_lines(Time now) {
  std::string bytes;
  const bool more = child_.read_out(bytes);
  reader_.add(bytes);
  while (!reader_.lines.empty() && !over()) {
    const std::string line = std::move(reader_.lines.front());
    reader_.lines.pop_front();
    line_came(line, now);
  }
  if (over()) return;
  if (reader_.too_long() || reader_.too_noisy())
    return end_as(
        Failure{served_ ? Answer::State::broken : Answer::State::refused,
                reader_.too_long()
                    ? fmt::format("a reply of more than {} MiB", LineReader::longest_reply >> 20U)
                    : fmt::format("it prints more than {} MiB beside its replies ({})",
                                  LineReader::most_noise >> 20U, last_line(reader_.last_noise())),
                "see what the node runs as profgen-node, and what the login's start-up files print",
                false});
  if (!more) end_soon(now);
}

void Conversation::end_soon(Time now) {
  child_.close_in();
  if (phase_ == Phase::ending) return;
  phase_ = Phase::ending;
  deadline_ = now + seconds_of(timing_.ending);
}

void Conversation::end_as(std::optional<Failure> failure) {
  phase_ = Phase::over;
  if (request_) failure_ = std::move(failure);
  child_.close_all();
  child_.kill();
}

Failure Conversation::why_ended(int status) const {
  if (!failed_.empty()) return marked_failure(failed_, errors_, options_.node_dir);
  if (served_) return serve_failure(status, errors_, replied_);
  if (sent_)  // in mid-installation, which begins anew
    return {
        Answer::State::unreachable,
        fmt::format("the connection was lost while profgen-node was sent ({})", last_line(errors_)),
        "see the network, and ask again", true};
  return status == 255 ? connection_failure(errors_)
                       : login_failure(status, reader_.last_noise(), errors_);
}

void Conversation::add_polled(std::vector<pollfd>& polled) const {
  polled.push_back({writing() ? child_.in() : -1, POLLOUT, 0});
  polled.push_back({child_.out(), POLLIN, 0});
  polled.push_back({child_.err(), POLLIN, 0});
}

void Conversation::moved(const pollfd* ends, Time now) {
  if (ends[2].revents != 0 && child_.err() >= 0) {
    (void)child_.read_err(errors_);
    if (errors_.size() > kept_errors) errors_.erase(0, errors_.size() - kept_errors);
  }
  if (ends[0].revents != 0) write_more(now);
  if (ends[1].revents != 0 && child_.out() >= 0) read_lines(now);
}

void Conversation::tick(Time now) {
  if (over()) return;
  if (phase_ == Phase::ending) {
    std::optional<int> status = child_.exited();
    if (!status && now < deadline_) return;
    // What it said last; one buffer is more than is kept.
    if (child_.err() >= 0) (void)child_.read_err(errors_);
    return end_as(why_ended(status.value_or(128 + SIGKILL)));
  }
  if (now < deadline_) return;
  using State = Answer::State;
  if (phase_ == Phase::greeting)
    end_as(Failure{
        State::unreachable,
        fmt::format("no login within {:g} s (twice ssh.connect_timeout)", login_seconds(options_)),
        "see that the node is up and lets us in quickly by hand", true});
  else if (phase_ == Phase::sending)
    end_as(Failure{State::unreachable,
                   "profgen-node could not be sent in time (ssh.request_timeout)",
                   "see the network and the node's disk", true});
  else
    end_as(Failure{
        State::timed_out,
        fmt::format("no reply within {:g} s (ssh.request_timeout)", options_.request_seconds),
        std::string(ask_again) + ", with more time where the node is slow", false});
}

std::optional<std::string> Conversation::take_reply() {
  std::optional<std::string> out;
  out.swap(reply_);
  return out;
}

Child Conversation::release() {
  phase_ = Phase::over;
  child_.close_all();
  return std::move(child_);
}

}  // namespace profgen::inline v0::fleet::ssh
