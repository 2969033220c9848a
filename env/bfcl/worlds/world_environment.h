// A benchmark world as an Environment: the tools are the documents of its classes. A tool call goes straight to the
// method; only call texts, which the benchmark's own evaluation executes, take the reference's way (World::execute).
#pragma once

#include <memory>
#include <vector>

#include "core/files.h"
#include "env/bfcl/worlds/world.h"
#include "env/environment.h"

namespace env::bfcl {

using Tools = std::vector<chat::ToolSpec>;

// The function documents of these classes, in their order, as the benchmark writes them ("parameters" has type
// "dict"). `data` is laid out as bfcl_eval/data. Throws core::Error(environment) where a file is missing.
std::shared_ptr<const Tools> read_tools(const core::fs::path& data, const std::vector<std::string>& classes);

class WorldEnvironment final : public Environment {
 public:
  WorldEnvironment(World world, std::shared_ptr<const Tools> tools)
      : world_(std::move(world)), tools_(std::move(tools)) {}

  const Tools& tools() const override { return *tools_; }
  // ok is false where the call raised, and where the world answered {"error": …}.
  ToolResult call(const chat::ToolCall& call) override;
  // {class: {attribute: value}}, private attributes included.
  core::Value state() const override;
  std::unique_ptr<Environment> clone() const override;

  World& world() { return world_; }
  const World& world() const { return world_; }

 private:
  World world_;
  std::shared_ptr<const Tools> tools_;
};

}  // namespace env::bfcl
