// One of the two stores of the vector memory: numbered texts and an index that finds those most like a query.
// Mirrors VectorStore of the reference over faiss's flat inner-product index. Knows nothing of the other store.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/copy_on_write.h"
#include "core/value.h"
#include "env/bfcl/worlds/method_table.h"
#include "env/bfcl/worlds/text_encoder.h"

namespace env::bfcl {

class VectorStore {
 public:
  VectorStore(size_t most, size_t longest, std::shared_ptr<const TextEncoder> encoder)
      : most_(most), longest_(longest), encoder_(std::move(encoder)) {}

  // {id: text}
  core::Dict texts() const;
  // {"next_id", "store": texts()}, and back. Throws core::Error(data) for what has another form.
  core::Dict snapshot() const;
  void load(const core::Value& snapshot);
  bool equals(const VectorStore& other) const;

  // The methods: arguments in, Python's return value out; as Simulator::call.
  core::Value add(const Arguments& arguments);
  core::Value remove(const Arguments& arguments);
  core::Value update(const Arguments& arguments);
  core::Value clear(const Arguments& arguments);
  core::Value retrieve(const Arguments& arguments);
  core::Value retrieve_all(const Arguments& arguments);

 private:
  struct Entry {
    int64_t id = 0;
    core::Value text;
  };
  struct Row {
    int64_t id = 0;
    std::vector<float> vector;
  };
  // A text may lie in the store and not in the index: where encoding it anew has raised.
  struct Contents {
    std::vector<Entry> entries;
    std::vector<Row> index;
  };

  // Its entry; nullptr where there is none. Raises TypeError for an unhashable id.
  const Entry* find(const core::Value& id) const;
  // The refusal of a text that is too long; None where it fits. Raises TypeError for what has no length.
  core::Value length_trouble(const core::Value& text) const;
  // One vector a text: of a list, each item is one. Raises AttributeError for what is no text.
  std::vector<std::vector<float>> encode(const core::Value& text) const;
  // Puts the only vector of a text into the index. Raises where there is not one.
  void index_text(int64_t id, const core::Value& text);

  core::CopyOnWrite<Contents> contents_;
  int64_t next_id_ = 0;
  size_t most_;
  size_t longest_;  // characters
  std::shared_ptr<const TextEncoder> encoder_;
};

}  // namespace env::bfcl
