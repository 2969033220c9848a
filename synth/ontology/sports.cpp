#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kSports = R"(
@ sports | sports, sports_data, league, sports_stats, soccer, athletics
c I {missed|didn't see} the {game|match} {yesterday|last night}.
c My {friends|colleagues} and I have a bet.
x Why is a marathon 42 kilometers long?
x Which sport burns the most calories?
x How did football get its name?

# team_rank look standings
n team_ranking, standings, league_position, team_rank
d the {ranking|position} of a team in a league
p team lex football_team | team, team_name, club | The {name of the |}{team|club}
p league lex football_league | league, competition, league_name | The {league|competition}
o season year 1995..2024 =2023 | season, year, season_year | The {season|year} ~ in {the |}<season> {season|} ~ for {the |}<season> season
w the {ranking|position} of <team> in the <league>
q {Where is|Which place is} <team> in the <league>{ table|}?
b the ranking of a team

# player_stats look
n player_stats, player_statistics, athlete_stats
d the statistics of a {player|sportsperson}
p player lex athlete | player, player_name, athlete, name | The {name of the |}{player|athlete}
p season year 2005..2024 | season, year | The {season|year}
o team lex sports_team | team, team_name | The team ~ {with|for} {the |}<team>
o stats enums matches;wins;titles;points;injuries x1..3 | stats, metrics, statistics | {Which statistics|What} to return ~ . {I need|Show me} <stats>
ws the {stats|statistics} of <player> {for|in} {the |}<season> season
q How did <player> {do|perform} in {the |}<season> season?
b the statistics of a player

# match_result look
n match_result, game_score, match_score, game_result
d the result of a {match|game} between two teams
p home lex nba_team | team1, home_team, team_a | The {first|home} team
p away lex nba_team | team2, away_team, team_b | The {second|away} team
p date date | date, match_date, game_date | The date of the {match|game}
w the {score|result} of the {game|match} between the <home> and the <away> on <date>
q Who won when the <home> played the <away> on <date>?
b the result of a match

# schedule look
n team_schedule, upcoming_matches, fixtures, next_games
d the next {games|matches} of a team
p team lex sports_team | team, team_name | The {name of the |}team
p count int 2..10 | num_games, count, limit, number_of_games | {The number of|How many} games
o venue enum home;away;both =both | venue, location_type, game_location | Home or away games ~ {played|only} {at |}<venue>
ws the next <count#> {games|matches} of the <team>
q When are the next <count#> games of the <team>?
b the schedule of a team

# sport_court book
n court, sports_court, court_reservation
d a {court|field} {for|to play} a sport
p sport enum tennis;badminton;squash;basketball | sport, sport_type, court_type | The sport
p date date | date, booking_date, day | The date
p time time | time, start_time | The start time
o hours int 1..3 =1 | hours, duration, duration_hours | {How many hours|The duration in hours} ~ for <hours+hour>
v book a <sport> court {on|for} <date> at <time>
b a sports court

# pace calc
n running_pace, pace, average_pace
d the {average |}pace of a run
p distance num 2..42/0.5 km;mi | distance, distance_run, run_distance | The distance {run|}
p time int 12..260 min | time, duration, total_time, minutes | The time
w the pace {of|for} a run of <distance> in <time>
q What was my {average |}pace if I ran <distance> in <time>?
b the pace of a run
= time/distance

# batting calc
n batting_average, hitting_average
d the batting average of a {baseball |}player
p hits int 20..220 | hits, num_hits, total_hits | {The number of|How many} hits
p at_bats int 230..650 | at_bats, num_at_bats, times_at_bat | {The number of|How many} at-bats
w the batting average of a player with <hits+hit> in <at_bats> at-bats
b a batting average
= hits/at_bats

# olympic look
n olympic_medals, medal_count, medal_table
d the number of {Olympic |}medals of a country
p country lex country | country, nation, team | The country
p year enum 2000;2004;2008;2012;2016;2020 | year, games_year, edition | The year of the {Olympics|games}
o type enum gold;silver;bronze;all =all | medal_type, medal, type | The {kind|type} of medal ~ counting {only |}<type> medals
w the {medal count|number of medals} of <country> {at|in} the <year> Olympics
q How many medals did <country> win at the <year> Olympics?
b the medals of a country

@ games | games, game, gaming, board_games, chess_tools, esports
c We're having a game night.
c I {keep losing|want to win} against my {brother|sister}.
x Are video games good for the brain?
x Who invented chess?

# chess_rating look
n chess_rating, player_rating, elo_rating
d the {chess |}rating of a player
p player lex chess_player | player, player_name, name | The {name of the |}player
o type enum classical;rapid;blitz;bullet =classical | rating_type, variant, time_control | The kind of rating ~ {in|for} <type>{ chess| games|}
w the {chess |}rating of <player>
w <player>'s {chess |}rating
b the chess rating of a player

# rules look
n game_rules, rules, board_game_rules
d the rules of a {board |}game
p game lex game | game, game_name, name | The {name of the |}game
o players int 2..6 =2 | num_players, players, player_count | {The number of|How many} players ~ for <players+player>
ws the rules {of|for} <game>
q How do you play <game>?
b the rules of a game

# dice control
n dice_roll, roll_dice, dice
d the outcome of rolling dice
p count int 1..8 | num_dice, count, number_of_dice | {The number of|How many} dice
p sides enum 4;6;8;10;12;20 | sides, die_type, num_sides | {How many|The number of} sides {each die has|of a die} as a string
v roll <count#> {dice|die} with <sides> sides
v roll <count#> <sides>-sided dice
b the rolling of dice

# leaderboard look
n leaderboard, high_scores, top_players
d the best players of a video game
p game lex video_game | game, game_name, title | The {video |}game
p count int 3..20 | limit, top, count, num_players | {The number of|How many} players
o platform enum PC;PlayStation;Xbox;Switch | platform, console | The platform ~ on {the |}<platform>
o region enum Europe;Asia;North America;global =global | region, area | The region ~ in <region> ~ from <region>
ws the top <count#> players {of|in} <game>
q Who are the <count#> best players {of|in} <game>?
b the leaderboard of a game

# game_price look
n game_price, video_game_price, best_game_deal
d the price of a video game
p game lex video_game | game, title, game_name | The title of the game
p platform enum PC;PlayStation;Xbox;Switch | platform, console, system | The platform
o currency lex currency =US dollars | currency, currency_code | The currency ~ in <currency>
w the price of <game> {for|on} {the |}<platform>
q How {much is|expensive is} <game> on {the |}<platform>?
b the price of a video game

# character make
n game_character, character, player_character, avatar
d a {new |}character for a {role-playing |}game
p name lex first_name | name, character_name | The name of the character
p class enum wizard;warrior;rogue;healer;archer | character_class, class_name, role | The class of the character
p level int 1..40 | level, starting_level | The {starting |}level
o skills enums stealth;magic;archery;swordplay;alchemy x1..3 | skills, abilities, talents | The skills of the character ~ {with|and} skills in <skills> ~ who is good at <skills>
v {create|make} a level <level#> <class> {named|called} <name>
b a game character

# card_hand solve
n card_hand, poker_hand, best_hand
d the odds of a card hand
p players int 2..9 | num_players, players, opponents | {The number of|How many} players
p cards int 2..7 | cards_per_player, hand_size, num_cards | {The number of|How many} cards each {player|} gets
o decks int 2..4 =1 | decks, num_decks | {The number of|How many} decks ~ {with|using} <decks+deck>
v deal <cards#> cards to {each of |}<players+player>
b a card hand
)";

}  // namespace synth
