#include "node/change/step.hpp"

#include <algorithm>

#include "node/protocol/json.hpp"

namespace profgen::inline v0::node {

constexpr auto fields_of(const Step*) {
  return std::tuple{Field{"number", &Step::number}, Field{"operation", &Step::operation},
                    Field{"run", &Step::run},       Field{"time_us", &Step::time_us},
                    Field{"files", &Step::files},   Field{"modes_before", &Step::modes_before},
                    Field{"before", &Step::before}, Field{"after", &Step::after}};
}

namespace {

constexpr std::string_view step_suffix = ".json";
constexpr std::uint32_t step_mode = 0600;

std::string steps_directory(const Machine& machine) {
  return below_root(machine, machine.state_dir) + "/steps";
}

std::string step_path(const Machine& machine, std::uint64_t number) {
  return steps_directory(machine) + "/" + std::to_string(number) + std::string(step_suffix);
}

// Rising.
std::vector<std::uint64_t> step_numbers(const Machine& machine) {
  std::vector<std::uint64_t> numbers;
  const auto names = machine.files.list(steps_directory(machine));
  if (!names) return numbers;  // it is not there
  for (std::string_view name : *names) {
    if (!name.ends_with(step_suffix)) continue;
    name.remove_suffix(step_suffix.size());
    if (const auto number = text::to_number(name)) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Result<Step> read_step(const Machine& machine, std::uint64_t number) {
  const std::string path = step_path(machine, number);
  const auto text = machine.files.read(path);
  if (!text) return text.error();
  const ParsedJson parsed = parse_json(*text);
  Step step;
  Decoder decoder;
  decoder.error = parsed.error;
  if (decoder.error.empty() && decoder.decode(parsed.value, step, "") && step.number == number)
    return step;
  return Error{ErrorKind::system, "read the step", path,
               "it is damaged" + (decoder.error.empty() ? "" : ": " + decoder.error) +
                   "; look at the profiles, then remove this file"};
}

}  // namespace

std::string command_of(const Step& step) {
  return "profgen-node " + step.operation + ", revision " + std::to_string(step.number) +
         (step.run.empty() ? "" : ", run " + step.run);
}

Status write_step(Machine& machine, const Step& step) {
  if (Status made = machine.files.make_directories(steps_directory(machine), 0700); !made)
    return made;
  return machine.files.replace(step_path(machine, step.number), encoded(step).dump() + "\n",
                               step_mode);
}

Status remove_step(Machine& machine, std::uint64_t number) {
  return machine.files.remove(step_path(machine, number));
}

Result<std::vector<Step>> read_steps(const Machine& machine) {
  std::vector<Step> steps;
  for (const std::uint64_t number : step_numbers(machine)) {
    auto step = read_step(machine, number);
    if (!step) return step.error();
    steps.push_back(std::move(*step));
  }
  return steps;
}

std::uint64_t forget_old_steps(Machine& machine) {
  const auto numbers = step_numbers(machine);
  std::size_t first = 0;
  for (; first + steps_kept < numbers.size(); ++first) (void)remove_step(machine, numbers[first]);
  return first < numbers.size() ? numbers[first] : 0;
}

}  // namespace profgen::inline v0::node
