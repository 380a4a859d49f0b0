#include "fleet/inventory/settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "fleet/inventory/words.hpp"

namespace profgen::inline v0::fleet {
namespace {

constexpr int most_starts = 1'000'000'000;
constexpr double second = 1e6;

void read_seconds(YamlReader& reader, const YamlNode& node, std::string_view what,
                  std::string_view least, double& into) {
  const auto bound = parse_duration(least);
  const auto read =
      node.kind == YamlNode::Kind::text ? parse_duration(node.text) : std::optional<std::int64_t>();
  if (!read)
    return reader.fail(node.at,
                       fmt::format("expected a time for {}, found {}", what, found_text(node)),
                       "a time is written as 90s, 10m, 24h, 7d or 1h30m");
  if (*read < *bound)
    return reader.fail(node.at, fmt::format("expected at least {} for {}, found {}", least, what,
                                            found_text(node)));
  into = static_cast<double>(*read) / second;
}

std::optional<Amount> read_amount(YamlReader& reader, const YamlNode& node, std::string_view what) {
  const auto amount =
      node.kind == YamlNode::Kind::text ? parse_amount(node.text) : std::optional<Amount>();
  if (!amount)
    reader.fail(node.at,
                fmt::format("expected a number of nodes for {}, found {}", what, found_text(node)),
                "it is written as 3 or 10%");
  return amount;
}

void read_gate(YamlReader& reader, const YamlNode& node, const std::string& what, Gate& gate) {
  reader.map(
      node, what,
      {{"bake",
        [&](const YamlNode& n) { read_seconds(reader, n, "bake", "0s", gate.bake_seconds); }},
       {"starts",
        [&](const YamlNode& n) {
          if (const auto number = reader.number(n, "starts", 0, most_starts))
            gate.starts = static_cast<std::uint64_t>(*number);
        }},
       {"max_new_denials",
        [&](const YamlNode& n) {
          if (n.kind == YamlNode::Kind::text && n.text == "any")
            gate.max_new_denials = UINT64_MAX;
          else if (const auto number = reader.number(n, "max_new_denials (or any)", 0, most_starts))
            gate.max_new_denials = static_cast<std::uint64_t>(*number);
        }},
       {"max_failed_nodes",
        [&](const YamlNode& n) {
          if (const auto amount = read_amount(reader, n, "max_failed_nodes"))
            gate.max_failed_nodes = *amount;
        }},
       {"give_up", [&](const YamlNode& n) {
          read_seconds(reader, n, "give_up", "0s", gate.give_up_seconds);
        }}});
  if (gate.give_up_seconds > 0 && gate.give_up_seconds <= gate.bake_seconds)
    reader.fail(node.at, fmt::format("the give_up of {} ends before its bake", what),
                "give_up counts from the begin of the stage, too");
}

std::string amount_text(const Amount& amount) {
  return fmt::format("{:g}{}", amount.value, amount.percent ? "%" : "");
}

// Cumulative: each has to be more than the one before, as far as that can be told without nodes.
void read_waves(YamlReader& reader, const YamlNode& node, std::vector<Amount>& into) {
  std::vector<Amount> waves;
  bool good = true;
  reader.each(node, "waves", [&](const YamlNode& item) {
    const auto amount = read_amount(reader, item, "a wave");
    if (!amount) {
      good = false;
      return;
    }
    const Amount* before = waves.empty() ? nullptr : &waves.back();
    const auto refuse = [&](std::string message) {
      good = false;
      reader.fail(item.at, std::move(message), "waves count all nodes so far: [1, 10%, 50%, 100%]");
    };
    if (amount->value <= 0)
      refuse("a wave of no nodes");
    else if (before != nullptr && before->percent && !amount->percent)
      refuse(fmt::format("the wave {} cannot stand behind {}", amount_text(*amount),
                         amount_text(*before)));
    else if (before != nullptr && before->percent == amount->percent &&
             amount->value <= before->value)
      refuse(fmt::format("the wave {} is not more than {} before it", amount_text(*amount),
                         amount_text(*before)));
    waves.push_back(*amount);
  });
  if (!good || node.kind != YamlNode::Kind::list) return;
  if (waves.empty() || !(waves.back() == Amount{100, true}))
    return reader.fail(node.at, "the last wave must be 100%",
                       "nodes that shall not take part are left out by the bundle's selector");
  into = std::move(waves);
}

void read_selector(YamlReader& reader, const YamlNode& node, std::string& into) {
  const std::string* text = reader.text(node, "canary");
  if (text == nullptr) return;
  const auto parsed = Selector::parse(*text);
  if (!parsed)
    return reader.fail(node.at,
                       fmt::format("canary, `{}`: {}", text::printable(parsed.error().object, 60),
                                   parsed.error().reason));
  into = *text;
}

void read_count(YamlReader& reader, const YamlNode& node, std::string_view what, int most,
                const std::function<void(int)>& set) {
  if (const auto number = reader.number(node, what, 1, most)) set(*number);
}

// A path on the nodes: it is in no need of quotes anywhere.
bool is_plain_path(std::string_view path) {
  return path.size() > 1 && path.front() == '/' && path.find("..") == std::string_view::npos &&
         std::all_of(path.begin(), path.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("/._-").find(c) != std::string_view::npos;
         });
}

}  // namespace

std::optional<Amount> parse_amount(std::string_view text) {
  Amount amount;
  if (!text.empty() && text.back() == '%') {
    amount.percent = true;
    text.remove_suffix(1);
  }
  const std::size_t dot = text.find('.');
  const auto whole = text::to_number(text.substr(0, dot));
  if (!whole || *whole > 1'000'000) return std::nullopt;
  amount.value = static_cast<double>(*whole);
  if (dot != std::string_view::npos) {
    const std::string_view behind = text.substr(dot + 1);
    const auto tenths = text::to_number(behind);
    if (!amount.percent || behind.size() != 1 || !tenths) return std::nullopt;
    amount.value += static_cast<double>(*tenths) / 10;
  }
  if (amount.percent && amount.value > 100) return std::nullopt;
  return amount;
}

std::vector<std::string> read_words(YamlReader& reader, const YamlNode& node,
                                    std::string_view what) {
  std::vector<std::string> words;
  const auto one = [&](const YamlNode& item) {
    if (const std::string* text = reader.text(item, what)) words.push_back(*text);
  };
  if (node.kind == YamlNode::Kind::text)
    one(node);
  else
    reader.each(node, what, one);
  return words;
}

void read_rollout(YamlReader& reader, const YamlNode& node, Strategy& into) {
  reader.map(
      node, "rollout",
      {{"complain",
        [&](const YamlNode& n) { read_gate(reader, n, "rollout.complain", into.complain); }},
       {"enforce",
        [&](const YamlNode& n) { read_gate(reader, n, "rollout.enforce", into.enforce); }},
       {"canary", [&](const YamlNode& n) { read_selector(reader, n, into.canary); }},
       {"waves", [&](const YamlNode& n) { read_waves(reader, n, into.waves); }},
       {"spread",
        [&](const YamlNode& n) {
          into.spread = read_words(reader, n, "spread");
          for (const std::string& key : into.spread)
            if (const auto wrong = wrong_key(key))
              reader.fail(n.at, fmt::format("no name of a label in spread, `{}`: {}",
                                            text::printable(key, 60), *wrong));
        }},
       {"poll",
        [&](const YamlNode& n) { read_seconds(reader, n, "poll", "1s", into.poll_seconds); }},
       {"skip_complain", [&](const YamlNode& n) {
          into.skip_complain = reader.boolean(n, "skip_complain").value_or(into.skip_complain);
        }}});
}

void read_ssh(YamlReader& reader, const YamlNode& node, const std::string& folder,
              SshOptions& into) {
  const auto path = [&](const YamlNode& n, std::string_view what) -> std::optional<std::string> {
    const std::string* text = reader.text(n, what);
    if (text == nullptr) return std::nullopt;
    if (text->front() == '-') {
      reader.fail(n.at, fmt::format("{}, {}: it begins with `-`", what, found_text(n)));
      return std::nullopt;
    }
    return *text;
  };
  reader.map(
      node, "ssh",
      {{"fan_out",
        [&](const YamlNode& n) {
          read_count(reader, n, "fan_out", 1000,
                     [&](int v) { into.fan_out = static_cast<std::size_t>(v); });
        }},
       {"connect_timeout",
        [&](const YamlNode& n) {
          read_seconds(reader, n, "connect_timeout", "1s", into.connect_seconds);
        }},
       {"request_timeout",
        [&](const YamlNode& n) {
          read_seconds(reader, n, "request_timeout", "1s", into.request_seconds);
        }},
       {"attempts",
        [&](const YamlNode& n) {
          read_count(reader, n, "attempts", 20,
                     [&](int v) { into.attempts = static_cast<unsigned>(v); });
        }},
       {"sudo",
        [&](const YamlNode& n) { into.sudo = reader.boolean(n, "sudo").value_or(into.sudo); }},
       {"program",
        [&](const YamlNode& n) {
          if (auto text = path(n, "program")) into.ssh = std::move(*text);
        }},
       {"config",
        [&](const YamlNode& n) {
          if (auto text = path(n, "config"))
            into.config = {"-F", text->front() == '/' ? *text : folder + *text};
        }},
       {"node_dir", [&](const YamlNode& n) {
          const std::string* text = reader.text(n, "node_dir");
          if (text == nullptr) return;
          if (!is_plain_path(*text))
            return reader.fail(n.at, fmt::format("expected an absolute path of plain characters "
                                                 "for node_dir, found {}",
                                                 found_text(n)));
          into.node_dir = *text;
        }}});
}

}  // namespace profgen::inline v0::fleet
