// The samples that no call answers: irrelevance and missing values.
#include "core/text.h"
#include "synth/grammar.h"
#include "synth/refusals.h"
#include "synth/sample_builder.h"

namespace synth {

using std::string;

string SampleBuilder::unserved_question(const string& grammar) {
  string text = expand(grammar, rng_);
  for (size_t open = text.find('['); open != string::npos; open = text.find('[')) {
    const size_t close = text.find(']', open);
    const auto& words = sampler_.ontology_.lexicon(text.substr(open + 1, close - open - 1));
    text.replace(open, close - open + 1, rng_.pick(words).text);
  }
  return text;
}

void SampleBuilder::offer_others(const Family& wanted) {
  add_tool(pick_other(wanted, 0.5));
  constexpr double kMore[] = {0.8, 0.12, 0.08};
  for (size_t more = rng_.weighted(kMore); more > 0; --more) {
    const Family& other = pick_other(wanted, 0.5);
    if (other.group != sample_.tools[0]->family->group) add_tool(other);
  }
}

bool SampleBuilder::build_irrelevance() {
  const Family& wanted = pick_unserved();
  std::vector<std::unique_ptr<Tool>> offered = std::move(sample_.tools);
  sample_.tools.clear();
  string topic;
  RequestWriter writer(sample_.tools, sample_.calls, rng_);
  if (rng_.chance(0.35)) {
    const auto& own = sampler_.ontology_.domain(wanted.domain).unserved;
    const auto& general = sampler_.ontology_.domain("general").unserved;
    writer.add_text(unserved_question(rng_.pick(own.empty() || rng_.chance(0.75) ? general : own)));
    sample_.frames.push_back("unserved");
  } else {
    add_tool(wanted);
    sample_.calls.push_back(draw_call(0));
    const Phrase phrase = choose_phrase(*sample_.tools[0], sample_.calls[0], rng_);
    if (phrase.text.empty()) return false;
    Sentence sentence = frame_phrase(*sample_.tools[0], phrase, rng_);
    sentence.calls = {0};
    if (!writer.add(sentence)) return false;
    topic = wanted.bare;
  }
  Request request = writer.take();
  roughen(request.text);
  sample_.request = std::move(request.text);
  sample_.frames.insert(sample_.frames.end(), request.frames.begin(), request.frames.end());
  sample_.calls.clear();
  sample_.tools = std::move(offered);
  if (!fixed_) offer_others(wanted);
  sample_.reply = refusal_text(sample_.tools, topic, rng_);
  return true;
}

bool SampleBuilder::build_missing() {
  set_target();
  const Tool& tool = *sample_.tools[0];
  const Family& family = *tool.family;
  std::vector<string> missing;
  for (const ToolParam& param : tool.params) {
    if (param.spec->required) missing.push_back(param.name);
  }
  if (missing.empty() || family.bare.empty()) return false;
  const bool computed = !family.formula.empty();
  const bool noun = !family.singular_phrases.empty();
  if (!noun && !computed) return false;
  const Sentence sentence = frame_phrase(tool, {family.bare, {}, PhraseType::singular, family.id + "/bare"}, rng_);
  sample_.request = sentence.text;
  sample_.frames = {sentence.frame};
  sample_.reply = missing_text(tool, missing, rng_);
  order_tools();
  return true;
}

}  // namespace synth
