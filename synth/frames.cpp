#include "synth/frames.h"

namespace synth {
namespace {

// Imperatives lead: most requests to such tools begin with a verb.
constexpr std::string_view kCalcSingular[] = {"[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "Calculate %.",
                                              "Calculate %.",
                                              "Calculate %.",
                                              "Find %.",
                                              "Find %.",
                                              "Find %.",
                                              "What's %?",
                                              "What is %?",
                                              "What is %?",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "What is %?",
                                              "What is %?",
                                              "What is %?",
                                              "What's %?",
                                              "What would be %?",
                                              "Can you [v] %?",
                                              "Could you [v] %?",
                                              "Could you please [v] %?",
                                              "Please [v] %.",
                                              "I need to [v] %.",
                                              "I want to [v] %.",
                                              "I'd like to know %.",
                                              "Help me [v] %.",
                                              "Can you tell me %?",
                                              "Tell me %.",
                                              "[V] % for me.",
                                              "Would you [v] %, please?",
                                              "I need %.",
                                              "I have to [v] %.",

                                              "Please tell me %."};

constexpr std::string_view kLookSingular[] = {"[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "Find %.",
                                              "Find %.",
                                              "Find %.",
                                              "Find %.",
                                              "Find %.",
                                              "Find %.",
                                              "Find %.",
                                              "Find %.",
                                              "Find out %.",
                                              "Get %.",
                                              "Get %.",
                                              "Get %.",
                                              "What's %?",
                                              "What is %?",
                                              "What is %?",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "[V] %.",
                                              "What is %?",
                                              "What is %?",
                                              "What is %?",
                                              "What's %?",
                                              "What's %?",
                                              "Can you [v] %?",
                                              "Could you [v] %?",
                                              "Tell me %.",
                                              "Show me %.",
                                              "Give me %.",
                                              "Get me %.",
                                              "Find me %.",
                                              "Can you tell me %?",
                                              "Could you tell me %?",
                                              "I need %.",
                                              "I need to know %.",
                                              "I want to know %.",
                                              "I'd like to know %.",
                                              "Please [v] %.",
                                              "Do you know %?",
                                              "I would like to see %.",
                                              "Please give me %."};

constexpr std::string_view kCalcPlural[] = {
    "[V] %.",         "[V] %.",      "[V] %.",           "[V] %.",           "[V] %.",        "[V] %.",
    "Find %.",        "Find %.",     "Find %.",          "[V] %.",           "[V] %.",        "[V] %.",
    "What are %?",    "What are %?", "Can you [v] %?",   "Could you [v] %?", "Please [v] %.", "I need to [v] %.",
    "Help me [v] %.", "Tell me %.",  "I want to know %."};

constexpr std::string_view kLookPlural[] = {"[V] %.",
                                            "[V] %.",
                                            "[V] %.",
                                            "[V] %.",
                                            "[V] %.",
                                            "Find %.",
                                            "Find %.",
                                            "Find %.",
                                            "Find %.",
                                            "Find %.",
                                            "Find %.",
                                            "Get %.",
                                            "Get %.",
                                            "[V] %.",
                                            "[V] %.",
                                            "[V] %.",
                                            "What are %?",
                                            "What are %?",
                                            "What are %?",
                                            "Can you [v] %?",
                                            "Could you [v] %?",
                                            "Tell me %.",
                                            "Show me %.",
                                            "Give me %.",
                                            "Get me %.",
                                            "I need %.",
                                            "I'd like to see %.",
                                            "Please [v] %.",
                                            "Can you show me %?",
                                            "I want to see %."};

constexpr std::string_view kSearch[] = {"Find %.",
                                        "Find %.",
                                        "Find %.",
                                        "Find %.",
                                        "Find %.",
                                        "Find %.",
                                        "Find %.",
                                        "Find %.",
                                        "Find %.",
                                        "[V] %.",
                                        "[V] %.",
                                        "[V] %.",
                                        "[V] %.",
                                        "Get %.",
                                        "[V] %.",
                                        "[V] %.",
                                        "[V] %.",
                                        "[V] %.",
                                        "Find me %.",
                                        "Show me %.",
                                        "I'm looking for %.",
                                        "Are there any %?",
                                        "Can you find %?",
                                        "Can you find me %?",
                                        "I want to find %.",
                                        "I need to find %.",
                                        "Could you [v] %?",
                                        "Please [v] %.",
                                        "Get me a list of %.",
                                        "Give me %.",
                                        "Help me find %.",
                                        "Where can I find %?",
                                        "Do you know any %?",
                                        "Look up %."};

constexpr std::string_view kCommand[] = {"[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "[C].",
                                         "Please [c].",
                                         "Please [c].",
                                         "Can you [c]?",
                                         "Can you [c]?",
                                         "Could you [c]?",
                                         "Could you please [c]?",
                                         "Can you [c] for me?",
                                         "I want to [c].",
                                         "I need to [c].",
                                         "I'd like to [c].",
                                         "Help me [c].",
                                         "Go ahead and [c].",
                                         "I would like you to [c].",
                                         "I need you to [c].",
                                         "Would you [c], please?"};

constexpr std::string_view kSentence[] = {"%"};

constexpr std::string_view kAssignment[] = {"[V] %.",         "[V] %.",        "[V] %.",           "What is %?",
                                            "Can you [v] %?", "Please [v] %.", "I need to [v] %.", "Help me [v] %."};

constexpr std::string_view kLinks[] = {"Then ", "Also, ", "After that, ", "Next, ", "And ", "In addition, ", "",
                                       "",      ""};

}  // namespace

std::span<const std::string_view> frames_for(PhraseType type, bool calculation) {
  switch (type) {
    case PhraseType::singular:
      if (calculation) return kCalcSingular;
      return kLookSingular;
    case PhraseType::plural:
      if (calculation) return kCalcPlural;
      return kLookPlural;
    case PhraseType::search:
      return kSearch;
    case PhraseType::command:
      return kCommand;
    case PhraseType::sentence:
      return kSentence;
    case PhraseType::assignment:
      return kAssignment;
  }
  return kSentence;
}

std::span<const std::string_view> sentence_links() {
  return kLinks;
}

}  // namespace synth
