// All that a program needs which embeds profgen: logs → events → evidence × policy → proposals →
// decisions → texts, and the check of a text (docs/embedding.md). Headers of hosts, bundles and
// fleets are included by themselves.
//
// Threads: a function may be called from any number of them at once, and an object may be read by
// any number while none changes it (const is read). Nothing is kept outside of objects.
// Words: nothing is printed or logged, whatever goes wrong; it is in what a function returns.
// (kube::run_watch() alone, which is all of a program, prints.)
// The process: is never ended, no signal handler and no environment is touched. Other programs are
// run through Processes alone, files are changed through Files alone (and by evidence::save()).
// Exceptions: bad_alloc, and what a callback throws.
#pragma once

#include "profgen/decisions.hpp"
#include "profgen/diagnostic.hpp"
#include "profgen/edit.hpp"
#include "profgen/event.hpp"
#include "profgen/evidence.hpp"
#include "profgen/evidence_file.hpp"
#include "profgen/guard.hpp"
#include "profgen/lint.hpp"
#include "profgen/policy.hpp"
#include "profgen/progress.hpp"
#include "profgen/refine.hpp"
#include "profgen/suggest.hpp"
#include "profgen/system.hpp"
#include "profgen/version.hpp"
