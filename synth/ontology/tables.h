// The embedded tables (notation: ontology.h). One family of domains a file; word lists apart.
#pragma once

#include <string_view>

namespace synth {

extern const std::string_view kWordsPlaces;
extern const std::string_view kWordsPeople;
extern const std::string_view kWordsThings;
extern const std::string_view kGeneral;
extern const std::string_view kGeometry;
extern const std::string_view kMaths;
extern const std::string_view kPhysics;
extern const std::string_view kFinance;
extern const std::string_view kRates;
extern const std::string_view kTravel;
extern const std::string_view kNature;
extern const std::string_view kCulture;
extern const std::string_view kRecords;
extern const std::string_view kSports;
extern const std::string_view kLiving;
extern const std::string_view kSociety;
extern const std::string_view kTechnology;
extern const std::string_view kHome;
extern const std::string_view kDaily;

}  // namespace synth
