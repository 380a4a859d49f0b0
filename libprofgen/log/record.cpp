#include "profgen/record.hpp"

namespace profgen {

const std::string* Record::find(std::string_view key) const {
  for (const Field& field : fields)
    if (field.key == key) return &field.value;
  return nullptr;
}

}  // namespace profgen
