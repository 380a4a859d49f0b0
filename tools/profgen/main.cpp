#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <exception>
#include <iostream>

#include "tools/profgen/command.hpp"

int main(int argc, char** argv) {
  using namespace profgen::tool;
  try {
    const Parsed parsed = parse_command_line(argc, argv);
    if (parsed.command == nullptr) return parsed.code;
    spdlog::set_default_logger(spdlog::stderr_color_mt("profgen"));
    spdlog::set_pattern("profgen: %v");
    spdlog::set_level(parsed.call.common.verbose ? spdlog::level::debug : spdlog::level::warn);
    const int code = parsed.command->run(parsed.call);
    std::cout.flush();
    // A full disk or a closed pipe: what was printed is not what was meant.
    if (!std::cout) {
      std::cerr << "profgen: the output could not be written\n";
      return exit_system;
    }
    return code;
  } catch (const std::exception& error) {
    std::cerr << "profgen: internal error: " << error.what() << "\n";
    return exit_system;
  }
}
