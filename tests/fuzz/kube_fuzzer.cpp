// What a server or kubectl may send. First byte: what the rest is: a stream of a watch, a complaint
// of kubectl, the pages of a list, a refusal, a label selector.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "kube/api/answers.hpp"
#include "kube/api/field.hpp"
#include "kube/api/json_splitter.hpp"
#include "kube/api/kubectl_failure.hpp"
#include "kube/api/label_selector.hpp"
#include "kube/objects/kinds.hpp"

namespace {

using namespace profgen;
using namespace profgen::kube;

constexpr std::size_t largest = 4096;

// Not assert(): the check must hold in every kind of build.
void require(bool holds) {
  if (!holds) std::abort();
}

void check(const Failure& failure) {
  require(failure.code >= 0 && failure.code <= 999);
  require(text::printable(failure.message) == failure.message ||
          failure.message.find('\\') != std::string::npos);
  require(failure.message.find('\n') == std::string::npos);
}

// However the stream is cut, the same objects come, and no more than the limit is kept.
void stream(std::string_view bytes) {
  JsonSplitter whole(largest), pieces(largest);
  whole.add(bytes);
  for (const char& c : bytes) pieces.add(std::string_view(&c, 1));
  require(whole.objects == pieces.objects && whole.broken() == pieces.broken());
  for (const std::string& one : whole.objects) {
    require(one.size() <= largest && one.front() == '{' && one.back() == '}');
    const WatchEvent event = watch_event_of(one);
    const bool with_object =
        event.type != WatchEvent::Type::gone && event.type != WatchEvent::Type::closed;
    require((event.object != nullptr) == with_object);
    if (with_object) {
      (void)metadata_text(*event.object, "name");
      (void)body_of(*event.object);
    } else {
      check(event.failure);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 5) {
    case 0:
      stream(rest);
      break;
    case 1:
      check(kubectl_failure(rest, 1));
      break;
    case 2: {
      int pages = 0;
      const auto list = list_pages(pods, "", "", [&](const std::string&) -> Reply<std::string> {
        if (++pages > 3) return no_answer("enough");
        return rest;
      });
      if (!list) return check(list.failure()), 0;
      for (const Json& item : list->items) require(item["kind"] == "Pod");
      break;
    }
    case 3:
      check(failure_of_status(data[0], rest));
      break;
    default:
      if (const auto selector = LabelSelector::parse(rest)) (void)selector->matches({{"a", "b"}});
  }
  return 0;
}
