// The options of each command.
#pragma once

#include "tools/profgen/command.hpp"

namespace profgen::tool {

void apply_options(po::options_description& options);
void check_options(po::options_description& options);
void collect_options(po::options_description& options);
void diff_options(po::options_description& options);
void events_options(po::options_description& options);
void fmt_options(po::options_description& options);
void generate_options(po::options_description& options);
void guard_options(po::options_description& options);
void help_options(po::options_description& options);
void learn_options(po::options_description& options);
void load_file_options(po::options_description& options);
void merge_options(po::options_description& options);
void mode_options(po::options_description& options);
void no_options(po::options_description& options);
void park_options(po::options_description& options);
void ready_options(po::options_description& options);
void refine_options(po::options_description& options);
void report_options(po::options_description& options);
void suggest_options(po::options_description& options);
void tree_options(po::options_description& options);
void unconfined_options(po::options_description& options);
void undo_options(po::options_description& options);
void verify_options(po::options_description& options);

}  // namespace profgen::tool
