// Times that no inventory sets; tests make them short.
#pragma once

namespace profgen::inline v0::fleet::ssh {

struct Timing {
  double first_pause = 0.5, most_pause = 30;  // between attempts
  double idle = 30;                           // an open conversation that nobody needs
  double ending = 2;                          // for ssh to end once its output did
};

}  // namespace profgen::inline v0::fleet::ssh
