#include "kube/api/json_splitter.hpp"

namespace profgen::inline v0::kube {

void JsonSplitter::add(std::string_view bytes) {
  std::size_t begin = 0;  // of what belongs to the object and is not in object_ yet
  const auto take = [&](std::size_t end) {
    broken_ = broken_ || object_.size() + (end - begin) > largest_;
    if (!broken_) object_ += bytes.substr(begin, end - begin);
    begin = end;
  };
  for (std::size_t at = 0; at < bytes.size() && !broken_; ++at) {
    const char c = bytes[at];
    if (in_string_) {
      if (escaped_)
        escaped_ = false;
      else if (c == '\\')
        escaped_ = true;
      else if (c == '"')
        in_string_ = false;
    } else if (depth_ == 0) {
      begin = at;
      if (c == '{')
        depth_ = 1;
      else
        broken_ = c != ' ' && c != '\n' && c != '\r' && c != '\t';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{') {
      ++depth_;
    } else if (c == '}' && --depth_ == 0) {
      take(at + 1);
      if (!broken_) objects.push_back(std::move(object_));
      object_.clear();
    }
  }
  if (depth_ != 0 && !broken_) take(bytes.size());
  if (broken_) object_.clear();
}

}  // namespace profgen::inline v0::kube
