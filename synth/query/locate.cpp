#include "synth/query/locate.h"

#include <algorithm>
#include <array>

#include "core/python_text.h"
#include "core/text.h"

namespace synth::query {
namespace {

using core::Dict;
using core::List;
using core::Value;
using Kind = Pick::Kind;
using Shape = Locator::Shape;

std::string extension(const Value& name) {
  if (!name.is_string()) return {};
  const std::string& text = name.as_string();
  const size_t dot = text.rfind('.');
  return dot == std::string::npos || dot == 0 || text.size() - dot > 6 ? std::string() : text.substr(dot);
}

bool has_component(const Value& path, const Value& wanted) {
  if (!path.is_string() || !wanted.is_string() || wanted.as_string().empty()) return false;
  const std::vector<std::string> parts = core::split(path.as_string(), '/');
  return std::ranges::find(parts, wanted.as_string()) != parts.end();
}

std::optional<Pick> pick_item(const List& items, size_t index, core::Rng& rng) {
  if (items.size() == 1) return Pick{Kind::only, {}, {}, {}};
  const std::string ending = extension(items[index]);
  const bool unique = !ending.empty() && std::ranges::count_if(items, [&](const Value& item) {
                                           return item.is_string() && item.as_string().ends_with(ending);
                                         }) == 1;
  if (unique && rng.chance(0.8)) return Pick{Kind::ending, ending, {}, {}};
  if (index == 0) return Pick{Kind::first, {}, {}, {}};
  if (index + 1 == items.size()) return Pick{Kind::last, {}, {}, {}};
  if (unique) return Pick{Kind::ending, ending, {}, {}};
  return std::nullopt;
}

std::optional<Pick> pick_key(const Dict& records, const Value& key, core::Rng& rng) {
  if (records.size() == 1) return Pick{Kind::only, {}, {}, {}};
  const Value* record = records.find(key);
  std::vector<Pick> ways;
  constexpr std::array<std::string_view, 8> kFields = {"card_type",   "expiration_date", "cardholder_name",
                                                       "travel_to",   "travel_from",     "travel_date",
                                                       "card_number", "travel_class"};
  for (const std::string_view field : kFields) {
    const Value* value = record->find(field);
    if (value == nullptr || !value->is_string() || value->as_string().size() < 3) continue;
    const std::string& text = value->as_string();
    const bool number = field == "card_number" && text.size() > 8;
    const std::string tail = number ? text.substr(text.size() - 4) : std::string();
    const auto same = std::ranges::count_if(records, [&](const core::DictItem& other) {
      const Value* theirs = other.value.find(field);
      if (theirs == nullptr || !theirs->is_string()) return false;
      return number ? theirs->as_string().ends_with(tail) : theirs->as_string() == text;
    });
    if (same == 1)
      ways.push_back(number ? Pick{Kind::last_four, tail, std::string(field), {}}
                            : Pick{Kind::record, {}, std::string(field), *value});
  }
  if (ways.empty()) return std::nullopt;
  return ways[rng.index(ways.size())];
}

template <class Result>
const Value* field_of(const Result& result, const std::string& field) {
  return field.empty() ? &result : result.find(field);
}

std::optional<Locator> locate_in(const std::string& field, const Value& value, const Value& wanted, core::Rng& rng) {
  if (identical(value, wanted)) return Locator{Shape::field, field, {}, {}};
  if (value.is_list()) {
    const List& items = value.as_list();
    for (const Shape shape : {Shape::item, Shape::component}) {
      const auto found = std::ranges::find_if(items, [&](const Value& item) {
        return shape == Shape::item ? identical(item, wanted) : has_component(item, wanted);
      });
      if (found == items.end()) continue;
      const auto pick = pick_item(items, static_cast<size_t>(found - items.begin()), rng);
      if (!pick) return std::nullopt;
      // "The first of the items with kiln in their name" is no way to name a place.
      if (shape == Shape::component && pick->kind != Kind::only && pick->kind != Kind::ending) return std::nullopt;
      const bool at_end = shape == Shape::component && found->as_string().ends_with("/" + wanted.as_string());
      return Locator{shape, field, at_end ? "name" : "", *pick};
    }
  }
  if (value.is_dict()) {
    for (const auto& [key, inner] : value.as_dict()) {
      if (identical(key, wanted) && inner.is_dict()) {
        const auto pick = pick_key(value.as_dict(), key, rng);
        if (!pick) return std::nullopt;
        return Locator{Shape::key, field, {}, *pick};
      }
      if (identical(inner, wanted)) return Locator{Shape::part, field, core::python_str(key), {}};
    }
  }
  return std::nullopt;
}

const Value* chosen(const List& items, const Pick& pick) {
  if (items.empty()) return nullptr;
  switch (pick.kind) {
    case Kind::only:
      return items.size() == 1 ? &items[0] : nullptr;
    case Kind::whole:
    case Kind::first:
      return &items.front();
    case Kind::last:
      return &items.back();
    case Kind::ending: {
      const auto fits = [&](const Value& item) { return item.is_string() && item.as_string().ends_with(pick.text); };
      return std::ranges::count_if(items, fits) == 1 ? &*std::ranges::find_if(items, fits) : nullptr;
    }
    case Kind::nearest: {
      std::vector<std::string> names;
      for (const Value& item : items) names.push_back(core::python_str(item));
      const std::string name = core::nearest_text(pick.text, names);
      const auto found = std::ranges::find(names, name);
      return found == names.end() ? nullptr : &items[static_cast<size_t>(found - names.begin())];
    }
    default:
      return nullptr;
  }
}

const Value* chosen_key(const Dict& records, const Pick& pick) {
  const Value* found = nullptr;
  for (const auto& [key, record] : records) {
    bool fits = pick.kind == Kind::only;
    if (pick.kind == Kind::record || pick.kind == Kind::last_four) {
      const Value* theirs = record.find(pick.field);
      if (theirs != nullptr && theirs->is_string()) {
        fits = pick.kind == Kind::record ? identical(*theirs, pick.value) : theirs->as_string().ends_with(pick.text);
      }
    }
    if (!fits) continue;
    if (found != nullptr) return nullptr;
    found = &key;
  }
  return found;
}

}  // namespace

std::optional<Locator> locate(const Value& result, const Value& wanted, core::Rng& rng) {
  if (!result.is_dict()) return locate_in({}, result, wanted, rng);
  for (const auto& [field, value] : result.as_dict()) {
    if (auto found = locate_in(core::python_str(field), value, wanted, rng)) return found;
  }
  return std::nullopt;
}

bool holds(const Value& result, const Value& wanted) {
  if (identical(result, wanted) || has_component(result, wanted)) return true;
  if (result.is_list())
    return std::ranges::any_of(result.as_list(), [&](const Value& item) { return holds(item, wanted); });
  if (!result.is_dict()) return false;
  return std::ranges::any_of(result.as_dict(), [&](const core::DictItem& item) {
    return identical(item.key, wanted) || holds(item.value, wanted);
  });
}

std::optional<Value> read_at(const Value& result, const Locator& locator) {
  const Value* value = field_of(result, locator.field);
  if (value == nullptr) return std::nullopt;
  const Value* found = nullptr;
  switch (locator.shape) {
    case Shape::field:
      found = value;
      break;
    case Shape::item:
    case Shape::component:
      if (value->is_list()) found = chosen(value->as_list(), locator.pick);
      break;
    case Shape::key:
      if (value->is_dict()) found = chosen_key(value->as_dict(), locator.pick);
      break;
    case Shape::part:
      found = value->find(locator.part);
      break;
  }
  if (found == nullptr) return std::nullopt;
  return *found;
}

}  // namespace synth::query
