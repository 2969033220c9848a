#include "synth/ontology/tables.h"

#include "synth/ontology/ontology.h"

namespace synth {

std::span<const Table> embedded_tables() {
  static const Table kTables[] = {
      {"words_places", kWordsPlaces},
      {"words_people", kWordsPeople},
      {"words_things", kWordsThings},
      {"general", kGeneral},
      {"geometry", kGeometry},
      {"maths", kMaths},
      {"physics", kPhysics},
      {"finance", kFinance},
      {"rates", kRates},
      {"travel", kTravel},
      {"nature", kNature},
      {"culture", kCulture},
      {"records", kRecords},
      {"sports", kSports},
      {"living", kLiving},
      {"society", kSociety},
      {"technology", kTechnology},
      {"home", kHome},
      {"daily", kDaily},
  };
  return kTables;
}

}  // namespace synth
