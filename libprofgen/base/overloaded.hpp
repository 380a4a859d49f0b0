// std::visit with one lambda per alternative.
#pragma once

namespace profgen::inline v0 {

template <typename... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

}  // namespace profgen::inline v0
