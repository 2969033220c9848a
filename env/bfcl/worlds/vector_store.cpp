#include "env/bfcl/worlds/vector_store.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "core/error.h"
#include "core/format.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/python_comparison.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/python_words.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

Value refused(std::string text) {
  return Dict{{"error", std::move(text)}};
}

Value done(std::string text) {
  return Dict{{"status", std::move(text)}};
}

// What numpy and faiss say of a batch of no texts.
void require_rows(const std::vector<std::vector<float>>& rows) {
  if (rows.empty()) throw PythonError("not enough values to unpack (expected 2, got 1)");
}

float inner_product(const std::vector<float>& a, const std::vector<float>& b) {
  float sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// min(top_k, size) as the number of rows to look for, with the refusals of numpy and faiss.
size_t rows_wanted(const Value& top_k, size_t size) {
  if (python_compare(size, Order::less, top_k)) return size;
  if (!python_compare(top_k, Order::greater, 0)) throw PythonError("");  // a bare assert
  if (top_k.is_bool()) throw PythonError("an integer is required");
  if (top_k.is_float()) throw PythonError("'float' object cannot be interpreted as an integer");
  return static_cast<size_t>(top_k.as_int());
}

int64_t read_id(const Value& key) {
  const std::string text = core::python_str(key);
  int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw core::data_error("MemoryAPI_vector: a snapshot has an id that is no int");
  }
  return id;
}

}  // namespace

Dict VectorStore::texts() const {
  Dict texts;
  for (const Entry& entry : contents_->entries) texts.set(entry.id, entry.text);
  return texts;
}

Dict VectorStore::snapshot() const {
  return {{"next_id", next_id_}, {"store", texts()}};
}

void VectorStore::load(const Value& snapshot) {
  Contents loaded;
  for (const auto& [id, text] : snapshot.at("store").as_dict()) loaded.entries.push_back({read_id(id), text});
  next_id_ = snapshot.at("next_id").as_int();
  contents_ = core::CopyOnWrite<Contents>(std::move(loaded));
  std::vector<Entry> sorted = contents_->entries;
  std::ranges::sort(sorted, {}, &Entry::id);
  std::vector<std::string> texts;
  for (const Entry& entry : sorted) {
    if (entry.text.is_string()) texts.push_back(entry.text.as_string());
  }
  if (texts.size() < sorted.size()) {  // raises at the first that is no text
    for (const Entry& entry : sorted) index_text(entry.id, entry.text);
    return;
  }
  std::vector<std::vector<float>> vectors = encoder_->encode_all(texts);
  for (size_t i = 0; i < sorted.size(); ++i) contents_.write().index.push_back({sorted[i].id, std::move(vectors[i])});
}

bool VectorStore::equals(const VectorStore& other) const {
  if (next_id_ != other.next_id_) return false;
  return contents_.shares_with(other.contents_) || core::python_equal(Value(texts()), Value(other.texts()));
}

const VectorStore::Entry* VectorStore::find(const Value& id) const {
  require_hashable(id);
  const auto found =
      std::ranges::find_if(contents_->entries, [&](const Entry& entry) { return id == Value(entry.id); });
  return found == contents_->entries.end() ? nullptr : &*found;
}

Value VectorStore::length_trouble(const Value& text) const {
  if (python_length(text) <= longest_) return {};
  return refused(core::format("Entry length exceeds maximum length of {} characters.", longest_));
}

std::vector<std::vector<float>> VectorStore::encode(const Value& text) const {
  if (!text.is_list()) return {encoder_->encode(text_with(text, "lower"))};
  std::vector<std::string> texts;
  for (const Value& item : text.as_list()) texts.push_back(text_with(item, "lower"));
  return encoder_->encode_all(texts);
}

void VectorStore::index_text(int64_t id, const Value& text) {
  std::vector<std::vector<float>> rows = encode(text);
  require_rows(rows);
  if (rows.size() > 1) throw PythonError("not same nb of vectors as ids");
  contents_.write().index.push_back({id, std::move(rows.front())});
}

Value VectorStore::add(const Arguments& arguments) {
  const Value& text = arguments[0];
  if (Value trouble = length_trouble(text); !trouble.is_none()) return trouble;
  if (contents_->entries.size() >= most_) {
    return refused(core::format("Memory size exceeds maximum size of {} entries.", most_));
  }
  const int64_t id = next_id_++;  // used up even where the text cannot be encoded
  index_text(id, text);
  contents_.write().entries.push_back({id, text});
  return Dict{{"id", id}};
}

Value VectorStore::remove(const Arguments& arguments) {
  const Value& id = arguments[0];
  const std::string name = core::python_str(id);
  const Entry* entry = find(id);
  if (entry == nullptr) return refused(core::format("ID {} not present in store.", name));
  const int64_t number = entry->id;
  Contents& contents = contents_.write();
  std::erase_if(contents.index, [number](const Row& row) { return row.id == number; });
  std::erase_if(contents.entries, [number](const Entry& other) { return other.id == number; });
  return done(core::format("ID {} removed from store.", name));
}

Value VectorStore::update(const Arguments& arguments) {
  const Value& id = arguments[0];
  const Value& text = arguments[1];
  const std::string name = core::python_str(id);
  const Entry* entry = find(id);
  if (entry == nullptr) return refused(core::format("ID {} not present in store.", name));
  if (Value trouble = length_trouble(text); !trouble.is_none()) return trouble;
  const int64_t number = entry->id;
  std::erase_if(contents_.write().index, [number](const Row& row) { return row.id == number; });
  index_text(number, text);
  std::ranges::find(contents_.write().entries, number, &Entry::id)->text = text;
  return done(core::format("ID {} updated.", name));
}

Value VectorStore::clear(const Arguments& /*arguments*/) {
  contents_ = core::CopyOnWrite<Contents>();
  next_id_ = 0;
  return done("Memory cleared.");
}

Value VectorStore::retrieve(const Arguments& arguments) {
  core::List found;
  if (!contents_->entries.empty()) {
    const std::vector<std::vector<float>> query = encode(arguments[0]);
    const size_t wanted = rows_wanted(arguments[1], contents_->entries.size());
    require_rows(query);
    // The best rows so far as (score, place); the worst one goes when a better one comes. Of equal ones the later is
    // shown first, but does not push an earlier one out: the index's own order.
    std::vector<std::pair<float, size_t>> best;
    for (size_t i = 0; i < contents_->index.size(); ++i) {
      const float score = inner_product(query.front(), contents_->index[i].vector);
      if (best.size() == wanted) {
        const auto worst = std::ranges::min_element(best);
        if (!(worst->first < score)) continue;
        best.erase(worst);
      }
      best.emplace_back(score, i);
    }
    std::ranges::sort(best, std::ranges::greater());
    for (const auto& [score, place] : best) {
      const int64_t id = contents_->index[place].id;
      found.emplace_back(
          Dict{{"id", id}, {"similarity_score", static_cast<double>(score)}, {"text", find(Value(id))->text}});
    }
  }
  return Dict{{"result", std::move(found)}};
}

Value VectorStore::retrieve_all(const Arguments& /*arguments*/) {
  core::List all;
  for (const Entry& entry : contents_->entries) all.emplace_back(Dict{{"id", entry.id}, {"text", entry.text}});
  return Dict{{"result", std::move(all)}};
}

}  // namespace env::bfcl
