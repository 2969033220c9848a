#include "core/value_difference.h"

#include <algorithm>
#include <utility>

#include "core/python_text.h"

namespace core {
namespace {

constexpr const char* kNothing = "nothing";

std::string joined(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + " / " + key;
}

class Search {
 public:
  explicit Search(size_t most) : most_(most) {}

  void compare(const std::string& path, const Value& left, const Value& right) {
    if (is_full() || python_equal(left, right)) return;
    const size_t before = found_.size();
    if (left.is_dict() && right.is_dict()) compare_dicts(path, left.as_dict(), right.as_dict());
    if (left.is_list() && right.is_list()) compare_lists(path, left.as_list(), right.as_list());
    if (found_.size() == before) add(path, python_repr(left), python_repr(right));
  }

  std::vector<ValueDifference> take() { return std::move(found_); }

 private:
  bool is_full() const { return found_.size() >= most_; }
  void add(const std::string& path, std::string left, std::string right) {
    if (!is_full()) found_.push_back({path, std::move(left), std::move(right)});
  }

  void compare_dicts(const std::string& path, const Dict& left, const Dict& right) {
    for (const auto& [key, value] : right) {
      if (is_full()) return;
      const std::string inner = joined(path, python_str(key));
      const Value* other = left.find(key);
      if (other == nullptr) {
        add(inner, kNothing, python_repr(value));
      } else {
        compare(inner, *other, value);
      }
    }
    for (const auto& [key, value] : left) {
      if (is_full()) return;
      if (right.find(key) == nullptr) add(joined(path, python_str(key)), python_repr(value), kNothing);
    }
  }

  void compare_lists(const std::string& path, const List& left, const List& right) {
    for (size_t i = 0; i < std::max(left.size(), right.size()) && !is_full(); ++i) {
      const std::string inner = joined(path, std::to_string(i));
      if (i >= left.size()) {
        add(inner, kNothing, python_repr(right[i]));
      } else if (i >= right.size()) {
        add(inner, python_repr(left[i]), kNothing);
      } else {
        compare(inner, left[i], right[i]);
      }
    }
  }

  size_t most_;
  std::vector<ValueDifference> found_;
};

}  // namespace

std::vector<ValueDifference> value_differences(const Value& left, const Value& right, size_t most) {
  Search search(most);
  search.compare("", left, right);
  return search.take();
}

std::optional<ValueDifference> first_difference(const Value& left, const Value& right) {
  std::vector<ValueDifference> found = value_differences(left, right, 1);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace core
