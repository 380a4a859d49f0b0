#include <iostream>

#include "tools/profgen/inputs.hpp"
#include "tools/profgen/refine_aa_json.hpp"
#include "tools/profgen/refine_by_hand.hpp"
#include "tools/profgen/refine_ways.hpp"
#include "tools/profgen/saving.hpp"

namespace profgen::tool {

int run_refine(const Call& call) {
  int code = recover_saves(call);
  if (code != exit_done) return code;
  if (call.options.count("aa-json") != 0) return run_aa_json(call);
  if (call.options.count("answers") != 0) return refine_answers(call);
  if (call.common.json) return refine_json(call);
  Terminal terminal;
  if (!terminal.usable()) {
    std::cerr << "profgen: refine needs a terminal\n"
                 "  hint: `profgen generate` decides by a guard file, without a person\n";
    return exit_usage;
  }
  std::optional<Inputs> inputs = load_inputs(call, code);
  if (!inputs) return code;
  inputs->session.into_local = call.options.count("local") != 0;
  return refine_by_hand(call, terminal, *inputs).code;
}

}  // namespace profgen::tool
